// Reads a date or a time of day at the start of a text, as people and providers write them.
import { instantOf, type WallTime, wallTimeOf } from './zoned-time.ts';

export interface WrittenTime {
  /** The zone as the text names it. */
  readonly zone?: string;
  /** Returns the instant, if the time is one of this zone. A time without a date is the next one after `now`. */
  at(zone: string): Date;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const MONTH = `(?<month>${MONTHS.join('|')})[a-z]*\\.?`;
const WEEKDAY = `(?<weekday>${DAYS.join('|')})[a-z]*`;
const CLOCK =
  '(?<hour>\\d{1,2})(?::(?<minute>\\d\\d)(?::(?<second>\\d\\d)(?:\\.\\d+)?)?)?(?!\\d)(?:\\s*(?<half>[ap])\\.?m\\b\\.?)?';
const ZONE =
  '(?:\\s*(?<offset>Z\\b|[+-]\\d\\d:?\\d\\d)|\\s*\\((?<zone>[^)\\s]+)\\)|\\s+(?<bare>(?:UTC|GMT)[+-]\\d{1,2}(?::?\\d\\d)?|[A-Z]{3,4}\\b|[A-Z][A-Za-z_]+/[\\w+/-]+))?';
/** `GMT-3` is three hours behind. */
const DISTANCE = /^(?:UTC|GMT)([+-])(\d{1,2})(?::?(\d\d))?$/i;
/** The case tells an abbreviation from a word such as `and`. */
const BARE_ZONE = /^(?:[A-Z]{3,4}$|[A-Z][^/]*\/.*)/;
const BETWEEN = '(?:T|,?\\s+(?:at\\s+)?)';

// `2026-04-01 at 00:00 UTC`, `2026-10-21T07:28:00Z`
const ISO = new RegExp(`^(?<year>\\d{4})-(?<number>\\d\\d)-(?<day>\\d\\d)(?:${BETWEEN}${CLOCK})?${ZONE}`);
// `May 11th, 2026 1:36 PM`, `Oct 9 at 3pm`
const MONTH_FIRST = new RegExp(
  `^${MONTH}\\s+(?<day>\\d{1,2})(?:st|nd|rd|th)?(?:,?\\s+(?<year>\\d{4}))?${BETWEEN}${CLOCK}${ZONE}`,
  'i',
);
// `Wed, 21 Oct 2026 07:28:00 GMT`
const DAY_FIRST = new RegExp(
  `^(?:${WEEKDAY},?\\s+)?(?<day>\\d{1,2})\\s+${MONTH}\\s+(?<year>\\d{4})${BETWEEN}${CLOCK}${ZONE}`,
  'i',
);
// `1pm (Asia/Seoul)`, `Mon 9am`, `14:30 UTC`
const OF_DAY = new RegExp(`^(?:${WEEKDAY},?\\s+(?:at\\s+)?)?${CLOCK}${ZONE}`, 'i');

type Groups = Readonly<Record<string, string | undefined>>;
type TimeOfDay = Pick<WallTime, 'hour' | 'minute' | 'second'>;

/** Reads a date with or without a time of day; undefined if the text starts with none. */
export function dateTime(text: string, now: Date): WrittenTime | undefined {
  const groups = (ISO.exec(text) ?? MONTH_FIRST.exec(text) ?? DAY_FIRST.exec(text))?.groups;
  const time = groups && timeOfDay(groups);
  if (!groups || !time) return undefined;
  const month = Number(groups.number ?? MONTHS.indexOf((groups.month ?? '').toLowerCase()) + 1);
  const day = Number(groups.day);
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  const inYear = (year: number, zone: string): Date => instantOf({ year, month, day, ...time }, zone);
  return withZone(groups, (zone) => {
    if (groups.year) return inYear(Number(groups.year), zone);
    const { year } = wallTimeOf(now, zone);
    const soon = inYear(year, zone);
    return soon > now ? soon : inYear(year + 1, zone);
  });
}

/** Reads a time of day, after a day of the week or not; undefined if the text starts with none. A number alone is none. */
export function clockTime(text: string, now: Date): WrittenTime | undefined {
  const groups = OF_DAY.exec(text)?.groups;
  const time = groups && timeOfDay(groups);
  if (!groups || !time || (!groups.minute && !groups.half)) return undefined;
  const weekday = DAYS.indexOf((groups.weekday ?? '').toLowerCase());
  return withZone(groups, (zone) => nextTime(now, zone, time, weekday));
}

/** Returns the next instant at this time of day. `weekday` is from Sunday as 0, or -1 for any. */
function nextTime(now: Date, zone: string, time: TimeOfDay, weekday: number): Date {
  const today = wallTimeOf(now, zone);
  for (let ahead = 0; ; ahead++) {
    const date = { ...today, day: today.day + ahead };
    const dayOfWeek = new Date(Date.UTC(date.year, date.month - 1, date.day)).getUTCDay();
    const at = instantOf({ ...date, ...time }, zone);
    if ((weekday < 0 || weekday === dayOfWeek) && at > now) return at;
  }
}

function timeOfDay({ hour = '0', minute = '0', second = '0', half }: Groups): TimeOfDay | undefined {
  const written = Number(hour);
  if (half && (written < 1 || written > 12)) return undefined;
  const time = {
    hour: half ? (written % 12) + (half.toLowerCase() === 'p' ? 12 : 0) : written,
    minute: Number(minute),
    second: Number(second),
  };
  return time.hour < 24 && time.minute < 60 && time.second < 60 ? time : undefined;
}

function withZone(groups: Groups, at: WrittenTime['at']): WrittenTime {
  const { offset } = groups;
  if (offset?.toUpperCase() === 'Z') return { zone: 'UTC', at };
  if (offset) return { zone: offset.includes(':') ? offset : `${offset.slice(0, 3)}:${offset.slice(3)}`, at };
  const [, sign, hours = '', minutes = '00'] = DISTANCE.exec(groups.bare ?? groups.zone ?? '') ?? [];
  if (sign !== undefined) return { zone: `${sign}${hours.padStart(2, '0')}:${minutes}`, at };
  const zone = groups.zone ?? BARE_ZONE.exec(groups.bare ?? '')?.[0];
  return zone === undefined ? { at } : { zone, at };
}
