// Validates session names and derives them from spec files. Each name has its own event stream.
import { DomainError } from '../errors.ts';
import { hash } from '../hash.ts';

declare const brand: unique symbol;
/** In NFC, so that canonically equivalent spellings are the same name. */
export type SessionName = string & { readonly [brand]: 'SessionName' };

/** In code points. */
const MAX_LENGTH = 64;

/** A letter of any script with its marks, a digit of any script, "_" or "-". Invisible characters are excluded. */
const PIECE = String.raw`(?!\p{Default_Ignorable_Code_Point})(?:\p{L}(?:(?!\p{Default_Ignorable_Code_Point})\p{M})*|\p{Nd})|[_-]`;
const VALID = new RegExp(`^(?:${PIECE})+$`, 'u');
const PIECE_OR_OTHER = new RegExp(`(${PIECE})|[^]`, 'gu');
const HAS_LETTER_OR_DIGIT = /[\p{L}\p{Nd}]/u;

/** Returns `text` as a session name, in NFC. Throws `SESSION.INVALID_NAME`. */
export function sessionName(text: string): SessionName {
  const name = text.normalize('NFC');
  if (VALID.test(name) && lengthOf(name) <= MAX_LENGTH) return name as SessionName;
  const length = lengthOf(text);
  const shown = length > 80 ? `${[...text].slice(0, 80).join('')}… (${length} characters)` : text;
  throw new DomainError('SESSION.INVALID_NAME', `"${shown}" is not a session name`, {
    remedy: `use 1 to ${MAX_LENGTH} letters, digits, "_" or "-"`,
  });
}

/**
 * Returns `text` as the name of a new session, in NFC. It does not begin with "-", which commands take for an option. Older
 * sessions may have such a name. Throws `SESSION.INVALID_NAME`.
 */
export function newSessionName(text: string): SessionName {
  const name = sessionName(text);
  if (!name.startsWith('-')) return name;
  throw new DomainError('SESSION.INVALID_NAME', `"${name}" begins with "-"`, {
    remedy: 'begin with a letter, a digit or "_"',
  });
}

/**
 * Returns the default session name for a spec file: its stem, with invalid characters replaced by "-". A stem that is too long
 * is cut, and one without a letter or digit is dropped. A short hash of the stem replaces the lost part, so that two such files
 * get different names. Throws `SESSION.INVALID_NAME` for a path without a file name.
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

/** Returns the name that older versions, which knew only ASCII, gave to a spec's session; undefined if they gave none. */
export function formerSessionNameForSpec(path: string): SessionName | undefined {
  const name = stemOf(path)
    .replaceAll(/[^A-Za-z0-9_-]/g, '-')
    .slice(0, MAX_LENGTH);
  return name === '' ? undefined : sessionName(name);
}

/**
 * Refuses a new name that differs from an existing one only in case, because users confuse the two and some file systems do not
 * distinguish them. Throws `SESSION.SIMILAR_NAME`, naming the existing one.
 */
export function requireDistinctName(name: SessionName, existing: readonly SessionName[]): void {
  const key = foldCase(name);
  const other = existing.find((one) => one !== name && foldCase(one) === key);
  if (other === undefined) return;
  throw new DomainError(
    'SESSION.SIMILAR_NAME',
    `session name "${name}" differs from the existing session "${other}" only in case`,
    { remedy: `use "${other}" or choose another name` },
  );
}

/** Folds case. Converts to lower, upper and lower case again, because only that unifies ß, ẞ and SS, and σ, ς and Σ. */
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

/** Distinguishes names, by 8 hexadecimal digits. */
function shortHash(text: string): string {
  return hash(text).toString(16).padStart(8, '0');
}
