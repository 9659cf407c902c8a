// What a session is called in the data directory: short enough for every file system, and safe on all of them.
import { createHash } from 'node:crypto';
import { encodedName } from '../../domain/session/encoded-name.ts';
import type { SessionName } from '../../domain/session/session-name.ts';

/** A file name has 255 bytes, and some get an ending of about 45 on top of the session's name. */
const MAX_LENGTH = 200;
const KEPT_LENGTH = 120;

/** The name in ASCII. The rest of a longer one is replaced by a hash, behind a "==" that no other name has. */
export function sessionFileName(session: SessionName): string {
  const encoded = encodedName(session);
  if (encoded.length <= MAX_LENGTH) return encoded;
  const hash = createHash('sha256').update(session).digest('hex').slice(0, 32);
  return `${encoded.slice(0, KEPT_LENGTH).replace(/=[^=]?$/, '')}==${hash}`;
}
