// Keeps the compiled code of the program between runs: https://nodejs.org/api/vm.html#scriptcreatecacheddata
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { getHeapCodeStatistics } from 'node:v8';
import { Script } from 'node:vm';
import { crc32 } from 'node:zlib';
import { cacheDirectories, keepInCache } from '../adapters/data-dir/cache-directory.ts';
import { BUILD } from './build-info.ts';
import type { Compiler } from './chunk-loader.ts';

/** When a command that runs on has started, in milliseconds. V8 drops the code of functions that are not used for long. */
const STARTED_MS = 3_000;
/** A run that has this much more code than what is kept used functions that the runs before did not use. */
const GROWTH = 1.05;
/** The exit code for a command line that is wrong: what it needs is needed rarely. */
const WRONG_USAGE = 2;
/** The alignment that V8 wants of compiled code; it copies other code. */
const ALIGNMENT = 8;
const CHECKSUM_BYTES = ALIGNMENT;

interface KeptCode {
  /** How much code all functions of the process had when this was kept, in bytes. */
  readonly size: number;
  readonly files: ReadonlyMap<string, KeptFile>;
}

interface KeptFile {
  readonly stamp: string;
  readonly code: Uint8Array;
}

const NOTHING: KeptCode = { size: 0, files: new Map() };

/**
 * Returns the compiler of this run. It uses what earlier runs of the same command have kept, and keeps the code of this run when the
 * command has started or ends, if that is more.
 *
 * Nothing can be stale: V8 refuses code of another version or of other flags of Node, and code counts only for a file with the
 * size, time of change and inode that it was made from. Nothing is kept without a directory in which only the user can write, or if the
 * variable says so that switches off Node's own cache: https://nodejs.org/api/cli.html#node_disable_compile_cache1
 */
export function openCodeCache(
  command: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Compiler {
  const [directory] = env.NODE_DISABLE_COMPILE_CACHE ? [] : cacheDirectories(env);
  if (directory === undefined) return { compile };
  const name = /^[a-z][a-z-]*$/.test(command ?? '') ? command : 'help';
  return new CodeCache(
    join(directory, 'code', `${name}-${BUILD.version}-node-${process.version}-${process.arch}`),
  );
}

/** What one command has compiled, in one file, because each file that is read costs time. */
class CodeCache implements Compiler {
  readonly #path: string;
  readonly #kept: KeptCode;
  readonly #used = new Map<string, { readonly stamp: string; readonly script: Script }>();
  #isMore = false;
  #isOver = false;

  constructor(path: string) {
    this.#path = path;
    this.#kept = readKept(path);
    const timer = setTimeout(() => this.#keep(), STARTED_MS).unref();
    process.once('exit', (code) => {
      clearTimeout(timer);
      if (code !== WRONG_USAGE) this.#keep();
    });
  }

  compile(file: string, source: string): Script {
    if (this.#isOver) return compile(file, source);
    const stamp = stampOf(file);
    const kept = this.#kept.files.get(file);
    const script = compile(file, source, kept?.stamp === stamp ? kept.code : undefined);
    // undefined without code, true if V8 has refused it.
    if (script.cachedDataRejected !== false) this.#isMore = true;
    this.#used.set(file, { stamp, script });
    return script;
  }

  #keep(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const size = getHeapCodeStatistics().bytecode_and_metadata_size;
    if (this.#isMore || size > this.#kept.size * GROWTH) {
      const files = new Map([...this.#kept.files].filter(([file, { stamp }]) => stamp === stampOf(file)));
      for (const [file, { stamp, script }] of this.#used)
        files.set(file, { stamp, code: script.createCachedData() });
      keepInCache(this.#path, withChecksum(encoded({ size, files })));
    }
    this.#used.clear();
  }
}

function compile(file: string, source: string, code?: Uint8Array): Script {
  return new Script(source, { filename: file, cachedData: code });
}

/** Returns what changes with the content of a file, '' if there is no such file. */
function stampOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat ? `${stat.size} ${stat.mtimeMs} ${stat.ino}` : '';
}

function readKept(path: string): KeptCode {
  try {
    const content = checked(readFileSync(path));
    return content ? decoded(content) : NOTHING;
  } catch {
    return NOTHING;
  }
}

/** What a cache file tells of its code, which follows in the same order. */
interface Contents {
  readonly size: number;
  readonly files: readonly { readonly file: string; readonly stamp: string; readonly bytes: number }[];
}

function encoded({ size, files }: KeptCode): Buffer {
  const listed = [...files].map(([file, { stamp, code }]) => ({ file, stamp, bytes: code.length }));
  const contents = Buffer.from(JSON.stringify({ size, files: listed } satisfies Contents));
  const length = Buffer.alloc(ALIGNMENT);
  length.writeUInt32LE(contents.length);
  return Buffer.concat([
    length,
    ...[contents, ...[...files.values()].map(({ code }) => code)].flatMap(aligned),
  ]);
}

function aligned(bytes: Uint8Array): Uint8Array[] {
  return [bytes, new Uint8Array(alignedSize(bytes.length) - bytes.length)];
}

function alignedSize(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

/** Returns what `encoded` was given. The code is not copied. */
function decoded(content: Buffer): KeptCode {
  let at = ALIGNMENT;
  const take = (bytes: number): Buffer => {
    const taken = content.subarray(at, at + bytes);
    at += alignedSize(bytes);
    return taken;
  };
  const { size, files } = JSON.parse(take(content.readUInt32LE()).toString()) as Contents;
  return {
    size,
    files: new Map(files.map(({ file, stamp, bytes }) => [file, { stamp, code: take(bytes) }])),
  };
}

/** V8 crashes on code with a wrong byte, at every run, so a damaged file must be noticed. */
function withChecksum(content: Buffer): Buffer {
  const checksum = Buffer.alloc(CHECKSUM_BYTES);
  checksum.writeUInt32LE(crc32(content));
  return Buffer.concat([checksum, content]);
}

/** Returns the content without its checksum, undefined if that is wrong. */
function checked(kept: Buffer): Buffer | undefined {
  const content = kept.subarray(CHECKSUM_BYTES);
  return kept.readUInt32LE() === crc32(content) ? content : undefined;
}
