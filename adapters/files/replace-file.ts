// Writes a file so that a reader sees the old one or the new one, never a part.
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** For the user alone, its directory too where that is made. Throws what the file system does; nothing is left behind then. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  await makeDirectory(dirname(path));
  try {
    await writeFile(temporary, text, { mode: 0o600, flag: 'wx' });
    await rename(temporary, path);
  } catch (error) {
    // The first error tells more than one of clearing up after it.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** With all above it. Node's own recursion never ends where a file system says that the parent it has is missing, as /proc does. */
async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || existsSync(dirname(path))) throw error;
    await makeDirectory(dirname(path));
    await makeDirectory(path);
  }
}
