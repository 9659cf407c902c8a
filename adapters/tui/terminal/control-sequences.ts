// Decodes a complete control sequence (CSI …) from the terminal into an event.
import { codeKey, LETTER_KEYS, NUMBER_KEYS, namedKey } from './key-names.ts';
import type { TerminalEvent } from './terminal.ts';

type MouseEvent = Extract<TerminalEvent, { type: 'mouse' }>;

const BUTTONS = ['left', 'middle', 'right', 'none'] as const;
/** The event type in `CSI … u` that reports the release of a key. */
const RELEASED = 3;
const WHEEL = 64;
const MOTION = 32;
const EXTRA_BUTTONS = 128;

/**
 * Returns the event, or null for sequences without one: replies, focus changes, unknown sequences. `parameters` is the text
 * between `CSI` and the final letter.
 */
export function controlSequence(parameters: string, final: string): TerminalEvent | null {
  if (parameters.startsWith('<')) return mouse(parameters.slice(1), final);
  if (!/^[\d;:]*$/.test(parameters)) return null;
  const fields = parameters.split(';').map((field) => field.split(':').map(Number));
  const modifiers = Math.max(1, fields[1]?.[0] ?? 1);
  if (fields[1]?.[1] === RELEASED) return null;
  if (final === 'u') return codeKey(fields[0]?.[1] || (fields[0]?.[0] ?? 0), modifiers);
  if (final === '~') return tilde(fields, modifiers);
  if (final === 'Z') return namedKey('tab', 2);
  const name = LETTER_KEYS.get(final);
  // With another first number it is a reply, such as the cursor position, and not F3.
  return name === undefined || (fields[0]?.[0] ?? 0) > 1 ? null : namedKey(name, modifiers);
}

function tilde(fields: readonly number[][], modifiers: number): TerminalEvent | null {
  const number = fields[0]?.[0] ?? 0;
  // xterm's modifyOtherKeys: `CSI 27 ; modifiers ; code ~`
  if (number === 27 && fields.length === 3) return codeKey(fields[2]?.[0] ?? 0, modifiers);
  const name = NUMBER_KEYS.get(number);
  return name === undefined ? null : namedKey(name, modifiers);
}

function mouse(parameters: string, final: string): MouseEvent | null {
  if (!/^\d{1,5};\d{1,5};\d{1,5}$/.test(parameters) || (final !== 'M' && final !== 'm')) return null;
  const [code = 0, column = 1, row = 1] = parameters.split(';').map(Number);
  const kind = mouseKind(code, final);
  if (kind === null || column < 1 || row < 1) return null;
  return {
    type: 'mouse',
    kind,
    button: code & WHEEL ? 'none' : (BUTTONS[code & 3] ?? 'none'),
    x: column - 1,
    y: row - 1,
    shift: (code & 4) !== 0,
    alt: (code & 8) !== 0,
    ctrl: (code & 16) !== 0,
  };
}

function mouseKind(code: number, final: string): MouseEvent['kind'] | null {
  if (code & EXTRA_BUTTONS) return null;
  if (code & WHEEL) {
    if (code & 2) return null;
    return code & 1 ? 'wheel-down' : 'wheel-up';
  }
  if (code & MOTION) return (code & 3) === 3 ? null : 'drag';
  return final === 'm' ? 'release' : 'press';
}
