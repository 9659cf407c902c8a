// Reads a commit that git keeps as a file of its own, as it does with new ones until it packs them.
import { createHash } from 'node:crypto';
import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';

/** In bytes; a larger one has a message that is none. */
const MAX_FILE = 256 * 1024;
const MAX_OBJECT = 1024 * 1024;
const OID = /^[0-9a-f]{40,64}$/;

export interface LooseCommit {
  /** The first parent first. */
  readonly parents: readonly string[];
}

/** Commits by their names, which say what they contain, whatever the repository. */
const KNOWN = new Map<string, LooseCommit>();
const MAX_KNOWN = 1_000;

/** Returns the commit; undefined if it is in a pack, is none, or does not have the content that its name promises. `objects`: git's directory of objects. */
export function readLooseCommit(objects: string, oid: string): LooseCommit | undefined {
  if (!OID.test(oid)) return undefined;
  const known = KNOWN.get(oid) ?? readCommit(objects, oid);
  if (!known) return undefined;
  if (KNOWN.size >= MAX_KNOWN) KNOWN.clear();
  KNOWN.set(oid, known);
  return known;
}

function readCommit(objects: string, oid: string): LooseCommit | undefined {
  try {
    const path = join(objects, oid.slice(0, 2), oid.slice(2));
    const stat = lstatSync(path);
    if (!stat.isFile() || stat.size > MAX_FILE) return undefined;
    const object = inflateSync(readFileSync(path), { maxOutputLength: MAX_OBJECT });
    if (
      createHash(oid.length === 40 ? 'sha1' : 'sha256')
        .update(object)
        .digest('hex') !== oid
    )
      return undefined;
    const text = object.toString('latin1');
    if (!/^commit \d+\0tree /.test(text)) return undefined;
    // The headers end at the first empty line; what follows is the message.
    const [headers = ''] = text.slice(text.indexOf('\0') + 1).split('\n\n', 1);
    return { parents: headers.split('\n').flatMap((line) => /^parent ([0-9a-f]+)$/.exec(line)?.[1] ?? []) };
  } catch {
    return undefined;
  }
}
