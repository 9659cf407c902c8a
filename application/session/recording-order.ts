// Puts recorded events and the agent's output in the order in which they happened.
import type { RecordedEvent } from '../../domain/session/session.events.ts';
import { watchedEvent } from '../loop/broadcast.ts';
import type { LiveItem } from '../ports/live-feed.port.ts';
import type { RunEvent } from '../ports/run-observer.port.ts';

/** An event and its time in milliseconds since the epoch. */
export interface TimedEvent {
  readonly event: RunEvent;
  readonly time: number;
}

/** Yields items and recorded events, each given oldest first, as if watched live. */
export function* inOrder(
  items: readonly LiveItem[],
  recorded: readonly RecordedEvent[],
): Iterable<TimedEvent> {
  const next = yield* untilLastItem(items, recorded, 0);
  for (const fact of recorded.slice(next)) yield timed(fact);
}

/**
 * Yields the items, each after the recorded events from index `from` that come before it. Returns the index of the first
 * event that was not yielded.
 */
export function* untilLastItem(
  items: readonly LiveItem[],
  recorded: readonly RecordedEvent[],
  from: number,
): Generator<TimedEvent, number> {
  let next = from;
  for (const item of items) {
    const time = Date.parse(item.time);
    for (let fact = recorded[next]; fact && comesBefore(fact, item, time); fact = recorded[next]) {
      yield timed(fact);
      next += 1;
    }
    yield { event: watchedEvent(item), time };
  }
  return next;
}

export function timed(recorded: RecordedEvent): TimedEvent {
  return { event: { type: 'recorded', recorded }, time: Date.parse(recorded.meta.time) };
}

/** Returns whether an event comes before an item. In the same millisecond, only the end of the iteration comes after it. */
function comesBefore({ event, meta }: RecordedEvent, item: LiveItem, time: number): boolean {
  const factTime = Date.parse(meta.time);
  if (factTime !== time) return factTime < time;
  return event.type !== 'IterationEnded' || event.data.number < item.iteration;
}

/** Returns the items of several iterations, each oldest first, in the order in which they were streamed: workers stream at the same time. */
export function interleaved(items: readonly LiveItem[]): readonly LiveItem[] {
  if (items.every(({ worker }) => worker === undefined)) return items;
  return items.toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
}
