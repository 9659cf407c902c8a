// What is shown as running runs; what waits, failed or ended says so in words.
import { describe, expect, it } from 'vitest';
import { activityOf, elapsedMs } from '../../../../adapters/tui/model/activity.ts';
import type { AppEffect } from '../../../../adapters/tui/model/app-effect.ts';
import { questionId } from '../../../../domain/question/question.ts';
import { taskId } from '../../../../domain/task/task.ts';
import { frameOf, textOfFrame } from '../views/frame.ts';
import { call, empty, result, type Session, START, sample } from './sample-model.ts';

const SPINNER = /[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/;
const ITERATION = { type: 'IterationStarted', data: { number: 1, model: 'm' } } as const;
const ENDED = {
  type: 'IterationEnded',
  data: { number: 1, outcome: 'finished', reason: 'end_turn', filesChanged: [], usage: null },
} as const;

function statusLine({ model }: Session): string {
  return textOfFrame(frameOf(model)).split('\n').at(-1) ?? '';
}

function kind({ model }: Session): string {
  return activityOf(model).kind;
}

describe('the spinner', () => {
  it('turns while a turn runs, from the beginning of the iteration to the end of the turn', () => {
    const session = empty();
    const kinds = [kind(session)];
    kinds.push(kind(session.fact(ITERATION)));
    kinds.push(kind(session.agent({ type: 'text', messageId: null, text: 'x' })));
    kinds.push(kind(session.agent({ type: 'turn-ended', stopReason: 'end_turn', usage: null })));
    kinds.push(kind(session.agent({ type: 'text', messageId: null, text: 'x' })));
    kinds.push(kind(session.fact(ENDED)));
    expect(kinds).toEqual(['idle', 'working', 'working', 'idle', 'working', 'idle']);
  });

  it('turns during a review, and says of what', () => {
    const id = taskId(1);
    const session = empty()
      .fact({
        type: 'TaskAdded',
        data: { id, content: 'a', status: 'completed', priority: 2, dependsOn: [] },
      })
      .fact({ type: 'ReviewStarted', data: { ids: [id], agent: 'judge', model: '' } });
    expect(statusLine(session)).toMatch(SPINNER);
    expect(statusLine(session)).toContain('review of TAS-1');
    expect(kind(session.fact({ type: 'ReviewEnded', data: {} }))).toBe('idle');
  });

  it('turns with the clock, and names the call that runs', () => {
    const session = empty()
      .fact(ITERATION)
      .agent(call('c', { title: 'npm test', status: 'in_progress' }));
    const [first, second] = [0, 100].map((ms) => {
      session.send({ type: 'tick', now: START + 10_000 + ms });
      return statusLine(session);
    });
    expect(first).toMatch(SPINNER);
    expect(first).toContain('npm test');
    expect(second).not.toBe(first);
  });

  it('turns no more after the run has ended, whatever was open', () => {
    const session = sample()
      .run({ type: 'run-ended', result: result({ reason: 'interrupted' }) })
      .keys('escape');
    const frame = textOfFrame(frameOf(session.model));
    expect(frame).not.toMatch(SPINNER);
    expect(statusLine(session)).toContain('⊘ interrupted');
    expect(frame).not.toContain('(running)');
  });

  it('turns no more when nobody runs the session', () => {
    const session = sample();
    expect(textOfFrame(frameOf(session.model))).toContain('(running)');
    session.send({ type: 'surroundings', surroundings: { ...session.model.surroundings, mode: 'finished' } });
    const frame = textOfFrame(frameOf(session.model));
    expect(frame).not.toMatch(SPINNER);
    expect(frame).not.toContain('(running)');
    expect(statusLine(session)).toContain('finished');
  });
});

describe('a session that is opened to be read', () => {
  it('shows nothing as running, whatever was open when it was left', () => {
    const left = sample().model;
    const session = empty();
    session.send({ type: 'surroundings', surroundings: { ...left.surroundings, mode: 'finished' } });
    expect(statusLine(session)).toContain('opening…');
    expect(statusLine(session)).not.toContain('finished');
    session.send({
      type: 'opened',
      session: left.session,
      transcripts: { home: left.transcript, others: new Map() },
      hasEarlier: false,
    });
    expect(statusLine(session)).toContain('finished, read-only');
    const frame = textOfFrame(frameOf(session.model));
    expect(frame).toContain('(cancelled)');
    expect(frame).not.toContain('(running)');
    expect(frame).not.toMatch(SPINNER);
  });
});

describe('the state of the run', () => {
  it.each([
    ['complete', '✓ complete'],
    ['iteration_limit', '○ ended: iteration limit'],
    ['no_progress', '! ended: no progress'],
    ['failed', '✗ failed'],
    ['interrupted', '⊘ interrupted'],
  ] as const)('%s is said as “%s”', (reason, words) => {
    const session = sample()
      .run({ type: 'run-ended', result: result({ reason }) })
      .keys('escape');
    expect(statusLine(session)).toContain(words);
  });

  it('says why it waits, until something happens', () => {
    const message = 'rate limit; waiting 30 s';
    const session = empty().fact(ITERATION, ENDED).run({ type: 'notice', level: 'info', message });
    expect(statusLine(session)).toContain(`◷ waiting: ${message}`);
    expect(statusLine(session.fact(ITERATION))).not.toContain('waiting');
  });

  it('counts down a wait for a provider, also within an iteration and after a restart', () => {
    const session = empty().fact(ITERATION);
    const { now } = session.model;
    const until = new Date(now + 3_725_000).toISOString();
    const wait = { cause: 'usage_window', reason: 'no', until, agent: 'claude' } as const;
    session.fact({ type: 'WaitStarted', data: wait });
    expect(statusLine(session)).toMatch(/◷ waiting: 1 h 2 min until .*\d\d:\d\d:\d\d, claude: the /);
    session.time = now + 3_600_000;
    session.fact({ type: 'PauseRequested', data: {} });
    expect(statusLine(session)).toContain('◷ waiting: 2 min 4 s until');
    session.time = now + 3_725_000;
    session.fact({ type: 'ResumeRequested', data: {} });
    expect(statusLine(session)).not.toContain('waiting');
  });

  it('counts down a wait for an answer, and shows one without an end', () => {
    const session = empty().fact(ITERATION, ENDED);
    const { now } = session.model;
    const ids = [questionId(1)];
    const until = new Date(now + 3_725_000).toISOString();
    session.fact({ type: 'AnswerAwaited', data: { ids, until } });
    expect(statusLine(session)).toMatch(/◷ waiting: answer to QUE-1, 1 h 2 min until \d\d:\d\d:\d\d /);
    session.fact({ type: 'AnswerWaitEnded', data: {} });
    expect(statusLine(session)).not.toContain('waiting');
    session.fact({ type: 'AnswerAwaited', data: { ids, until: null } });
    expect(statusLine(session)).toContain('◷ waiting: answer to QUE-1');
  });

  it('says that it waits for the store, also while the agent works, until the store is back', () => {
    const problem = 'the NATS server at nats://h:4222 does not answer';
    const until = '2026-01-01T12:00:00.000Z';
    const session = empty().fact(ITERATION);
    session.run({ type: 'store-waiting', cause: 'away', problem, until });
    expect(statusLine(session)).toMatch(/◷ waiting: for the store until \d\d:00:00/);
    session.run({ type: 'store-back', cause: 'away', waitedMs: 32_000 });
    expect(statusLine(session)).not.toContain('waiting');
  });

  it('says that it pauses, and that it is paused', () => {
    const session = empty().fact(ITERATION, { type: 'PauseRequested', data: {} });
    expect(statusLine(session)).toContain('⏸ pausing');
    session.fact(ENDED, { type: 'RunPaused', data: {} });
    expect(statusLine(session)).toContain('⏸ paused');
    expect(statusLine(session.fact({ type: 'ResumeRequested', data: {} }))).not.toContain('⏸');
  });

  it('says whose run it is', () => {
    const session = sample();
    session.send({ type: 'surroundings', surroundings: { ...session.model.surroundings, mode: 'attached' } });
    expect(statusLine(session)).toContain('attached');
  });

  it('starts at zero when the run is started again', () => {
    const session = sample().run({ type: 'run-ended', result: result() });
    expect(elapsedMs(session.model)).toBe(185_000);
    session.run({
      type: 'run-started',
      session: 'parser' as never,
      spec: 's',
      model: 'm',
      agent: { name: 'a', version: '1', mcpHttp: true },
      mode: null,
      limit: 0,
    });
    expect([session.model.result, elapsedMs(session.model), session.model.ui.overlays]).toEqual([
      null,
      0,
      [],
    ]);
  });

  it('shows the end of the run below what is being written', () => {
    const session = sample().command('new-task').type('abc').run({ type: 'run-ended', result: result() });
    expect(session.model.ui.overlays.map((o) => o.kind)).toEqual(['complete', 'new-task']);
  });
});

describe('answers', () => {
  it('are shown, and go with time', () => {
    const session = sample().send({ type: 'answer', ok: false, text: 'TAS-1 has the same content' });
    const { now } = session.model;
    const shown = () => textOfFrame(frameOf(session.model)).includes('✗ TAS-1 has the same content');
    expect(shown()).toBe(true);
    session.send({ type: 'tick', now: now + 9_000 });
    expect(shown()).toBe(true);
    session.send({ type: 'tick', now: now + 11_000 });
    expect(shown()).toBe(false);
  });
});

describe('a form', () => {
  it('that was refused is open again with what was written', () => {
    const session = sample().command('new-task').type('Write').keys('tab', 'ctrl+s');
    expect(session.model.ui.overlays).toEqual([]);
    const [effect] = session.takeEffects();
    session.send({ type: 'answer', ok: false, text: 'something else' });
    expect(session.model.ui.overlays).toEqual([]);
    session.send({
      type: 'answer',
      effect: effect as AppEffect,
      ok: false,
      text: 'TAS-1 has the same content',
    });
    expect(session.model.ui.overlays).toMatchObject([
      { kind: 'new-task', priority: 3, editor: { text: 'Write' } },
    ]);
    session.keys('escape').send({ type: 'answer', ok: false, text: 'something else' });
    expect(session.model.ui.overlays).toEqual([]);
  });

  it('that was taken stays closed', () => {
    const session = sample().command('new-note').type('x').keys('ctrl+s');
    const [effect] = session.takeEffects();
    session.send({ type: 'answer', effect: effect as AppEffect, ok: true, text: '' });
    session.send({ type: 'answer', ok: false, text: 'something else' });
    expect(session.model.ui.overlays).toEqual([]);
  });
});

describe('what comes from outside', () => {
  const evil = 'a\u001b[2Jb\u202ec\u0007\nd';

  it('is neutralised wherever it is shown', () => {
    const session = sample()
      .fact(
        {
          type: 'TaskAdded',
          data: { id: 'TAS-8' as never, content: evil, status: 'in_progress', priority: 2, dependsOn: [] },
        },
        { type: 'NoteAdded', data: { id: 'NOT-5' as never, type: 'tip', content: evil, iteration: null } },
        { type: 'UserMessageSent', data: { id: 'MSG-3' as never, text: evil, now: false } },
      )
      .send({
        type: 'surroundings',
        surroundings: {
          session: evil,
          git: { branch: evil, commit: evil, dirty: false },
          filesChanged: 1,
          mode: 'run',
        },
      })
      .send({ type: 'answer', ok: true, text: evil })
      .keys('tab', 'enter');
    for (const keys of [[], ['escape', 'tab', 'enter'], ['escape', 'ctrl+l']]) {
      session.keys(...keys);
      const shown = textOfFrame(frameOf(session.model)).replaceAll('\n', '');
      expect(shown).not.toMatch(/[\p{Cc}\u202e]|\[2J/u);
    }
  });
});

describe('a resize', () => {
  it('keeps what is read at the upper edge', () => {
    const session = sample(120, 35).keys('g', 'j', 'j');
    const top = () => textOfFrame(frameOf(session.model)).split('\n')[1]?.slice(0, 30).trim();
    session.keys('pagedown', 'pageup');
    session.act({ type: 'scroll', target: 'agent', lines: 2 });
    const before = top();
    expect(before).not.toBe('');
    for (const [columns, rows] of [
      [80, 20],
      [60, 14],
      [120, 20],
    ] as const) {
      session.resize(columns, rows);
      expect(top()?.slice(0, 20)).toBe(before?.slice(0, 20));
    }
  });
});

describe('the end of a run', () => {
  const ended = (): Session => sample().run({ type: 'run-ended', result: result() });

  it('leads to the timeline, and from there to the output of an iteration', () => {
    const session = ended().keys('d');
    expect(session.model.ui.overlays.map(({ kind }) => kind)).toEqual(['complete', 'timeline']);
    session.keys('enter');
    expect(session.model.ui.overlays).toEqual([]);
  });
});
