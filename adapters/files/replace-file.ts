// Writes a file so that whoever reads sees the old one or the new one, never a part.
import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** For the user alone, its directory too where that is made. Throws what the file system does; nothing is left behind then. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    await writeFile(temporary, text, { mode: 0o600 });
    await rename(temporary, path);
  } catch (error) {
    // The first error tells more than one of clearing up after it.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}
