// Formats a point in time for a person who reads it here and soon.

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

/** Formats the local time of day, `09:05:30`; on another day than `now` with the day, `Mon 2026-03-30, 09:05:30`. */
export function localTime(time: Date, now: Date = time): string {
  const of = (...parts: readonly number[]): string[] => parts.map((part) => String(part).padStart(2, '0'));
  const clock = of(time.getHours(), time.getMinutes(), time.getSeconds()).join(':');
  if (time.toDateString() === now.toDateString()) return clock;
  const date = of(time.getFullYear(), time.getMonth() + 1, time.getDate()).join('-');
  return `${WEEKDAYS[time.getDay()]} ${date}, ${clock}`;
}
