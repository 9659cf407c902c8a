// Folds a recording up to the iteration at which its replay starts.
import type { ReplayOptions } from '../../../application/ports/replay.port.ts';
import type { TimedEvent } from '../../../application/session/recording-order.ts';
import type { AppModel } from '../model/app-model.ts';
import { withTranscripts } from '../model/desks.ts';
import { initialModel } from '../model/initial-model.ts';
import type { Size } from '../terminal/terminal.ts';
import { NO_TRANSCRIPTS, reduceByWorker } from '../transcript/worker-transcripts.ts';
import { PlayedSession } from './played-session.ts';

/** The number of events that are folded into the transcript at once. */
const AT_ONCE = 1_000;

export interface ReplayStart {
  /** What the screen shows before the first event. Its clock shows the time of that event. */
  readonly model: AppModel;
  readonly played: PlayedSession;
  /** The events to play. */
  readonly rest: AsyncIterable<TimedEvent>;
}

/** Reads the events before the iteration to start at. */
export async function replayStart(
  { name, from, speed, iterations, events }: ReplayOptions,
  screen: { readonly size: Size; readonly sidebar: boolean },
): Promise<ReplayStart> {
  const reader = events[Symbol.asyncIterator]();
  const played = new PlayedSession(name);
  let transcripts = NO_TRANSCRIPTS;
  let startedAt: number | undefined;
  let before: TimedEvent[] = [];
  let next = await reader.next();
  for (; from !== undefined && !next.done && !starts(next.value, from); next = await reader.next()) {
    const { event, time } = next.value;
    played.add(event);
    if (event.type === 'recorded' && event.recorded.event.type === 'RunStarted') startedAt = time;
    before.push(next.value);
    if (before.length < AT_ONCE) continue;
    transcripts = reduceByWorker(transcripts, before);
    before = [];
  }
  transcripts = reduceByWorker(transcripts, before);
  const now = next.done ? 0 : next.value.time;
  const surroundings = played.surroundings({ phase: 'playing', speed, iterations });
  const empty = initialModel({ ...screen, now, surroundings, session: played.state });
  const model = withTranscripts(empty, transcripts);
  return { model: { ...model, startedAt: startedAt ?? now }, played, rest: followedBy(next, reader) };
}

function starts({ event }: TimedEvent, iteration: number): boolean {
  if (event.type !== 'recorded' || event.recorded.event.type !== 'IterationStarted') return false;
  return event.recorded.event.data.number === iteration;
}

async function* followedBy<T>(first: IteratorResult<T>, rest: AsyncIterator<T>): AsyncIterable<T> {
  try {
    for (let next = first; !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
