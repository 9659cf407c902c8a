// Points in time as people read them.

/** `2026-01-31 17:05:09`, in the local time zone. A text that is no time is returned as it is. */
export function formatTime(iso: string): string {
  const date = new Date(iso);
  // The Swedish way to write a date is that of ISO 8601.
  return Number.isNaN(date.getTime()) ? iso : date.toLocaleString('sv-SE');
}
