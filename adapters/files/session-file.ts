// Turns a session name into a file name that is short and safe enough for every file system.
import { createHash } from 'node:crypto';
import { encodedName } from '../../domain/session/encoded-name.ts';
import type { SessionName } from '../../domain/session/session-name.ts';

/** A file name can have 255 bytes, and some names get about 45 more characters appended. */
const MAX_LENGTH = 200;
const KEPT_LENGTH = 120;

/** Returns the name in ASCII. In a long name, replaces the end by "==", which no other name contains, and a hash. */
export function sessionFileName(session: SessionName): string {
  const encoded = encodedName(session);
  if (encoded.length <= MAX_LENGTH) return encoded;
  const hash = createHash('sha256').update(session).digest('hex').slice(0, 32);
  return `${encoded.slice(0, KEPT_LENGTH).replace(/=[^=]?$/, '')}==${hash}`;
}
