// Encodes session names in ASCII, for NATS subjects and file names: "é" becomes "=C3=A9"; ASCII names are unchanged.
import { DomainError } from '../errors.ts';
import { type SessionName, sessionName } from './session-name.ts';

/** Encodes a name. Every name has its own encoding, because no name contains "=". Up to 12 characters per code point. */
export function encodedName(name: SessionName): string {
  return encodeURIComponent(name).replaceAll('%', '=');
}

/** Decodes the result of `encodedName`. Returns undefined for any other text. */
export function decodedName(encoded: string): SessionName | undefined {
  try {
    const name = sessionName(decodeURIComponent(encoded.replaceAll('=', '%')));
    return encodedName(name) === encoded ? name : undefined;
  } catch (error) {
    if (error instanceof URIError || error instanceof DomainError) return undefined;
    throw error;
  }
}
