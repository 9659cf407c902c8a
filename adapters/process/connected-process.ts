// Starts a program to talk to, such as an agent, in its own process group, and ends it with everything it started.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Readable, type Writable } from 'node:stream';
import type {
  ConnectedProcess,
  ConnectOptions,
  ProcessCommand,
  ProcessExit,
} from '../../application/ports/processes.port.ts';
import { guard, whenStarted } from './guard.ts';
import { MARK_VARIABLE, type ProcessRecords } from './process-records.ts';
import { PROCESS_TREES } from './process-tree.ts';

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** Implements `Processes.connect`. */
export async function connectProcess(
  { program, args, cwd }: ProcessCommand,
  { env, onErrorLine, onProblem }: ConnectOptions,
  records: ProcessRecords,
): Promise<ConnectedProcess> {
  const mark = randomUUID();
  const child = spawn(program, [...args], {
    cwd,
    env: { ...env, [MARK_VARIABLE]: mark },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', onProblem);
  const pid = await whenStarted(child);
  child.on('error', onProblem);
  createInterface({ input: child.stderr }).on('line', onErrorLine);
  const marked = `${MARK_VARIABLE}=${mark}`;
  return new MarkedProcess(pid, child, marked, guard(pid, records, marked));
}

class MarkedProcess implements ConnectedProcess {
  readonly input: WritableStream<Uint8Array>;
  readonly output: ReadableStream<Uint8Array>;
  readonly exited: Promise<ProcessExit>;
  readonly outputClosed: Promise<void>;

  constructor(
    readonly pid: number,
    private readonly child: Child,
    private readonly mark: string,
    private readonly release: () => void,
  ) {
    this.exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => resolve({ code, signal }));
    });
    this.outputClosed = once(child.stdout, 'close').then(() => {});
    this.input = toWritable(child);
    this.output = Readable.toWeb(child.stdout) as ReadableStream<Uint8Array>;
  }

  closeInput(): void {
    this.child.stdin.end();
  }

  async end(graceMs: number, { marked }: { readonly marked: boolean }): Promise<void> {
    await PROCESS_TREES.end(this.pid, graceMs, marked ? this.mark : undefined);
    this.release();
    this.child.stdout.destroy();
    this.child.stderr.destroy();
  }
}

/** Returns a stream whose writes resolve when the pipe has accepted them, so that a slow reader slows the writer. */
function toWritable({ stdin }: Child): WritableStream<Uint8Array> {
  return new WritableStream({
    write: (bytes) =>
      new Promise<void>((resolve, reject) => {
        stdin.write(bytes, (error) => (error ? reject(error) : resolve()));
      }),
  });
}
