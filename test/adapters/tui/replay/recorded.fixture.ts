// A recorded session: two iterations with a task each, and a night between them.
import type { ReplayOptions } from '../../../../application/ports/replay.port.ts';
import type { RunEvent } from '../../../../application/ports/run-observer.port.ts';
import type { TimedEvent } from '../../../../application/session/recording-order.ts';
import type { SessionEvent } from '../../../../domain/session/session.events.ts';
import { sessionName } from '../../../../domain/session/session-name.ts';
import { statusChanged, taskAdded } from '../../../support/decider-spec.ts';

const NAME = sessionName('parser');
export const BEGIN = Date.UTC(2026, 0, 15, 9, 30, 0);
const NIGHT = 8 * 60 * 60 * 1_000;

function fact(after: number, event: SessionEvent): TimedEvent {
  const time = BEGIN + after;
  const meta = {
    id: `event-${after}-${event.type}`,
    session: NAME,
    time: new Date(time).toISOString(),
    iteration: null,
    actor: 'loop',
  } as const;
  return { time, event: { type: 'recorded', recorded: { meta, event } } };
}

function said(after: number, iteration: number, text: string): TimedEvent {
  const event: RunEvent = { type: 'agent', iteration, event: { type: 'text', messageId: null, text } };
  return { time: BEGIN + after, event };
}

function ended(number: number): SessionEvent {
  const rest = {
    outcome: 'finished',
    reason: 'end_turn',
    filesChanged: [`${number}.ts`],
    usage: null,
  } as const;
  return { type: 'IterationEnded', data: { number, ...rest } };
}

const RECORDED: readonly TimedEvent[] = [
  fact(0, { type: 'RunStarted', data: { spec: 'specs/parser.md', model: 'm' } }),
  fact(1_000, { type: 'IterationStarted', data: { number: 1, model: 'm' } }),
  fact(2_000, taskAdded(1, 'Write the lexer')),
  fact(3_000, taskAdded(2, 'Write the parser')),
  said(10_000, 1, 'The lexer is begun. '),
  fact(20_000, statusChanged(1, 'remaining', 'completed')),
  fact(21_000, ended(1)),
  fact(NIGHT, { type: 'IterationStarted', data: { number: 2, model: 'm' } }),
  said(NIGHT + 1_000, 2, 'Now the parser. '),
  fact(NIGHT + 20_000, statusChanged(2, 'remaining', 'completed')),
  fact(NIGHT + 21_000, ended(2)),
  fact(NIGHT + 22_000, { type: 'RunEnded', data: { reason: 'complete' } }),
];

export function replayOf(options: Partial<ReplayOptions> = {}): ReplayOptions {
  return {
    ...{ name: NAME, theme: 'dark', speed: 10, from: undefined, iterations: 2, isRunning: false },
    events: (async function* () {
      yield* RECORDED;
    })(),
    ...options,
  };
}
