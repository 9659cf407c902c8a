// Decodes the bytes from a terminal into events. Copes with any bytes, split at any point.
import { StringDecoder } from 'node:string_decoder';
import { controlSequence } from './control-sequences.ts';
import { LETTER_KEYS, namedKey, typedKey, withAlt } from './key-names.ts';
import type { TerminalEvent } from './terminal.ts';

/** If a started sequence does not continue within this time, it was a key: Escape, or Alt with a bracket. */
export const ESCAPE_MS = 25;
/** If the end of a reply or a paste does not arrive within this time, it is given up, so that keys work again. */
export const LOST_END_MS = 3_000;

const ESC = '\x1b';
const PASTE_END = '\x1b[201~';
const LONGEST_SEQUENCE = 64;
/** The introducers of OSC, DCS, SOS, PM and APC, which are replies that extend to a terminator. */
const STRING_COMMANDS = ']PX^_';

/** Matches input that is a key if nothing follows soon. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the expression searches for Escape
const AMBIGUOUS = /^\x1b{1,2}[[O\]PX^_]?$/;

/** The index after the input that was read, or `wait` if more input is needed to decode it. */
type Read = number | 'wait';

export class InputDecoder {
  readonly #emit: (event: TerminalEvent) => void;
  readonly #utf8 = new StringDecoder('utf8');
  #rest = '';
  /** The pieces of an unfinished paste. */
  #paste: string[] | null = null;
  /** Whether a reply is being skipped up to its end. */
  #inString = false;
  #timer: NodeJS.Timeout | undefined;
  /** Incremented by `close`, which a handler may call while the rest of the bytes is being read. */
  #round = 0;

  constructor(emit: (event: TerminalEvent) => void) {
    this.#emit = emit;
  }

  feed(bytes: Uint8Array): void {
    clearTimeout(this.#timer);
    this.#rest += this.#utf8.write(bytes);
    this.#read();
    this.#setTimer();
  }

  /** Discards unread and unfinished input. */
  close(): void {
    clearTimeout(this.#timer);
    this.#round += 1;
    this.#rest = '';
    this.#paste = null;
    this.#inString = false;
  }

  #read(): void {
    const text = this.#rest;
    const round = this.#round;
    let at = 0;
    while (at < text.length) {
      const next = this.#step(text, at);
      if (this.#round !== round) return;
      if (next === 'wait') break;
      at = next;
    }
    this.#rest = text.slice(at);
  }

  #step(text: string, at: number): Read {
    if (this.#paste !== null) return this.#pasted(text, at, this.#paste);
    if (this.#inString) return this.#string(text, at);
    if (text[at] === ESC) return this.#escape(text, at);
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    this.#send(typedKey(character));
    return at + character.length;
  }

  #pasted(text: string, at: number, pieces: string[]): Read {
    const end = text.indexOf(PASTE_END, at);
    if (end >= 0) {
      pieces.push(text.slice(at, end));
      this.#finishPaste();
      return end + PASTE_END.length;
    }
    const kept = partialEnd(text, at);
    pieces.push(text.slice(at, kept));
    return kept === at ? 'wait' : kept;
  }

  #finishPaste(): void {
    const text = (this.#paste ?? []).join('');
    this.#paste = null;
    this.#emit({ type: 'paste', text: text.replace(/\r\n?/g, '\n') });
  }

  /** Skips to BEL or ST. Any other control character ends the reply too, so that Ctrl+C always works. */
  #string(text: string, at: number): Read {
    for (let end = at; end < text.length; end += 1) {
      const code = text.charCodeAt(end);
      if (code >= 0x20 && code !== 0x9c) continue;
      if (code === 0x1b && end + 1 >= text.length) return end === at ? 'wait' : end;
      this.#inString = false;
      if (code === 0x1b) return text[end + 1] === '\\' ? end + 2 : end;
      return code === 0x07 || code === 0x9c ? end + 1 : end;
    }
    return text.length;
  }

  #escape(text: string, at: number): Read {
    const second = text[at + 1];
    if (second === undefined) return 'wait';
    if (second === '[') return this.#csi(text, at + 2, false);
    if (second === 'O') return this.#ss3(text, at + 2, false);
    if (second === ESC) return this.#doubleEscape(text, at);
    if (STRING_COMMANDS.includes(second)) {
      if (at + 2 >= text.length) return 'wait';
      this.#inString = true;
      return at + 2;
    }
    const character = String.fromCodePoint(text.codePointAt(at + 1) ?? 0);
    const key = typedKey(character);
    // Scripts send Esc and Ctrl+C in quick succession: these are two keys, so that Ctrl+C always works.
    if (key?.name === 'ctrl+c') {
      this.#send(namedKey('escape'));
      this.#send(key);
    } else this.#send(key && withAlt(key));
    return at + 1 + character.length;
  }

  /** Reads Escape Escape: some terminals send a second Escape for Alt with an arrow key. */
  #doubleEscape(text: string, at: number): Read {
    const third = text[at + 2];
    if (third === undefined) return 'wait';
    if (third === '[') return this.#csi(text, at + 3, true);
    if (third === 'O') return this.#ss3(text, at + 3, true);
    this.#send(namedKey('escape'));
    return at + 1;
  }

  #csi(text: string, start: number, alt: boolean): Read {
    // The Linux console's F1 to F5.
    if (text[start] === '[') return this.#consoleKey(text, start + 1);
    for (let end = start; end < text.length; end += 1) {
      const code = text.charCodeAt(end);
      const isBody = code >= 0x20 && code < 0x40;
      if (isBody && end - start < LONGEST_SEQUENCE) continue;
      // Not a valid sequence: drop it up to here and read the rest separately.
      if (isBody || code < 0x20 || code > 0x7e) return end;
      return this.#csiEnd(text, start, end, alt);
    }
    return 'wait';
  }

  #csiEnd(text: string, start: number, end: number, alt: boolean): Read {
    const parameters = text.slice(start, end);
    const final = text[end] ?? '';
    // Legacy mouse reports, from terminals without the requested format: any three bytes follow.
    if (final === 'M' && parameters === '') return end + 4 <= text.length ? end + 4 : 'wait';
    if (final === '~' && parameters === '200') {
      this.#paste = [];
      return end + 1;
    }
    const event = controlSequence(parameters, final);
    this.#send(alt && event?.type === 'key' ? withAlt(event) : event);
    return end + 1;
  }

  #consoleKey(text: string, at: number): Read {
    const letter = text[at];
    if (letter === undefined) return 'wait';
    const number = 'ABCDE'.indexOf(letter);
    if (number < 0) return at;
    this.#send(namedKey(`f${number + 1}`));
    return at + 1;
  }

  #ss3(text: string, at: number, alt: boolean): Read {
    const letter = text[at];
    if (letter === undefined) return 'wait';
    const name = LETTER_KEYS.get(letter);
    if (name === undefined) return letter < ' ' ? at : at + 1;
    const key = namedKey(name);
    this.#send(alt ? withAlt(key) : key);
    return at + 1;
  }

  #send(event: TerminalEvent | null): void {
    if (event !== null) this.#emit(event);
  }

  #setTimer(): void {
    const begun = this.#paste !== null || this.#inString;
    if (!begun && this.#rest === '') return;
    const mayBeKey = !begun && AMBIGUOUS.test(this.#rest);
    this.#timer = setTimeout(() => this.#giveUp(), mayBeKey ? ESCAPE_MS : LOST_END_MS);
    this.#timer.unref();
  }

  /** Interprets the unread input as it is, because nothing followed in time. */
  #giveUp(): void {
    const rest = this.#rest;
    this.#rest = '';
    this.#inString = false;
    if (this.#paste !== null) {
      this.#paste.push(rest);
      this.#finishPaste();
      return;
    }
    if (!AMBIGUOUS.test(rest)) return;
    if (rest.startsWith(ESC + ESC)) this.#emit(namedKey('escape'));
    const key = rest.at(-1) ?? '';
    this.#send(key === ESC ? namedKey('escape') : withAlt({ type: 'key', name: key, text: key }));
  }
}

/** Returns the index of a partial end marker at the end of a text, the text's length if there is none. */
function partialEnd(text: string, from: number): number {
  const last = text.lastIndexOf(ESC);
  return last >= from && PASTE_END.startsWith(text.slice(last)) ? last : text.length;
}
