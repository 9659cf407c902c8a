// One command of a hook as a process: started, read, and ended with everything it started.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Writable } from 'node:stream';
import type { ProcessLedger } from '../../application/ports/process-ledger.port.ts';
import { type OutputPipe, openOutputPipe } from './output-pipe.ts';
import { PROCESS_TREES } from './process-tree.ts';

export interface HookProcessOptions {
  readonly script: string;
  readonly cwd: string;
  /** The whole environment, not additions to it. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
  readonly onOutput: (text: string) => void;
  /** Knows the process while it runs. */
  readonly ledger: ProcessLedger;
}

export interface HookExit {
  /** null when it was ended by a signal, at its timeout or by an abort, and when it did not start. */
  readonly exitCode: number | null;
  /** '' when it succeeded. */
  readonly error: string;
}

/** How long processes have between SIGTERM and SIGKILL. */
const GRACE_MS = 1_000;
/** How long after the shell's exit output may come: of what it left in the background, which is ended then. */
const DRAIN_MS = 200;
/** What a timer can hold; a longer one would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Waits until the process is in the ledger: when this program is killed before, the end of the input ends it, and after
 * that the next build does. $1 is the command.
 */
const WAIT_AND_RUN = 'read -r _ <&3 && exec sh -c "$1" 3<&-';

/** Never throws. When it resolves, no process of the hook's group is left. */
export async function runHookProcess(options: HookProcessOptions): Promise<HookExit> {
  let pipe: OutputPipe | undefined;
  let child: ChildProcess;
  try {
    pipe = await openOutputPipe(options.onOutput);
    child = await start(options, pipe);
  } catch (error) {
    pipe?.destroy();
    return { exitCode: null, error: notStarted(options, error) };
  }
  return new HookProcess(child, pipe).untilEnded(options);
}

class HookProcess {
  readonly #pid: number;
  readonly #exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  #cause: { readonly error: string; readonly ended: Promise<unknown> } | undefined;

  constructor(
    private readonly child: ChildProcess,
    private readonly pipe: OutputPipe,
  ) {
    this.#pid = child.pid as number;
    this.#exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => resolve({ code, signal }));
    });
  }

  async untilEnded({ timeoutSeconds, signal, ledger }: HookProcessOptions): Promise<HookExit> {
    const onExit = (): void => PROCESS_TREES.kill(this.#pid);
    const onAbort = (): void => this.#end('interrupted');
    const onTimeout = (): void => this.#end(`timed out after ${timeoutSeconds} s`);
    const timer = setTimeout(onTimeout, Math.min(timeoutSeconds * 1_000, MAX_TIMER_MS));
    process.on('exit', onExit);
    const strikeOut = ledger.enter(this.#pid);
    this.#letRun();
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    try {
      const { code, signal: by } = await this.#exited;
      clearTimeout(timer);
      await this.#cause?.ended;
      await within(DRAIN_MS, this.pipe.ended);
      await PROCESS_TREES.end(this.#pid, GRACE_MS);
      // a busy program may not have read all of it yet
      await within(DRAIN_MS, this.pipe.ended);
      if (this.#cause) return { exitCode: null, error: this.#cause.error };
      if (by !== null) return { exitCode: null, error: `ended by ${by}` };
      return { exitCode: code, error: code === 0 ? '' : `exited with code ${code}` };
    } finally {
      this.pipe.destroy();
      await this.pipe.ended;
      signal.removeEventListener('abort', onAbort);
      process.off('exit', onExit);
      strikeOut();
    }
  }

  #letRun(): void {
    const gate = this.child.stdio[3] as Writable;
    // It may have been killed meanwhile.
    gate.on('error', () => {});
    gate.end('\n');
  }

  /** The first cause is the one that is told. */
  #end(error: string): void {
    this.#cause ??= { error, ended: PROCESS_TREES.end(this.#pid, GRACE_MS) };
  }
}

/** In a group of its own. Throws when it does not start. */
async function start({ script, cwd, env }: HookProcessOptions, pipe: OutputPipe): Promise<ChildProcess> {
  try {
    const { writer } = pipe;
    const child = spawn('sh', ['-c', WAIT_AND_RUN, 'sh', script], {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', writer, writer, 'pipe'],
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    return child;
  } finally {
    pipe.closeWriter();
  }
}

function notStarted({ cwd }: HookProcessOptions, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (!existsSync(cwd)) return `could not be started: there is no directory ${cwd}`;
  if (code === 'E2BIG') return 'could not be started: command and environment are too long for this system';
  return `could not be started: ${message}`;
}

async function within(ms: number, promise: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([promise, late]);
  clearTimeout(timer);
}
