// Formats points in time for people.

/** Returns a time such as `2026-01-31 17:05:09`, in the local time zone. Returns text that is not a time unchanged. */
export function formatTime(iso: string): string {
  const date = new Date(iso);
  // The Swedish locale writes dates as ISO 8601 does.
  return Number.isNaN(date.getTime()) ? iso : date.toLocaleString('sv-SE');
}
