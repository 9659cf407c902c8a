// Specifies in which wordings a reset or a retry is dated, and what is not taken for one.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { resetTime } from '../../../../adapters/acp/failures/reset-time.ts';
import { instantOf, wallTimeOf } from '../../../../adapters/acp/failures/zoned-time.ts';

/** A Wednesday; 21:00 in Seoul. The zone of these tests is that of New York, where it is 8:00. */
const NOW = new Date('2026-06-10T12:00:00Z');
const ZONE = 'America/New_York';
const at = (text: string, now = NOW): string | undefined =>
  resetTime(text, { now, zone: ZONE })?.at.toISOString().replace('.000Z', 'Z');

const CLAUDE = 'github.com/anthropics/claude-code/issues';
const CODEX = 'github.com/openai/codex/issues';
const COPILOT = 'github.com/github/copilot-cli/issues';
/** Where a wording was seen; the times are changed. `own` rows are not recorded anywhere: forms next to those that are. */
const WORDINGS: readonly (readonly [text: string, at: string, seen: string])[] = [
  ["You've hit your session limit · resets 8:30pm (Asia/Tokyo)", '2026-06-11T11:30:00Z', `${CLAUDE}/77082`],
  ['Weekly limit reached · resets 10am (Asia/Seoul) · /upgrade', '2026-06-11T01:00:00Z', `${CLAUDE}/12789`],
  ['Your limit will reset at 1pm (Etc/GMT+5).', '2026-06-10T18:00:00Z', `${CLAUDE}/2087`],
  [
    'Claude usage limit reached. Your limit will reset at 12am.',
    '2026-06-11T04:00:00Z',
    'github.com/aniketkarne/CCAutoRenew/issues/3',
  ],
  [
    '5-hour limit reached ∙ resets 1am',
    '2026-06-11T05:00:00Z',
    'github.com/benbasha/Claude-Autopilot/issues/25',
  ],
  ['Claude AI usage limit reached|1781100000', '2026-06-10T14:00:00Z', `${CLAUDE}/11429`],
  ['You will regain access on 2026-07-01 at 00:00 UTC.', '2026-07-01T00:00:00Z', `${CLAUDE}/38035`],
  ['or try again in 5 days 22 hours 11\nminutes.', '2026-06-16T10:11:00Z', `${CODEX}/3899`],
  ['or try again in 3 hours 2 minutes.', '2026-06-10T15:02:00Z', `${CODEX}/3031`],
  ['or try again at Jul 11th, 2026 1:36 PM.', '2026-07-11T17:36:00Z', `${CODEX}/21047`],
  ['try again after September 6, 2026, 11:15.', '2026-09-06T15:15:00Z', `${CODEX}/41689`],
  ['Please try again in 51 hours. Please review our', '2026-06-12T15:00:00Z', `${COPILOT}/2769`],
  ['rate-limited. Please wait 2 minutes before trying again', '2026-06-10T12:02:00Z', `${COPILOT}/2740`],
  [
    'Access resets at 10:57 PM GMT-3.',
    '2026-06-11T01:57:00Z',
    'github.com/google-gemini/gemini-cli/issues/22643',
  ],
  ['Your limit will reset \n     at 3pm (America/Santiago).', '2026-06-10T19:00:00Z', `${CLAUDE}/9236`],
  ['Limits will reset at 9:30 AM. View your usage details.', '2026-06-10T13:30:00Z', `${CLAUDE}/80062`],
  ['or try again at Aug 20, 2026, 7:38 AM', '2026-08-20T11:38:00Z', `${CODEX}/39603`],
  ['429 Too Many Requests: retry after 30 seconds', '2026-06-10T12:00:30Z', 'own'],
  ['Please try again in 1m30s.', '2026-06-10T12:01:30Z', 'own'],
  ['try again in 20.5s', '2026-06-10T12:00:20.500Z', 'own'],
  ['try again in 500ms', '2026-06-10T12:00:00.500Z', 'own'],
  ['quota will reset after 2h, 3m and 4s', '2026-06-10T14:03:04Z', 'own'],
  ['Too many requests (Retry-After: 12)', '2026-06-10T12:00:12Z', 'RFC 9110'],
  ['Retry-After: Wed, 10 Jun 2026 12:28:00 GMT', '2026-06-10T12:28:00Z', 'RFC 9110'],
  ['"retryDelay": "34s"', '2026-06-10T12:00:34Z', 'own'],
  ['"resets_in_seconds": 60', '2026-06-10T12:01:00Z', 'own'],
  ['"resets_at": 1781100000000', '2026-06-10T14:00:00Z', 'own'],
  ['resets Mon 9am', '2026-06-15T13:00:00Z', 'own'],
  ['resets Wed 7am', '2026-06-17T11:00:00Z', 'own'],
  ['resets at 14:30 UTC', '2026-06-10T14:30:00Z', 'own'],
  ['resets at 14:30 and not before', '2026-06-10T18:30:00Z', 'own'],
  ['resets at 2026-06-10T23:00:00+09:00', '2026-06-10T14:00:00Z', 'own'],
  ['resets Jan 2 at 3pm', '2027-01-02T20:00:00Z', 'own'],
];

it.each(WORDINGS)('%s is %s (%s)', (text, expected) => {
  expect(at(text)).toBe(expected);
});

it.each([
  '',
  '429',
  'please try again later',
  'the meeting is at 3pm (Asia/Seoul)',
  'started 2026-07-01T00:00:00Z',
  'resets the counter; at 3pm tests run',
  'retry 3 times',
  'retry 2/5',
  'reset 5 minutes ago',
  'reset 2 hours 5 minutes ago',
  'resets at 25:00',
  'resets 13pm',
  'usage limit reached|1749924000',
  'presets 1pm',
])('%j states no time ahead', (text) => {
  expect(at(text)).toBeUndefined();
});

it('a zone that does not exist is named, and the local one taken', () => {
  expect(resetTime('resets 1pm (Mars/Olympus)', { now: NOW, zone: ZONE })).toEqual({
    at: new Date('2026-06-10T17:00:00Z'),
    unknownZone: 'Mars/Olympus',
  });
});

it('the clocks may change before the reset', () => {
  expect(at('resets 9am', new Date('2026-03-07T20:00:00Z'))).toBe('2026-03-08T13:00:00Z');
  expect(at('resets 9am', new Date('2026-10-31T20:00:00Z'))).toBe('2026-11-01T14:00:00Z');
  // 2:30 is skipped in March; 1:30 occurs twice in November.
  expect(at('resets 2:30am', new Date('2026-03-08T06:00:00Z'))).toBe('2026-03-08T07:30:00Z');
  expect(at('resets 1:30am', new Date('2026-11-01T05:45:00Z'))).toBe('2026-11-01T06:30:00Z');
});

const zones = fc.constantFrom(
  'UTC',
  'Asia/Seoul',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  '-03:30',
);
const instants = fc
  .integer({ min: Date.UTC(2020, 0), max: Date.UTC(2036, 0) })
  .map((ms) => new Date(Math.floor(ms / 1000) * 1000));

it('an instant written in its zone is the same instant, or the second one with this time', () => {
  fc.assert(
    fc.property(instants, zones, (instant, zone) => {
      const again = instantOf(wallTimeOf(instant, zone), zone);
      expect(wallTimeOf(again, zone)).toEqual(wallTimeOf(instant, zone));
      expect([0, 1_800_000, 3_600_000]).toContain(again.getTime() - instant.getTime());
    }),
  );
});

it('a time of day is the next one, at most a day and a change of clocks ahead', () => {
  const clock = fc.record({
    hour: fc.integer({ min: 0, max: 23 }),
    minute: fc.integer({ min: 10, max: 59 }),
  });
  fc.assert(
    fc.property(instants, zones, clock, (now, zone, { hour, minute }) => {
      const ahead = (resetTime(`resets ${hour}:${minute}`, { now, zone })?.at.getTime() ?? 0) - now.getTime();
      expect(ahead).toBeGreaterThan(0);
      expect(ahead).toBeLessThanOrEqual(25 * 3_600_000);
    }),
  );
});

it('what is found is ahead, whatever the text', () => {
  const word = fc.constantFrom(
    'resets',
    'retry',
    'after',
    'in',
    'at',
    '5',
    'pm',
    ':',
    '30',
    'min',
    'Mon',
    'Jun',
    '2026',
    '(UTC)',
    '-',
    '99999999999999999999',
    'd',
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), fc.constantFrom('', ' '), (words, between) => {
      const found = resetTime(words.join(between), { now: NOW, zone: ZONE });
      if (found) expect(found.at.getTime()).toBeGreaterThan(NOW.getTime());
    }),
  );
});
