// A session's name in ASCII, for subjects and file names: "é" becomes "=C3=A9", and a name that is ASCII stays as it is.
import { DomainError } from '../errors.ts';
import { type SessionName, sessionName } from './session-name.ts';

/** Two names never have one encoding: no name holds a "=". Up to 12 characters for each code point. */
export function encodedName(name: SessionName): string {
  return encodeURIComponent(name).replaceAll('%', '=');
}

/** The name that `encodedName` made this of; undefined for any other text. */
export function decodedName(encoded: string): SessionName | undefined {
  try {
    const name = sessionName(decodeURIComponent(encoded.replaceAll('=', '%')));
    return encodedName(name) === encoded ? name : undefined;
  } catch (error) {
    if (error instanceof URIError || error instanceof DomainError) return undefined;
    throw error;
  }
}
