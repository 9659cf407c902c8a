// Starts several processes that use one store at the same time, and checks that never more than one server runs.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { onTestFinished } from 'vitest';
import { findServer } from '../../adapters/nats/embedded/server-binary.ts';
import { workingServersOf } from './nats-fixtures.ts';
import type { ProcessReport } from './nats-store-process.ts';

interface StoreProcess {
  readonly child: ChildProcess;
  /** Sends a line to the process. */
  tell(line: string): void;
  /** Returns the next line that the process prints. Throws with its stderr if it ends instead. */
  line(): Promise<string>;
  /** Returns the report that the process prints before it ends normally. */
  report(): Promise<ProcessReport>;
  kill(): Promise<void>;
}

export interface StoreProcesses {
  /** Resolves when the process is loaded. It starts working when it gets a line, and does not outlive the test. */
  start(dataDir: string, mode: 'append' | 'rounds' | 'hold', count?: number): Promise<StoreProcess>;
  readonly serverPath: string;
  remove(): void;
}

/** Bundles the program once, because many processes run it. */
export async function storeProcesses(): Promise<StoreProcesses> {
  const directory = mkdtempSync(join(tmpdir(), 'iteratr-processes-'));
  const program = join(directory, 'store-process.mjs');
  const serverPath = findServer({ dataDir: '/nowhere' });
  await build({
    entryPoints: [fileURLToPath(new URL('nats-store-process.ts', import.meta.url))],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: {
      js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
    },
  });
  return {
    serverPath,
    async start(dataDir, mode, count = 0) {
      const child = spawn(process.execPath, [program, dataDir, serverPath, mode, String(count)]);
      const started = storeProcess(child);
      onTestFinished(() => started.kill());
      await started.line();
      return started;
    },
    remove() {
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function storeProcess(child: ReturnType<typeof spawn>): StoreProcess {
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const next = lineReader(lines);
  let errors = '';
  child.stderr?.on('data', (data: Buffer) => {
    errors += data.toString();
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const line = async () => {
    const text = await next();
    if (text === undefined) throw new Error(`the process ended: ${errors || child.signalCode}`);
    return text;
  };
  return {
    child,
    line,
    tell: (text) => void child.stdin?.write(`${text}\n`),
    async report() {
      const report = JSON.parse(await line()) as ProcessReport;
      await ended;
      return report;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function lineReader(lines: Interface): () => Promise<string | undefined> {
  const iterator = lines[Symbol.asyncIterator]();
  return async () => {
    const { value, done } = await iterator.next();
    return done ? undefined : value;
  };
}

/** Polls while `work` runs. Returns the largest number of servers seen at one moment. */
export async function mostServersDuring<T>(
  dataDir: string,
  work: Promise<T>,
): Promise<{ most: number; result: T }> {
  let most = 0;
  let running = true;
  const stop = () => {
    running = false;
  };
  work.then(stop, stop);
  while (running) {
    // Listing takes time, in which one server may exit and the next start. Only servers in both lists ran together.
    const before = workingServersOf(dataDir);
    const after = before.length > most ? workingServersOf(dataDir) : before;
    most = Math.max(most, after.filter((pid) => before.includes(pid)).length);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return { most, result: await work };
}
