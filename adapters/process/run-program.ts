// Runs a program to its end and gathers what it prints.
import { onAbort } from '../../application/async/abort.ts';
import type { ProcessCommand, RunOptions, RunResult } from '../../application/ports/processes.port.ts';
import { GRACE_MS, guard, heldBack, letRun } from './guard.ts';
import type { ProcessRecords } from './process-records.ts';
import { PROCESS_TREES } from './process-tree.ts';

const MAX_BYTES = 512 * 1024 * 1024;

/** As `Processes.run`. */
export async function runProgram(
  command: ProcessCommand,
  { variables, input, encoding = 'utf8', timeoutMs, signal, supervised = false }: RunOptions,
  records: ProcessRecords,
): Promise<RunResult> {
  // Loaded only where it is needed: most commands run nothing.
  const { execa } = await import('execa');
  const [program, args] = supervised ? heldBack(command) : [command.program, command.args];
  const running = execa(program, args, {
    cwd: command.cwd,
    // The fourth is for what is held back.
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe', supervised ? 'pipe' : 'ignore'],
    ...(input !== undefined && { input: Buffer.from(input, encoding) }),
    encoding,
    ...(variables && { env: variables }),
    reject: false,
    stripFinalNewline: false,
    maxBuffer: MAX_BYTES,
    timeout: timeoutMs,
    ...(signal && !supervised && { cancelSignal: signal }),
    // A group of its own, so that it can be ended with what it starts.
    detached: supervised,
  });
  const release = supervised ? superviseRun(running, records, signal) : async () => {};
  const result = await running;
  await release(result.timedOut);
  return {
    exitCode: result.exitCode,
    stdout: result.stdout ?? '',
    stderr: result.stderr ?? '',
    problem: result.failed ? (result.shortMessage ?? '') : '',
    cause: result.failed ? result : undefined,
  };
}

/** Lets it begin. Returns what is to be called when it has ended; when it ran `late`, that ends what it left. */
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
