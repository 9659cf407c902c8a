// Formats points in time for people.

/** Returns a time such as `2026-01-31 17:05:09`, in the local time zone. Returns text that is not a time unchanged. */
export function formatTime(iso: string): string {
  const date = new Date(iso);
  const time = date.getTime();
  if (Number.isNaN(time)) return iso;
  // `toLocaleString` takes some 10 ms to know a locale.
  const asUtc = new Date(time - date.getTimezoneOffset() * 60_000);
  return asUtc.toISOString().slice(0, 19).replace('T', ' ');
}
