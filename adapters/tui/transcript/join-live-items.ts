// Joins stored and live items. An item that is in both appears once.
import type { LiveItem } from '../../../application/ports/live-feed.port.ts';
import { interleaved } from '../../../application/session/recording-order.ts';

/**
 * Returns all items in order. `watched` must have been started before `kept` was read, so that the end of `kept` overlaps
 * the start of `watched` and no item is missing.
 */
export function joinLiveItems(kept: readonly LiveItem[], watched: readonly LiveItem[]): readonly LiveItem[] {
  if (watched.length === 0) return kept;
  // Iterations of several workers overlap in time, but each is in order by itself.
  const [before, after] = [byIteration(kept), byIteration(watched)];
  const iterations = [...new Set([...before.keys(), ...after.keys()])].sort((a, b) => a - b);
  return interleaved(
    iterations.flatMap((iteration) => joined(before.get(iteration) ?? [], after.get(iteration) ?? [])),
  );
}

function byIteration(items: readonly LiveItem[]): ReadonlyMap<number, LiveItem[]> {
  const groups = new Map<number, LiveItem[]>();
  for (const item of items) {
    const group = groups.get(item.iteration);
    if (group) group.push(item);
    else groups.set(item.iteration, [item]);
  }
  return groups;
}

/** Joins the items of one iteration. */
function joined(kept: readonly LiveItem[], watched: readonly LiveItem[]): readonly LiveItem[] {
  const before = kept.slice(-watched.length).map(keyOf);
  const after = watched.map(keyOf);
  for (
    let common = watched.length === 0 ? 0 : Math.min(before.length, after.length);
    common > 0;
    common -= 1
  ) {
    const start = before.length - common;
    let same = 0;
    while (same < common && before[start + same] === after[same]) same += 1;
    if (same === common) return [...kept, ...watched.slice(common)];
  }
  return [...kept, ...watched];
}

function keyOf(item: LiveItem): string {
  return JSON.stringify([item.time, item.event]);
}
