// The name of a session: what separates one event stream from another.
import { DomainError } from '../errors.ts';

declare const brand: unique symbol;
export type SessionName = string & { readonly [brand]: 'SessionName' };

const VALID = /^[A-Za-z0-9_-]{1,64}$/;

/** Returns `text` as a session name, or throws `SESSION.INVALID_NAME`. */
export function sessionName(text: string): SessionName {
  if (!VALID.test(text)) {
    const shown = text.length > 80 ? `${text.slice(0, 80)}… (${text.length} characters)` : text;
    throw new DomainError(
      'SESSION.INVALID_NAME',
      `"${shown}" is not a session name: use 1 to 64 letters, digits, "_" or "-"`,
    );
  }
  return text as SessionName;
}

/** The session name a spec file gets by default: its stem, every other character turned into "-". */
export function sessionNameForSpec(path: string): SessionName {
  const file = path.split(/[\\/]/).pop() ?? '';
  const stem = file.replace(/\.[^.]+$/, '') || file;
  return sessionName(stem.replaceAll(/[^A-Za-z0-9_-]/g, '-').slice(0, 64));
}
