// Joins stored and live items. An item that is in both appears once.
import type { LiveItem } from '../../../application/ports/live-feed.port.ts';

/**
 * Returns all items in order. `watched` must have been started before `kept` was read, so that the end of `kept` overlaps
 * the start of `watched` and no item is missing.
 */
export function joinLiveItems(kept: readonly LiveItem[], watched: readonly LiveItem[]): readonly LiveItem[] {
  if (watched.length === 0) return kept;
  const before = kept.slice(-watched.length).map(keyOf);
  const after = watched.map(keyOf);
  for (let common = Math.min(before.length, after.length); common > 0; common -= 1) {
    const start = before.length - common;
    let same = 0;
    while (same < common && before[start + same] === after[same]) same += 1;
    if (same === common) return [...kept, ...watched.slice(common)];
  }
  return [...kept, ...watched];
}

function keyOf(item: LiveItem): string {
  return JSON.stringify([item.time, item.iteration, item.event]);
}
