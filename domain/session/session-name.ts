// The name of a session: what separates one event stream from another.
import { DomainError } from '../errors.ts';

declare const brand: unique symbol;
/** In NFC: two texts that look the same are the same name. */
export type SessionName = string & { readonly [brand]: 'SessionName' };

/** In code points. */
const MAX_LENGTH = 64;

/** Letters and digits of every script, a letter with its marks; nothing that is invisible. */
const PIECE = String.raw`(?!\p{Default_Ignorable_Code_Point})(?:\p{L}(?:(?!\p{Default_Ignorable_Code_Point})\p{M})*|\p{Nd})|[_-]`;
const VALID = new RegExp(`^(?:${PIECE})+$`, 'u');
const PIECE_OR_OTHER = new RegExp(`(${PIECE})|[^]`, 'gu');
const HAS_LETTER_OR_DIGIT = /[\p{L}\p{Nd}]/u;

/** Returns `text` as a session name, in NFC, or throws `SESSION.INVALID_NAME`. */
export function sessionName(text: string): SessionName {
  const name = text.normalize('NFC');
  if (VALID.test(name) && lengthOf(name) <= MAX_LENGTH) return name as SessionName;
  const length = lengthOf(text);
  const shown = length > 80 ? `${[...text].slice(0, 80).join('')}… (${length} characters)` : text;
  throw new DomainError(
    'SESSION.INVALID_NAME',
    `"${shown}" is not a session name: use 1 to ${MAX_LENGTH} letters, digits, "_" or "-"`,
  );
}

/**
 * The session name a spec file gets by default: its stem, every other character turned into "-". A stem that is too long is
 * cut, and one without a letter or digit is left out; what is lost is replaced by a short hash, so that two such files
 * have two names. Throws `SESSION.INVALID_NAME` for a path that ends in no file.
 */
export function sessionNameForSpec(path: string): SessionName {
  const stem = stemOf(path).normalize('NFC');
  if (stem === '') return sessionName(stem);
  const name = stem.replaceAll(PIECE_OR_OTHER, (_, piece?: string) => piece ?? '-');
  if (!HAS_LETTER_OR_DIGIT.test(name)) return sessionName(`spec-${shortHash(stem)}`);
  if (lengthOf(name) <= MAX_LENGTH) return sessionName(name);
  const hash = shortHash(stem);
  const begin = [...name].slice(0, MAX_LENGTH - hash.length - 1).join('');
  return sessionName(`${begin}-${hash}`);
}

/** The name that older versions gave to the session of a spec: they knew ASCII only. undefined where they gave none. */
export function formerSessionNameForSpec(path: string): SessionName | undefined {
  const name = stemOf(path)
    .replaceAll(/[^A-Za-z0-9_-]/g, '-')
    .slice(0, MAX_LENGTH);
  return name === '' ? undefined : sessionName(name);
}

/**
 * Refuses a new name that differs from an existing one only in case: people, and some disks, take the two for one. Throws
 * `SESSION.SIMILAR_NAME`, naming the other.
 */
export function requireDistinctName(name: SessionName, existing: readonly SessionName[]): void {
  const key = foldCase(name);
  const other = existing.find((one) => one !== name && foldCase(one) === key);
  if (other === undefined) return;
  throw new DomainError(
    'SESSION.SIMILAR_NAME',
    `session name "${name}" differs from that of session "${other}" only in case: use "${other}", or choose another name`,
  );
}

/** By way of lower and upper case, because ß, ẞ and SS, and σ, ς and Σ, only meet there. */
export function foldCase(text: string): string {
  return text.toLowerCase().toUpperCase().toLowerCase().normalize('NFC');
}

function stemOf(path: string): string {
  const file = path.split(/[\\/]/).pop() ?? '';
  return file.replace(/\.[^.]+$/, '') || file;
}

function lengthOf(text: string): number {
  return [...text].length;
}

/** FNV-1a over UTF-16 code units, as 8 hexadecimal digits. It tells names apart; it protects nothing. */
function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}
