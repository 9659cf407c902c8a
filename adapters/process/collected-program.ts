// A program whose output is collected. Starting a program blocks this process, so it is done with as little as possible around it.
import { type ChildProcess, spawn } from 'node:child_process';
import { GRACE_MS } from './process-tree.ts';

const MAX_BYTES = 512 * 1024 * 1024;

export interface CollectedOptions {
  readonly cwd: string;
  /** The complete environment. */
  readonly env: NodeJS.ProcessEnv;
  /** What the program gets on stdin; undefined for no stdin. */
  readonly input: Uint8Array | undefined;
  /** Whether it leads a group of its own and waits for `letRun` on a fourth stream. */
  readonly isHeldBack: boolean;
}

export interface CollectedEnd {
  /** undefined if it did not start or was ended by a signal. */
  readonly code: number | undefined;
  /** What went wrong, on one line; '' if it succeeded. */
  readonly problem: string;
  readonly cause: unknown;
}

/** A program that runs or has ended. */
export interface StartedProgram {
  /** Resolves when the program has exited and its output has ended. Never rejects. */
  readonly ended: Promise<CollectedEnd>;
  /** What it has printed; complete once it has ended. */
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** Ends the program by SIGTERM and, if it ignores that, by SIGKILL. */
  end(): void;
}

/** The programs that would outlive this process. One listener for all: several workers start more than ten at a time. */
const RUNNING = new Set<ChildProcess>();

export class CollectedProgram implements StartedProgram {
  readonly ended: Promise<CollectedEnd>;
  readonly #child: ChildProcess | undefined;
  readonly #stdout: Buffer[] = [];
  readonly #stderr: Buffer[] = [];
  #size = 0;
  #problem: string | undefined;

  /** Starts the program. Never throws: `ended` says that it did not start. */
  constructor(program: string, args: readonly string[], options: CollectedOptions) {
    try {
      this.#child = start(program, args, options);
    } catch (error) {
      this.ended = Promise.resolve(notStarted(error));
      return;
    }
    this.ended = this.#untilEnded(this.#child, options);
  }

  /** undefined if it did not start. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get stdio(): readonly unknown[] {
    return this.#child?.stdio ?? [];
  }

  get stdout(): Buffer {
    return Buffer.concat(this.#stdout);
  }

  get stderr(): Buffer {
    return Buffer.concat(this.#stderr);
  }

  end(): void {
    this.#child?.kill();
    setTimeout(() => this.#child?.kill('SIGKILL'), GRACE_MS).unref();
  }

  #untilEnded(child: ChildProcess, { input, isHeldBack }: CollectedOptions): Promise<CollectedEnd> {
    if (!isHeldBack) endWithThisProcess(child);
    child.stdout?.on('data', (chunk: Buffer) => this.#collect(this.#stdout, chunk));
    child.stderr?.on('data', (chunk: Buffer) => this.#collect(this.#stderr, chunk));
    // A program may exit without reading its input.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
    return new Promise((resolve) => {
      child.once('error', (error) => resolve(notStarted(error)));
      child.once('close', (code, signal) => {
        const problem = this.#problem ?? problemOf(code, signal);
        const isComplete = code !== null && this.#problem === undefined;
        resolve({ code: isComplete ? code : undefined, problem, cause: undefined });
      });
    });
  }

  #collect(chunks: Buffer[], chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size <= MAX_BYTES) chunks.push(chunk);
    else if (this.#problem === undefined) {
      this.#problem = `printed more than ${MAX_BYTES} bytes`;
      this.end();
    }
  }
}

function start(program: string, args: readonly string[], { cwd, env, ...options }: CollectedOptions) {
  const { input, isHeldBack } = options;
  const stdin = input === undefined ? 'ignore' : 'pipe';
  return spawn(program, [...args], {
    cwd,
    env,
    stdio: [stdin, 'pipe', 'pipe', ...(isHeldBack ? (['pipe'] as const) : [])],
    // A separate group, so that it can be ended with everything it starts.
    detached: isHeldBack,
  });
}

function endWithThisProcess(child: ChildProcess): void {
  if (RUNNING.size === 0) process.on('exit', endAll);
  RUNNING.add(child);
  const forget = (): void => {
    RUNNING.delete(child);
    if (RUNNING.size === 0) process.off('exit', endAll);
  };
  child.once('error', forget).once('close', forget);
}

function endAll(): void {
  for (const child of RUNNING) child.kill();
}

function notStarted(error: unknown): CollectedEnd {
  return { code: undefined, problem: (error as Error).message, cause: error };
}

function problemOf(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal !== null) return `was ended by ${signal}`;
  return code === 0 ? '' : `exited with code ${code}`;
}
