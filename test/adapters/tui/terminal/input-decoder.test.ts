// What terminals send, and what nobody should send: every byte sequence becomes events and nothing hangs.
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ESCAPE_MS, InputDecoder, LOST_END_MS } from '../../../../adapters/tui/terminal/input-decoder.ts';
import type { TerminalEvent } from '../../../../adapters/tui/terminal/terminal.ts';
import { PROPERTY_LIMIT_MS } from '../../../support/property-limit.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function decode(...chunks: readonly (string | Uint8Array)[]): TerminalEvent[] {
  const events: TerminalEvent[] = [];
  const decoder = new InputDecoder((event) => events.push(event));
  for (const chunk of chunks) decoder.feed(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  vi.advanceTimersByTime(LOST_END_MS);
  return events;
}

const names = (...chunks: readonly string[]) =>
  decode(...chunks).map((event) => (event.type === 'key' ? event.name : event.type));

test.each([
  ['a', 'a'],
  ['A', 'A'],
  ['ß', 'ß'],
  ['日', '日'],
  ['🚀', '🚀'],
  [' ', 'space'],
  ['\r', 'enter'],
  ['\n', 'ctrl+j'],
  ['\t', 'tab'],
  ['\x7f', 'backspace'],
  ['\b', 'backspace'],
  ['\0', 'ctrl+space'],
  ['\x01', 'ctrl+a'],
  ['\x03', 'ctrl+c'],
  ['\x1a', 'ctrl+z'],
  ['\x1c', 'ctrl+\\'],
  ['\x1f', 'ctrl+_'],
  ['\x1b', 'escape'],
  ['\x1b\x1b', 'escape escape'],
  ['\x1b[A', 'up'],
  ['\x1bOA', 'up'],
  ['\x1b[1;5C', 'ctrl+right'],
  ['\x1b[1;2D', 'shift+left'],
  ['\x1b[1;3A', 'alt+up'],
  ['\x1b[1;6D', 'ctrl+shift+left'],
  ['\x1b[1;8D', 'ctrl+alt+shift+left'],
  ['\x1b[H', 'home'],
  ['\x1bOF', 'end'],
  ['\x1b[1~', 'home'],
  ['\x1b[3~', 'delete'],
  ['\x1b[3;5~', 'ctrl+delete'],
  ['\x1b[5~', 'pageup'],
  ['\x1b[6~', 'pagedown'],
  ['\x1bOP', 'f1'],
  ['\x1b[15~', 'f5'],
  ['\x1b[24~', 'f12'],
  ['\x1b[[B', 'f2'],
  ['\x1b[Z', 'shift+tab'],
  ['\x1ba', 'alt+a'],
  ['\x1bA', 'alt+shift+a'],
  ['\x1b[1;5R', 'ctrl+f3'],
  ['\x1b[97;4u', 'alt+shift+a'],
  ['\x1b\r', 'alt+enter'],
  ['\x1b\n', 'alt+enter'],
  ['\x1b[13;3u', 'alt+enter'],
  ['\x1b[13;3:1u', 'alt+enter'],
  ['\x1b[13;67u', 'alt+enter'],
  ['\x1b[57414;3u', 'alt+enter'],
  ['\x1b[27;3;13~', 'alt+enter'],
  ['\x1b\x1bOM', 'alt+enter'],
  ['\x1b\x7f', 'alt+backspace'],
  ['\x1b\x01', 'ctrl+alt+a'],
  ['\x1b\x03', 'escape ctrl+c'],
  ['\x1bß', 'alt+ß'],
  ['\x1b[', 'alt+['],
  ['\x1bO', 'alt+shift+o'],
  ['\x1b]', 'alt+]'],
  ['\x1b\x1b[A', 'alt+up'],
  ['\x1b\x1bx', 'escape alt+x'],
  ['\x1b[13;5u', 'ctrl+enter'],
  ['\x1b[13;2u', 'shift+enter'],
  ['\x1b[27u', 'escape'],
  ['\x1b[99;5u', 'ctrl+c'],
  ['\x1b[99;6u', 'ctrl+shift+c'],
  ['\x1b[97;3u', 'alt+a'],
  ['\x1b[97:65;2u', 'A'],
  ['\x1b[32;2u', 'shift+space'],
  ['\x1b[9;5u', 'ctrl+tab'],
  ['\x1b[99;5:3u', ''],
  ['\x1b[99;5:2u', 'ctrl+c'],
  ['\x1b[57399u', '0'],
  ['\x1b[57414u', 'enter'],
  ['\x1b[57358u', ''],
  ['\x1b[97;65u', 'a'],
  ['\x1b[27;5;13~', 'ctrl+enter'],
  ['\x1b[27;2;65~', 'A'],
  ['\x1b[27;6;99~', 'ctrl+shift+c'],
])('%j is %s', (bytes, keys) => {
  expect(names(bytes).join(' ')).toBe(keys);
});

test('a key says what it types', () => {
  expect(decode('a\x1b[97;2u \r\x01')).toEqual([
    { type: 'key', name: 'a', text: 'a' },
    { type: 'key', name: 'A', text: 'A' },
    { type: 'key', name: 'space', text: ' ' },
    { type: 'key', name: 'enter', text: '' },
    { type: 'key', name: 'ctrl+a', text: '' },
  ]);
});

test.each([
  ['\x1b[I', 'focus'],
  ['\x1b[?1;2c', 'device attributes'],
  ['\x1b[?2026;2$y', 'a mode report'],
  ['\x1b[10;20R', 'where the cursor is'],
  ['\x1b]11;rgb:0000/0000/0000\x1b\\', 'a colour report'],
  ['\x1b]11;rgb:0000/0000/0000\x07', 'a colour report'],
  ['\x1bP>|xterm(390)\x1b\\', 'a version report'],
  ['\x1b_Gi=1;OK\x1b\\', 'a graphics report'],
  ['\x1b[M !!', 'an old mouse report'],
  ['\x1b[200;1;1t', 'a window report'],
  ['\x1b[201~', 'the end of no paste'],
  ['\x1b[99999999999999999999999~', 'a number too large'],
  ['\x1b[<0;0;0M', 'a mouse outside of the screen'],
  ['\x1b[<64;1M', 'half a mouse'],
  ['\x1b[1114112u', 'no code point'],
  ['\x1b[55357u', 'half a character'],
])('%j is swallowed, and the next key is heard (%s)', (bytes) => {
  expect(names(`${bytes}x`)).toEqual(['x']);
});

describe('Escape', () => {
  function watch() {
    const events: TerminalEvent[] = [];
    const decoder = new InputDecoder((event) => events.push(event));
    return { events, feed: (text: string) => decoder.feed(Buffer.from(text)), decoder };
  }

  test('is a key when nothing follows in time', () => {
    const { events, feed } = watch();
    feed('\x1b');
    vi.advanceTimersByTime(ESCAPE_MS - 1);
    expect(events).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(events).toEqual([{ type: 'key', name: 'escape', text: '' }]);
  });

  test('is a sequence when the rest comes in time', () => {
    const { events, feed } = watch();
    feed('\x1b');
    vi.advanceTimersByTime(ESCAPE_MS - 1);
    feed('[');
    vi.advanceTimersByTime(ESCAPE_MS - 1);
    feed('1;');
    vi.advanceTimersByTime(LOST_END_MS - 1);
    feed('5A');
    expect(events).toEqual([{ type: 'key', name: 'ctrl+up', text: '' }]);
  });

  test('is forgotten on closing', () => {
    const { events, feed, decoder } = watch();
    feed('\x1b');
    decoder.close();
    vi.advanceTimersByTime(LOST_END_MS);
    expect(events).toEqual([]);
  });
});

test('what follows a key that leads to closing is not read', () => {
  const events: TerminalEvent[] = [];
  const decoder = new InputDecoder((event) => {
    events.push(event);
    decoder.close();
  });
  decoder.feed(Buffer.from('\x1ax\x1b[200~'));
  decoder.feed(Buffer.from('y'));
  expect(events.map((event) => event.type === 'key' && event.name)).toEqual(['ctrl+z', 'y']);
});

test.each(['\x1b[1;', '\x1b]11;rgb', '\x1bPabc', '\x1b[M!', '\x1b[M'])(
  'after %j Ctrl+C is heard at once, or after the end is given up',
  (bytes) => {
    expect(decode(bytes).length).toBe(0);
    const events: TerminalEvent[] = [];
    const decoder = new InputDecoder((event) => events.push(event));
    decoder.feed(Buffer.from(bytes));
    vi.advanceTimersByTime(LOST_END_MS);
    decoder.feed(Buffer.from('\x03'));
    expect(events).toEqual([{ type: 'key', name: 'ctrl+c', text: '' }]);
    if (!bytes.startsWith('\x1b[M')) expect(names(`${bytes}\x03`)).toEqual(['ctrl+c']);
  },
);

describe('the mouse', () => {
  const at = { x: 9, y: 4, shift: false, alt: false, ctrl: false };
  test.each([
    ['\x1b[<0;10;5M', { kind: 'press', button: 'left' }],
    ['\x1b[<0;10;5m', { kind: 'release', button: 'left' }],
    ['\x1b[<1;10;5M', { kind: 'press', button: 'middle' }],
    ['\x1b[<2;10;5M', { kind: 'press', button: 'right' }],
    ['\x1b[<32;10;5M', { kind: 'drag', button: 'left' }],
    ['\x1b[<64;10;5M', { kind: 'wheel-up', button: 'none' }],
    ['\x1b[<65;10;5M', { kind: 'wheel-down', button: 'none' }],
    ['\x1b[<28;10;5M', { kind: 'press', button: 'left', shift: true, alt: true, ctrl: true }],
  ])('%j', (bytes, expected) => {
    expect(decode(bytes)).toEqual([{ type: 'mouse', ...at, ...expected }]);
  });

  test.each(['\x1b[<35;10;5M', '\x1b[<66;10;5M', '\x1b[<128;10;5M'])('%j is of no use', (bytes) => {
    expect(decode(bytes)).toEqual([]);
  });
});

describe('pasting', () => {
  test('is one event with the line ends of a text', () => {
    expect(decode('\x1b[200~one\rtwo\r\nthree\x1b[31m\x03\x1b[201~x')).toEqual([
      { type: 'paste', text: 'one\ntwo\nthree\x1b[31m\x03' },
      { type: 'key', name: 'x', text: 'x' },
    ]);
  });

  test('may come in any pieces, the marks too', () => {
    const bytes = Buffer.from('\x1b[200~日本 👩‍👩‍👧 \x1b[20\x1b[201~x');
    const pieces = [...bytes].map((byte) => Uint8Array.of(byte));
    expect(decode(...pieces)).toEqual(decode(bytes));
    expect(decode(bytes)[0]).toEqual({ type: 'paste', text: '日本 👩‍👩‍👧 \x1b[20' });
  });

  test('without an end is what came, after a while, and keys work again', () => {
    expect(decode('\x1b[200~half')).toEqual([{ type: 'paste', text: 'half' }]);
  });

  test('of ten megabytes may come in small pieces', () => {
    const piece = Buffer.from('日本語 text '.repeat(100));
    const events = decode('\x1b[200~', ...Array.from({ length: 6_000 }, () => piece), '\x1b[201~');
    expect(events).toHaveLength(1);
  });
});

describe('whatever bytes come', () => {
  const sequence = fc.constantFrom(
    '\x1b',
    '[',
    'O',
    ']',
    'P',
    '\\',
    '\x07',
    '1',
    ';',
    '5',
    '~',
    'A',
    'u',
    'M',
    '<',
    '?',
    '\r',
    '\x03',
    'x',
    ' ',
    '日',
    '🚀',
    'é',
    '\x1b[200~',
    '\x1b[201~',
    '\x1b[<0;3;4M',
    '\x1b[A',
    '\x1b[1;5',
    '\x1b[M',
  );
  const bytes = fc
    .array(
      fc.oneof(
        { arbitrary: sequence.map((text) => Buffer.from(text)), weight: 4 },
        fc.uint8Array({ maxLength: 4 }).map((part) => Buffer.from(part)),
      ),
      { maxLength: 40 },
    )
    .map((parts) => Buffer.concat(parts));

  test('they mean the same however they are cut', { timeout: PROPERTY_LIMIT_MS }, () => {
    fc.assert(
      fc.property(bytes, fc.array(fc.nat(120), { maxLength: 6 }), (all, places) => {
        const cuts = [0, ...places.map((place) => Math.min(place, all.length)), all.length].sort(
          (a, b) => a - b,
        );
        const pieces = cuts.slice(1).map((end, index) => all.subarray(cuts[index], end));
        expect(decode(...pieces)).toEqual(decode(all));
      }),
      { numRuns: 3_000 },
    );
  });

  test('the decoder is ready for the next key once it has given up waiting', {
    timeout: PROPERTY_LIMIT_MS,
  }, () => {
    fc.assert(
      fc.property(bytes, (all) => {
        const events: TerminalEvent[] = [];
        const decoder = new InputDecoder((event) => events.push(event));
        decoder.feed(all);
        vi.advanceTimersByTime(2 * LOST_END_MS);
        events.length = 0;
        // What is left of a cut character is said first.
        decoder.feed(Buffer.from('\x03'));
        expect(events.at(-1)).toEqual({ type: 'key', name: 'ctrl+c', text: '' });
      }),
      { numRuns: 2_000 },
    );
  });

  test('megabytes of noise are decoded', { timeout: PROPERTY_LIMIT_MS }, () => {
    const noise = Buffer.alloc(1_000_000);
    for (let seed = 1, at = 0; at < noise.length; at += 1) {
      seed = (seed * 48_271) % 2_147_483_647;
      noise[at] = seed % 7 === 0 ? 0x1b : seed % 256;
    }
    expect(decode(noise).length).toBeGreaterThan(1_000);
    for (const part of ['\x1b', '\x1b[', '\x1b]', '\x1b[1', '\x1b[200~\x1b']) {
      expect(() => decode(part.repeat(100_000))).not.toThrow();
    }
  });
});
