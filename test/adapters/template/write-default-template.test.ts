// Writing the default template: never over a file that is there, unless told to.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_TEMPLATE } from '../../../adapters/template/default-template.ts';
import { loadPromptTemplate } from '../../../adapters/template/liquid-prompt-template.ts';
import { writeDefaultTemplate } from '../../../adapters/template/write-default-template.ts';
import { InputError } from '../../../application/errors.ts';
import { tempDir } from '../../support/temp-dir.ts';

describe('writeDefaultTemplate', () => {
  it('writes a template that can be loaded', async () => {
    const path = join(tempDir(), '.iteratr.template');
    await writeDefaultTemplate(path, { force: false });
    expect(readFileSync(path, 'utf8')).toBe(DEFAULT_TEMPLATE);
    await expect(loadPromptTemplate(path)).resolves.toBeDefined();
  });

  it('does not touch a file that is there', async () => {
    const path = join(tempDir(), 'mine');
    writeFileSync(path, 'my own');
    await expect(writeDefaultTemplate(path, { force: false })).rejects.toThrow(
      new InputError(`${path} exists already: name another file, or overwrite it with --force`),
    );
    expect(readFileSync(path, 'utf8')).toBe('my own');
  });

  it('overwrites with force', async () => {
    const path = join(tempDir(), 'mine');
    writeFileSync(path, 'x'.repeat(100_000));
    await writeDefaultTemplate(path, { force: true });
    expect(readFileSync(path, 'utf8')).toBe(DEFAULT_TEMPLATE);
  });

  it('of several at the same time without force, one succeeds', async () => {
    const path = join(tempDir(), 'raced');
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, () => writeDefaultTemplate(path, { force: false })),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(readFileSync(path, 'utf8')).toBe(DEFAULT_TEMPLATE);
  });

  it('names the directory that does not exist, and makes none', async () => {
    const path = join(tempDir(), 'none', 'file');
    await expect(writeDefaultTemplate(path, { force: false })).rejects.toThrow(
      `${path} cannot be written, its directory does not exist: create it or name another file`,
    );
    expect(existsSync(join(path, '..'))).toBe(false);
  });

  it('a directory cannot be overwritten', async () => {
    const path = tempDir();
    await expect(writeDefaultTemplate(path, { force: true })).rejects.toThrow(
      `${path} is a directory: name a file`,
    );
  });
});
