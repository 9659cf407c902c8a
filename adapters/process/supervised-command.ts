// Runs a user's command, such as a hook: reads its output, and ends it with everything it started.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { onAbort } from '../../application/async/abort.ts';
import { afterAwake } from '../../application/async/awake-time.ts';
import { within } from '../../application/async/time-limit.ts';
import type {
  ProcessCommand,
  SupervisedExit,
  SuperviseOptions,
} from '../../application/ports/processes.port.ts';
import { guard, heldBack, letRun, whenStarted } from './guard.ts';
import { type OutputPipe, openOutputPipe } from './output-pipe.ts';
import type { ProcessRecords } from './process-records.ts';
import { GRACE_MS, PROCESS_TREES } from './process-tree.ts';

/** How long after the exit to wait for output of background processes before ending them. */
const DRAIN_MS = 200;

/** Implements `Processes.supervise`. */
export async function superviseCommand(
  command: ProcessCommand,
  options: SuperviseOptions,
  records: ProcessRecords,
): Promise<SupervisedExit> {
  let pipe: OutputPipe | undefined;
  let child: ChildProcess;
  try {
    pipe = await openOutputPipe(options.onOutput);
    child = await start(command, options, pipe);
  } catch (error) {
    pipe?.destroy();
    return { exitCode: null, error: notStarted(command, error) };
  }
  return new SupervisedCommand(child, pipe).untilEnded(options, records);
}

class SupervisedCommand {
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

  async untilEnded(
    { timeoutSeconds, signal }: SuperviseOptions,
    records: ProcessRecords,
  ): Promise<SupervisedExit> {
    const onTimeout = (): void => this.#end(`timed out after ${timeoutSeconds} s`);
    const stopTimer = afterAwake(timeoutSeconds * 1_000, onTimeout);
    const release = guard(this.#pid, records);
    letRun(this.child);
    const stop = onAbort(signal, () => this.#end('interrupted'));
    try {
      const { code, signal: by } = await this.#exited;
      stopTimer();
      await this.#cause?.ended;
      await within(DRAIN_MS, this.pipe.ended);
      await PROCESS_TREES.end(this.#pid, GRACE_MS);
      // This program may have been too busy to read all output yet.
      await within(DRAIN_MS, this.pipe.ended);
      if (this.#cause) return { exitCode: null, error: this.#cause.error };
      if (by !== null) return { exitCode: null, error: `ended by ${by}` };
      return { exitCode: code, error: code === 0 ? '' : `exited with code ${code}` };
    } finally {
      this.pipe.destroy();
      await this.pipe.ended;
      stop();
      release();
    }
  }

  /** Ends the command. Only the first cause is reported. */
  #end(error: string): void {
    this.#cause ??= { error, ended: PROCESS_TREES.end(this.#pid, GRACE_MS) };
  }
}

/** Starts the command in its own process group. Throws if it does not start. */
async function start(
  command: ProcessCommand,
  { env, input }: SuperviseOptions,
  pipe: OutputPipe,
): Promise<ChildProcess> {
  try {
    const { writer } = pipe;
    const [program, args] = heldBack(command);
    const child = spawn(program, args, {
      cwd: command.cwd,
      env,
      detached: true,
      stdio: [input === undefined ? 'ignore' : 'pipe', writer, writer, 'pipe'],
    });
    await whenStarted(child);
    // A command may exit without reading its input.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
    return child;
  } finally {
    pipe.closeWriter();
  }
}

function notStarted({ cwd }: ProcessCommand, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (!existsSync(cwd)) return `could not be started: no such directory: ${cwd}`;
  if (code === 'E2BIG')
    return 'could not be started: its command and environment are too long for this system';
  return `could not be started: ${message}`;
}
