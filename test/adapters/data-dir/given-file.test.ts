// Specifies that no file hangs or fills the program, and that pipes are read where they make sense.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readGivenFile, readPlainFile } from '../../../adapters/data-dir/given-file.ts';
import { tempDir } from '../../support/temp-dir.ts';

const MB = 1024 * 1024;

function place(make: (path: string) => void): string {
  const path = join(tempDir(), 'x');
  make(path);
  return path;
}

const file = (text: string) => place((path) => writeFileSync(path, text));
const pipe = () => place((path) => execFileSync('mkfifo', [path]));
const directory = () => place((path) => mkdirSync(path));
const huge = () => {
  const path = file('');
  truncateSync(path, 5 * 1024 * MB);
  return path;
};

/** Starts a shell that writes to the pipe. */
function writer(path: string, script: string): void {
  const child = spawn('sh', ['-c', `{ ${script}; } > "$1"`, 'sh', path], { stdio: 'ignore', detached: true });
  onTestFinished(() => {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } catch {
      // It has ended.
    }
  });
}

describe('a plain file', () => {
  it('is read whole', () => {
    expect(readPlainFile(file('text'), { bytes: 4 }).toString()).toBe('text');
  });

  it.each([
    ['a pipe', pipe, 'it is not a file'],
    ['a device', () => '/dev/zero', 'it is not a file'],
    ['a directory', directory, 'it is a directory'],
    ['a huge file', huge, 'it has more than 1 MB'],
    ['a missing file', () => '/nowhere/x', 'ENOENT'],
  ])('is not %s', (_, made, message) => {
    const path = made();
    expect(() => readPlainFile(path, { bytes: MB })).toThrow(message);
  });
});

describe('a file that the user names', () => {
  it('is read whole, also from a pipe whose writer comes late', async () => {
    expect((await readGivenFile(file('text'), { bytes: 4 })).toString()).toBe('text');
    const path = pipe();
    writer(path, 'sleep 0.2; printf a; sleep 0.2; printf b');
    expect((await readGivenFile(path, { bytes: 4 })).toString()).toBe('ab');
  });

  it('comes from the pipe of a shell', async () => {
    const script = `import('${import.meta.dirname}/../../../adapters/data-dir/given-file.ts').then(async (m) => console.log(String(await m.readGivenFile(process.argv[1], { bytes: 99 }))))`;
    const run = `node --import tsx -e "$1" <(sleep 0.1; printf given)`;
    expect(execFileSync('bash', ['-c', run, 'bash', script], { encoding: 'utf8' })).toBe('given\n');
  });

  it.each([
    ['a pipe without a writer', pipe, 'the pipe did not end within 0.2 s'],
    ['a device', () => '/dev/zero', 'it is neither a file nor a pipe'],
    ['a directory', directory, 'it is a directory'],
    ['a huge file', huge, 'it has more than 1 MB'],
    ['a missing file', () => '/nowhere/x', 'ENOENT'],
  ])('is not %s', async (_, made, message) => {
    await expect(readGivenFile(made(), { bytes: MB, ms: 200 })).rejects.toThrow(message);
  });

  it('is not a pipe without end', async () => {
    const [endless, silent] = [pipe(), pipe()];
    writer(endless, 'yes');
    await expect(readGivenFile(endless, { bytes: MB })).rejects.toThrow('it has more than 1 MB');
    writer(silent, 'sleep 60');
    await expect(readGivenFile(silent, { bytes: MB, ms: 200 })).rejects.toThrow('did not end within 0.2 s');
  });
});
