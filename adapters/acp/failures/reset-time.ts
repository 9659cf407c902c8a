// Finds in an error text when a limit resets. A time counts only right after a word for a reset or a retry.
import { clockTime, dateTime } from './written-time.ts';
import { isZone, localZone } from './zoned-time.ts';

/** When a limit resets. */
export interface ResetTime {
  readonly at: Date;
  /** A zone that the text names and that does not exist; the time was read in the local zone instead. */
  readonly unknownZone?: string;
}

export interface Here {
  readonly now: Date;
  /** The zone of a time that names none; by default that of this machine. */
  readonly zone?: string;
}

const ANCHOR = new RegExp(
  [
    // `Retry-After`, `retryDelay`, `resets_in_seconds`
    '(?<![a-z])(?:retry|resets?)(?:[_-]?(?:after|delay|in|at|time|seconds)(?![a-z]))+',
    '(?<![a-z])(?:resets?|resetting|retry|retrying|(?:try|trying)\\s+(?:it\\s+)?again)(?![a-z])',
    '\\b(?:(?:please|must)\\s+wait|regain\\s+access)\\b',
    'limit reached(?=\\|)',
  ].join('|'),
  'gi',
);
const FILLER = /^(?:[\s:="'\\|·∙,-]|(?:at|on|in|after|until|by|is|for|again|time|date)(?![a-z]))*/i;
/** What makes a number without a unit a number of seconds. */
const SECONDS_FOLLOW = /after|delay|(?:\b|_)in(?:\b|_)/i;

const UNIT_MS: readonly (readonly [unit: RegExp, ms: number])[] = [
  [/^m(?:s|illi)/i, 1],
  [/^w/i, 604_800_000],
  [/^d/i, 86_400_000],
  [/^h/i, 3_600_000],
  [/^m/i, 60_000],
  [/^s/i, 1_000],
];
const AMOUNT =
  /(\d+(?:\.\d+)?)\s*(ms|milli(?:second)?s?|w(?:eeks?|ks?)?|d(?:ays?)?|h(?:ours?|rs?)?|m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?)(?![a-z])/gi;
const RELATIVE = new RegExp(`^(?:${AMOUNT.source}(?:\\s*(?:,|and\\b))*\\s*)+`, 'i');
const BARE = /^(\d+(?:\.\d+)?)(?!\s*[a-z]|[\d:/-]|\.\d)/i;
const EPOCH = /^(\d{10})(\d{3})?(?![\d.])/;

/** Returns the first time ahead of `now` at which the text says a limit resets; undefined if it says none. */
export function resetTime(text: string, { now, zone = localZone() }: Here): ResetTime | undefined {
  for (const anchor of text.matchAll(ANCHOR)) {
    const behind = text.slice(anchor.index + anchor[0].length, anchor.index + anchor[0].length + 120);
    const filler = FILLER.exec(behind)?.[0] ?? '';
    const found = timeIn(behind.slice(filler.length), anchor[0] + filler, now, zone);
    if (found && found.at.getTime() > now.getTime()) return found;
  }
  return undefined;
}

function timeIn(text: string, lead: string, now: Date, local: string): ResetTime | undefined {
  const epoch = EPOCH.exec(text);
  if (epoch) return { at: new Date(Number(epoch[1]) * 1000 + Number(epoch[2] ?? 0)) };
  const written = dateTime(text, now) ?? clockTime(text, now);
  if (written) {
    const { zone = local } = written;
    return isZone(zone) ? { at: written.at(zone) } : { at: written.at(local), unknownZone: zone };
  }
  const ms = durationMs(text, lead);
  return ms ? { at: new Date(now.getTime() + ms) } : undefined;
}

function durationMs(text: string, lead: string): number {
  const bare = SECONDS_FOLLOW.test(lead) ? BARE.exec(text)?.[1] : undefined;
  if (bare !== undefined) return Math.ceil(Number(bare) * 1000);
  const stated = RELATIVE.exec(text)?.[0] ?? '';
  if (/^\s*ago\b/i.test(text.slice(stated.length))) return 0;
  let total = 0;
  for (const [, amount, unit = ''] of stated.matchAll(AMOUNT))
    total += Number(amount) * (UNIT_MS.find(([pattern]) => pattern.test(unit))?.[1] ?? 0);
  return Math.ceil(total);
}
