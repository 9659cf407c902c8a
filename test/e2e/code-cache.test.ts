// Specifies when commands keep their compiled code and use it again.
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ITERATR, Program } from '../support/program.ts';
import { tempDir } from '../support/temp-dir.ts';

const CONFIG = /^model /;

/** A cache directory of the user, and what `iteratr config` keeps there. */
class Cache {
  readonly home = tempDir();
  readonly directory = join(this.home, 'iteratr', 'code');
  readonly #program = new Program();

  /** Runs the command and returns what it prints. */
  async run(entry = ITERATR, env: Record<string, string> = {}): Promise<string> {
    const command = [process.execPath, entry, 'config'];
    const { code, stdout, stderr } = await this.#program.startCommand(command, {
      env: { XDG_CACHE_HOME: this.home, ...env },
    }).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return stdout;
  }

  get file(): string {
    const [name, ...others] = readdirSync(this.directory);
    expect(others).toEqual([]);
    return join(this.directory, name ?? '');
  }
}

function withWrongByte(content: Buffer): Buffer {
  const at = Math.floor(content.length / 2);
  content.writeUInt8(content.readUInt8(at) ^ 0xff, at);
  return content;
}

describe('the compiled code of a command', () => {
  it('is kept for the user alone, by the first run, and not written again by the next', async () => {
    const cache = new Cache();
    mkdirSync(join(cache.home, 'iteratr'));
    chmodSync(join(cache.home, 'iteratr'), 0o777);
    const first = await cache.run();
    expect(first).toMatch(CONFIG);
    const { ino, mode } = statSync(cache.file);
    expect(mode & 0o777).toBe(0o600);
    expect(statSync(join(cache.home, 'iteratr')).mode & 0o777).toBe(0o700);
    expect(await cache.run()).toBe(first);
    expect(statSync(cache.file).ino).toBe(ino);
  });

  it.each<[string, (path: string) => void]>([
    ['is cut off', (path) => truncateSync(path, 10_000)],
    ['is something else', (path) => writeFileSync(path, 'no code')],
    ['has a wrong byte', (path) => writeFileSync(path, withWrongByte(readFileSync(path)))],
    ['is empty', (path) => writeFileSync(path, '')],
  ])('is made again if the file %s', async (_, damage) => {
    const cache = new Cache();
    await cache.run();
    const { size } = statSync(cache.file);
    damage(cache.file);
    expect(await cache.run()).toMatch(CONFIG);
    expect(statSync(cache.file).size).toBeGreaterThan(size / 2);
  });

  it('is not used for a program that was changed, not even if its size is the same', async () => {
    const cache = new Cache();
    const root = tempDir();
    cpSync(dirname(ITERATR), join(root, 'dist'), { recursive: true });
    symlinkSync(join(dirname(ITERATR), '..', 'node_modules'), join(root, 'node_modules'));
    const entry = join(root, 'dist', 'iteratr.js');
    expect(await cache.run(entry)).toMatch(/^auto_commit /m);
    const chunks = join(root, 'dist', 'chunks');
    for (const name of readdirSync(chunks)) {
      const text = readFileSync(join(chunks, name), 'utf8');
      writeFileSync(join(chunks, name), text.replaceAll('auto_commit', 'auto_xommit'));
    }
    expect(await cache.run(entry)).toMatch(/^auto_xommit /m);
  });

  it('is not kept behind a link, nor if Node is asked to keep none', async () => {
    const cache = new Cache();
    await cache.run(ITERATR, { NODE_DISABLE_COMPILE_CACHE: '1' });
    expect(existsSync(cache.directory)).toBe(false);
    const linked = new Cache();
    const target = tempDir();
    symlinkSync(target, join(linked.home, 'iteratr'));
    expect(await linked.run()).toMatch(CONFIG);
    expect(readdirSync(target)).toEqual([]);
  });
});
