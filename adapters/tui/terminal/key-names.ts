// Maps the numbers and letters that terminals send for keys to key names.
import type { TerminalEvent } from './terminal.ts';

type KeyEvent = Extract<TerminalEvent, { type: 'key' }>;

/** `CSI <letter>` and `SS3 <letter>`. */
export const LETTER_KEYS: ReadonlyMap<string, string> = new Map([
  ['A', 'up'],
  ['B', 'down'],
  ['C', 'right'],
  ['D', 'left'],
  ['E', 'begin'],
  ['F', 'end'],
  ['H', 'home'],
  ['M', 'enter'],
  ['P', 'f1'],
  ['Q', 'f2'],
  ['R', 'f3'],
  ['S', 'f4'],
]);

/** `CSI <number> ~`. */
export const NUMBER_KEYS: ReadonlyMap<number, string> = new Map([
  [1, 'home'],
  [2, 'insert'],
  [3, 'delete'],
  [4, 'end'],
  [5, 'pageup'],
  [6, 'pagedown'],
  [7, 'home'],
  [8, 'end'],
  ...[11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24].map(
    (number, index) => [number, `f${index + 1}`] as [number, string],
  ),
]);

/** The code points of `CSI … u` that stand for keys, not characters. Those from 57399 on are keys of the keypad. */
const NAMED_CODES: ReadonlyMap<number, string> = new Map([
  [8, 'backspace'],
  [9, 'tab'],
  [10, 'enter'],
  [13, 'enter'],
  [27, 'escape'],
  [127, 'backspace'],
  [57414, 'enter'],
  [57417, 'left'],
  [57418, 'right'],
  [57419, 'up'],
  [57420, 'down'],
  [57421, 'pageup'],
  [57422, 'pagedown'],
  [57423, 'home'],
  [57424, 'end'],
  [57425, 'insert'],
  [57426, 'delete'],
]);
const KEYPAD_FIRST = 57399;
const KEYPAD_CHARACTERS = '0123456789./*-+';
const PRIVATE_USE = { first: 0xe000, last: 0xf8ff };

const SHIFT = 1;
const ALT = 2;
const CTRL = 4;
const SUPER = 8;

/** Returns the event of a key that types no text. `modifiers` is encoded as terminals send it: 1 plus a bit mask. */
export function namedKey(name: string, modifiers = 1): KeyEvent {
  return { type: 'key', name: prefix(modifiers - 1) + name, text: '' };
}

/** Returns the event of a code point, which may type text; null for an unknown key. */
export function codeKey(code: number, modifiers: number): KeyEvent | null {
  const name = NAMED_CODES.get(code);
  if (name !== undefined) return namedKey(name, modifiers);
  const character = keypadCharacter(code) ?? characterOf(code);
  return character === null ? null : characterKey(character, modifiers - 1);
}

/** Returns the event of a single character outside any sequence; null for C1 controls. */
export function typedKey(character: string): KeyEvent | null {
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x20 && code !== 0x7f) return code > 0x7f && code < 0xa0 ? null : characterKey(character, 0);
  if (code === 0) return characterKey(' ', CTRL);
  if (code === 0x08 || code === 0x7f) return namedKey('backspace');
  if (code === 0x09) return namedKey('tab');
  if (code === 0x0d) return namedKey('enter');
  return characterKey(String.fromCharCode(code < 0x1b ? code + 0x60 : code + 0x40), CTRL);
}

/** Returns the same key with Alt held. */
export function withAlt(key: KeyEvent): KeyEvent {
  // Some terminals send a line feed for Enter when Alt is held.
  if (key.name === 'ctrl+j') return namedKey('enter', 1 + ALT);
  if (/(?:^|\+)alt\+./.test(key.name)) return key;
  const [, ctrl = '', rest = ''] = /^(ctrl\+)?(.*)$/s.exec(key.name) ?? [];
  const lower = rest.toLowerCase();
  const shift = key.text !== '' && lower !== rest ? 'shift+' : '';
  return { type: 'key', name: `${ctrl}alt+${shift}${shift === '' ? rest : lower}`, text: '' };
}

function characterKey(character: string, modifiers: number): KeyEvent {
  const name = character === ' ' ? 'space' : character;
  if ((modifiers & (ALT | CTRL | SUPER)) !== 0) {
    return { type: 'key', name: prefix(modifiers) + name.toLowerCase(), text: '' };
  }
  const shifted = (modifiers & SHIFT) !== 0 ? character.toUpperCase() : character;
  return { type: 'key', name: character === ' ' ? prefix(modifiers) + name : shifted, text: shifted };
}

function keypadCharacter(code: number): string | null {
  return KEYPAD_CHARACTERS[code - KEYPAD_FIRST] ?? null;
}

function characterOf(code: number): string | null {
  const isCharacter = code >= 0x20 && code <= 0x10ffff && (code < 0x7f || code >= 0xa0);
  const isKey = code >= PRIVATE_USE.first && code <= PRIVATE_USE.last;
  const isSurrogate = code >= 0xd800 && code <= 0xdfff;
  return isCharacter && !isKey && !isSurrogate ? String.fromCodePoint(code) : null;
}

/** Returns the modifier prefix in the order of `KeyName`: ctrl, alt, shift, super. Ignores Caps Lock and Num Lock. */
function prefix(modifiers: number): string {
  const held = [
    (modifiers & CTRL) !== 0 && 'ctrl+',
    (modifiers & ALT) !== 0 && 'alt+',
    (modifiers & SHIFT) !== 0 && 'shift+',
    (modifiers & SUPER) !== 0 && 'super+',
  ];
  return held.filter((part) => part !== false).join('');
}
