// The files that the scripted model writes in the demo. Two of them have a mistake at first.

export const PARSE = `const SECONDS = { h: 3600, m: 60, s: 1 };

// TODO: refuse a text that is no duration
export function parse(text) {
  const [, count, unit] = /(\\d+)([hms])/.exec(text);
  return count * SECONDS[unit];
}
`;

/** Reads the first unit only, and all of them. */
export const PARSE_FIX = [
  `  const [, count, unit] = /(\\d+)([hms])/.exec(text);
  return count * SECONDS[unit];
`,
  `  let seconds = 0;
  for (const [, count, unit] of text.matchAll(/(\\d+)([hms])/g)) {
    seconds += count * SECONDS[unit];
  }
  return seconds;
`,
] as const;

export const PARSE_TEST = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from './parse.js';

test('reads one unit', () => assert.equal(parse('90m'), 5400));
test('adds several units', () => assert.equal(parse('1h 30m'), 5400));
`;

export const FORMAT = `const UNITS = { h: 3600, m: 60, s: 1 };

export function format(seconds) {
  const parts = [];
  let rest = seconds;
  for (const [unit, size] of Object.entries(UNITS)) {
    if (rest >= size) parts.push(Math.floor(rest / size) + unit);
    rest %= size;
  }
  return parts.join(' ');
}
`;

export const FORMAT_FIX = ["  return parts.join(' ');\n", "  return parts.join(' ') || '0s';\n"] as const;

export const FORMAT_TEST = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { format } from './format.js';

test('leaves out what is zero', () => assert.equal(format(5400), '1h 30m'));
test('writes nothing as 0s', () => assert.equal(format(0), '0s'));
`;

export const COMMAND = `import { format } from './format.js';
import { parse } from './parse.js';

console.log(format(parse(process.argv.slice(2).join(' '))));
`;

export const PARSE_DAYS = [
  ['const SECONDS = { h: 3600, m: 60, s: 1 };', 'const SECONDS = { d: 86400, h: 3600, m: 60, s: 1 };'],
  [
    '  for (const [, count, unit] of text.matchAll(/(\\d+)([hms])/g)) {',
    '  for (const [, count, unit] of text.matchAll(/(\\d+)([dhms])/g)) {',
  ],
] as const;

export const FORMAT_DAYS = [
  'const UNITS = { h: 3600, m: 60, s: 1 };',
  'const UNITS = { d: 86400, h: 3600, m: 60, s: 1 };',
] as const;

export const REFUSAL = [
  `// TODO: refuse a text that is no duration
export function parse(text) {
`,
  `export function parse(text) {
  if (!/^(\\d+[dhms]\\s*)+$/.test(text)) throw new Error(\`no duration: \${text}\`);
`,
] as const;

export const REFUSAL_TEST = [
  `import { parse } from './parse.js';
`,
  `import { parse } from './parse.js';

test('refuses other texts', () => assert.throws(() => parse('soon'), /no duration: soon/));
`,
] as const;
