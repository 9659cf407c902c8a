// Converts between an instant and the calendar and clock of a time zone, with the rules that Intl knows.

/** A date and a time of day as a clock on the wall shows them. `month` is from 1; a day past the month's end counts on. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const DAY_MS = 86_400_000;

/** A zone by its distance from UTC, such as `+09:00`; Intl does not know these under Node 20. */
const FIXED = /^([+-])(\d\d):(\d\d)$/;

/** Whether the name is a zone of Intl, or an offset such as `+09:00`. */
export function isZone(name: string): boolean {
  if (FIXED.test(name)) return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Returns the name of the zone of this machine. */
export function localZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Returns what clocks in the zone show at the instant. */
export function wallTimeOf(instant: Date, zone: string): WallTime {
  const fixed = FIXED.exec(zone);
  if (fixed) {
    const minutes = Number(fixed[2]) * 60 + Number(fixed[3]);
    return wallTimeOf(new Date(instant.getTime() + Number(`${fixed[1]}1`) * minutes * 60_000), 'UTC');
  }
  const format = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
  };
}

/**
 * Returns the instant at which clocks in the zone show the time. A time that occurs twice, when clocks go back, is the second;
 * a time that is skipped, when they go forward, is as much later.
 */
export function instantOf(wall: WallTime, zone: string): Date {
  const asUtc = utcOf(wall);
  const before = offsetMs(asUtc - DAY_MS, zone);
  const after = offsetMs(asUtc + DAY_MS, zone);
  const second = asUtc - Math.min(before, after);
  if (offsetMs(second, zone) === asUtc - second) return new Date(second);
  const first = asUtc - Math.max(before, after);
  if (offsetMs(first, zone) === asUtc - first) return new Date(first);
  return new Date(asUtc - before);
}

function utcOf({ year, month, day, hour, minute, second }: WallTime): number {
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** Returns by how many milliseconds the clocks of the zone are ahead of UTC. */
function offsetMs(instant: number, zone: string): number {
  const whole = Math.floor(instant / 1000) * 1000;
  return utcOf(wallTimeOf(new Date(whole), zone)) - whole;
}
