// Starts programs by way of a small process: on Linux, a start costs a process the more, the more memory it has. See decision 80.
import { type ChildProcess, fork } from 'node:child_process';
import type { CollectedEnd, StartedProgram } from '../collected-program.ts';
import { GRACE_MS } from '../process-tree.ts';
import type { FromLauncher, ToLauncher } from './launch-message.ts';

export interface LaunchOptions {
  readonly cwd: string;
  /** Added to the environment of this process. */
  readonly variables: Readonly<Record<string, string>>;
  readonly input: Uint8Array | undefined;
}

export class Launcher {
  readonly #child: ChildProcess;
  readonly #running = new Map<number, LaunchedProgram>();
  #started = 0;
  #isReady = false;

  /** Starts the launcher, which ends when this process does. `file`: absolute path of its program. */
  constructor(file: string) {
    this.#child = fork(file, {
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      // A Ctrl+C in the terminal is for this process, which decides what it means for the programs.
      detached: true,
    });
    this.#child
      .on('message', (message: FromLauncher) => this.#receive(message))
      .once('error', () => this.#lose('did not start'))
      .once('exit', (code, signal) => this.#lose(`was ended by ${signal ?? `code ${code}`}`));
    this.#child.unref();
    this.#child.channel?.unref();
  }

  /** Whether it starts programs: not before it runs itself, and not after it has ended. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** Starts a program. Returns undefined if the launcher is not ready. */
  start(program: string, args: readonly string[], options: LaunchOptions): StartedProgram | undefined {
    if (!this.#isReady) return undefined;
    this.#started += 1;
    const id = this.#started;
    const launched = new LaunchedProgram(() => this.#end(id));
    // A program that runs keeps this process alive, the launcher does not.
    if (this.#running.size === 0) this.#child.channel?.ref();
    this.#running.set(id, launched);
    this.#send({ type: 'start', id, program, args, ...options });
    return launched;
  }

  /** Ends the launcher and all programs that it has started. */
  close(): void {
    if (this.#child.connected) this.#child.disconnect();
  }

  #receive(message: FromLauncher): void {
    if (message.type === 'ready') this.#isReady = true;
    else this.#finish(message.id, message.end, message.stdout, message.stderr);
  }

  #send(message: ToLauncher): void {
    // Fails only if the launcher has ended, of which `exit` tells.
    this.#child.send(message, () => {});
  }

  #end(id: number): void {
    this.#send({ type: 'end', id });
    // By then the program has ended, unless the launcher does nothing any more, as when it is stopped.
    setTimeout(() => this.#running.has(id) && this.#child.kill('SIGKILL'), 3 * GRACE_MS).unref();
  }

  #lose(what: string): void {
    this.#isReady = false;
    const end = { code: undefined, problem: `its launcher ${what}`, cause: undefined };
    for (const id of this.#running.keys()) this.#finish(id, end, NOTHING, NOTHING);
  }

  #finish(id: number, end: CollectedEnd, stdout: Uint8Array, stderr: Uint8Array): void {
    this.#running.get(id)?.finish(end, stdout, stderr);
    this.#running.delete(id);
    if (this.#running.size === 0) this.#child.channel?.unref();
  }
}

const NOTHING = new Uint8Array();

class LaunchedProgram implements StartedProgram {
  readonly ended: Promise<CollectedEnd>;
  stdout: Buffer = Buffer.alloc(0);
  stderr: Buffer = Buffer.alloc(0);
  #resolve: (end: CollectedEnd) => void = () => {};

  constructor(readonly end: () => void) {
    this.ended = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  finish(end: CollectedEnd, stdout: Uint8Array, stderr: Uint8Array): void {
    this.stdout = asBuffer(stdout);
    this.stderr = asBuffer(stderr);
    this.#resolve(end);
  }
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
