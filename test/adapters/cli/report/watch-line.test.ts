// The lines of `sessions show --watch`: words that can be read aloud, and only what changes.
import { describe, expect, it } from 'vitest';
import { watchLine } from '../../../../adapters/cli/report/watch-line.ts';
import type { RunEvent } from '../../../../application/ports/run-observer.port.ts';
import { questionId } from '../../../../domain/question/question.ts';
import type { EventMeta, SessionEvent } from '../../../../domain/session/session.events.ts';
import { evolve, INITIAL_STATE, type SessionState } from '../../../../domain/session/session.state.ts';
import { sessionName } from '../../../../domain/session/session-name.ts';
import { statusChanged, taskAdded } from '../../../support/decider-spec.ts';

const TIME = new Date(2026, 0, 15, 9, 30, 5);
const STARTED: SessionEvent = { type: 'IterationStarted', data: { number: 1, model: 'm' } };
const ENDED: SessionEvent = {
  type: 'IterationEnded',
  data: { number: 1, outcome: 'finished', reason: 'end_turn', filesChanged: [], usage: null },
};

/** Returns the line of the last event, after all of them. */
function lineAfter(...events: readonly SessionEvent[]): string | undefined {
  let state: SessionState = INITIAL_STATE;
  let line: string | undefined;
  for (const event of events) {
    const meta: EventMeta = {
      ...{ id: 'e', session: sessionName('parser'), time: TIME.toISOString(), iteration: null },
      actor: 'agent',
    };
    const recorded = { event, meta };
    state = evolve(state, recorded);
    line = watchLine({ type: 'recorded', recorded }, state, TIME)?.text;
  }
  return line;
}

function lineOf(event: RunEvent): string | undefined {
  return watchLine(event, INITIAL_STATE, TIME)?.text;
}

describe('a line', () => {
  it('says which task changed, and how', () => {
    const added = taskAdded(1, 'Write the lexer');
    expect(lineAfter(added)).toBe('09:30:05  new task TAS-1 [P2] Write the lexer');
    expect(lineAfter(added, statusChanged(1, 'remaining', 'in_progress'))).toBe(
      '09:30:05  TAS-1 in progress: Write the lexer',
    );
  });

  it('says what an iteration does and a question asks', () => {
    expect(lineAfter(STARTED)).toBe('09:30:05  iteration 1 started with m');
    expect(lineAfter(STARTED, ENDED)).toBe('09:30:05  iteration 1 finished');
    const asked = {
      id: questionId(1),
      question: 'Which?',
      choices: [],
      assumption: null,
      task: null,
      iteration: 1,
    } as const;
    expect(lineAfter({ type: 'QuestionAsked', data: asked })).toContain('question QUE-1: Which?');
  });

  it('says how the run ended, in numbers', () => {
    const events = [
      taskAdded(1, 'a'),
      taskAdded(2, 'b'),
      statusChanged(1, 'remaining', 'completed'),
      STARTED,
      ENDED,
    ];
    expect(lineAfter(...events, { type: 'RunEnded', data: { reason: 'iteration_limit' } })).toBe(
      '09:30:05  run ended: iteration limit; 1 of 2 tasks completed, 1 iteration',
    );
  });

  it('says what is checked at the moment, and what the run waits for', () => {
    const hook = { type: 'hook-started', point: 'verify', command: 'npm test' } as const;
    expect(lineOf({ type: 'hook', event: hook })).toBe('09:30:05  checking: npm test');
    const waiting = { type: 'notice', level: 'warning', message: 'waiting 30 s for the provider' } as const;
    expect(lineOf(waiting)).toBe('09:30:05  waiting 30 s for the provider');
  });

  it('is left out for the agent’s output and for details', () => {
    const text = { type: 'text', messageId: null, text: 'hello' } as const;
    expect(lineOf({ type: 'agent', iteration: 1, event: text })).toBeUndefined();
    expect(lineAfter({ type: 'ReviewEnded', data: {} })).toBeUndefined();
  });
});
