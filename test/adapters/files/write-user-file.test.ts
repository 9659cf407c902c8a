// Writing a file for the user: never over one that is there, unless told to.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeUserFile } from '../../../adapters/files/write-user-file.ts';
import { InputError } from '../../../application/errors.ts';
import { tempDir } from '../../support/temp-dir.ts';

const TEXT = 'a line\nünïcode\n';

describe('writeUserFile', () => {
  it('writes the text', async () => {
    const path = join(tempDir(), '.iteratr.template');
    await writeUserFile(path, TEXT, { force: false });
    expect(readFileSync(path, 'utf8')).toBe(TEXT);
  });

  it('does not touch a file that is there', async () => {
    const path = join(tempDir(), 'mine');
    writeFileSync(path, 'my own');
    await expect(writeUserFile(path, TEXT, { force: false })).rejects.toThrow(
      new InputError(`${path} already exists`, { remedy: 'name another file, or overwrite it with --force' }),
    );
    expect(readFileSync(path, 'utf8')).toBe('my own');
  });

  it('overwrites with force', async () => {
    const path = join(tempDir(), 'mine');
    writeFileSync(path, 'x'.repeat(100_000));
    await writeUserFile(path, TEXT, { force: true });
    expect(readFileSync(path, 'utf8')).toBe(TEXT);
  });

  it('of several at the same time without force, one succeeds', async () => {
    const path = join(tempDir(), 'raced');
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, () => writeUserFile(path, TEXT, { force: false })),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(readFileSync(path, 'utf8')).toBe(TEXT);
  });

  it('names the directory that does not exist, and makes none', async () => {
    const path = join(tempDir(), 'none', 'file');
    await expect(writeUserFile(path, TEXT, { force: false })).rejects.toThrow(
      `cannot write ${path}: its directory does not exist; create it, or name another file`,
    );
    expect(existsSync(join(path, '..'))).toBe(false);
  });

  it.each([true, false])('a directory cannot be overwritten, with force %s', async (force) => {
    const path = tempDir();
    await expect(writeUserFile(path, TEXT, { force })).rejects.toThrow(`${path} is a directory; name a file`);
  });
});
