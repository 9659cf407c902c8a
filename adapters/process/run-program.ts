// Runs a program until it exits and collects its output.
import { onAbort } from '../../application/async/abort.ts';
import { afterAwake } from '../../application/async/awake-time.ts';
import type { ProcessCommand, RunOptions, RunResult } from '../../application/ports/processes.port.ts';
import { GRACE_MS, guard, heldBack, letRun } from './guard.ts';
import type { ProcessRecords } from './process-records.ts';
import { PROCESS_TREES } from './process-tree.ts';

const MAX_BYTES = 512 * 1024 * 1024;

/** Implements `Processes.run`. */
export async function runProgram(
  command: ProcessCommand,
  { variables, input, encoding = 'utf8', timeoutMs, signal, supervised = false }: RunOptions,
  records: ProcessRecords,
): Promise<RunResult> {
  // Load on demand: most commands run no program.
  const { execa } = await import('execa');
  const [program, args] = supervised ? heldBack(command) : [command.program, command.args];
  const running = execa(program, args, {
    cwd: command.cwd,
    // The fourth stream lets a held-back program start.
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe', supervised ? 'pipe' : 'ignore'],
    ...(input !== undefined && { input: Buffer.from(input, encoding) }),
    encoding,
    ...(variables && { env: variables }),
    reject: false,
    stripFinalNewline: false,
    maxBuffer: MAX_BYTES,
    ...(signal && !supervised && { cancelSignal: signal }),
    // A separate group, so that it can be ended with everything it starts.
    detached: supervised,
  });
  const release = supervised ? superviseRun(running, records, signal) : async () => {};
  let isLate = false;
  const stopTimer = afterAwake(timeoutMs, () => {
    isLate = true;
    running.kill();
  });
  const result = await running;
  stopTimer();
  await release(isLate);
  return {
    exitCode: result.exitCode,
    stdout: result.stdout ?? '',
    stderr: result.stderr ?? '',
    problem: isLate
      ? `timed out after ${timeoutMs / 1_000} s`
      : result.failed
        ? (result.shortMessage ?? '')
        : '',
    cause: result.failed ? result : undefined,
  };
}

/** Lets the program run. Returns a function to call after it has ended; with `late`, it also ends the remaining processes. */
function superviseRun(
  running: { readonly pid?: number | undefined; readonly stdio: readonly unknown[] },
  records: ProcessRecords,
  signal: AbortSignal | undefined,
): (late: boolean) => Promise<void> {
  const { pid } = running;
  if (pid === undefined) return async () => {};
  const release = guard(pid, records);
  letRun(running);
  let ending: Promise<unknown> = Promise.resolve();
  const stop = signal
    ? onAbort(signal, () => {
        ending = PROCESS_TREES.end(pid, GRACE_MS);
      })
    : () => {};
  return async (late) => {
    await ending;
    if (late) await PROCESS_TREES.end(pid, GRACE_MS);
    stop();
    release();
  };
}
