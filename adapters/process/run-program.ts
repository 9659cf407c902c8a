// Runs a program until it exits and collects its output.
import { onAbort } from '../../application/async/abort.ts';
import { afterAwake } from '../../application/async/awake-time.ts';
import type { ProcessCommand, RunOptions, RunResult } from '../../application/ports/processes.port.ts';
import { CollectedProgram } from './collected-program.ts';
import { GRACE_MS, guard, heldBack, letRun } from './guard.ts';
import type { ProcessRecords } from './process-records.ts';
import { PROCESS_TREES } from './process-tree.ts';

/** Implements `Processes.run`. */
export async function runProgram(
  command: ProcessCommand,
  { variables, input, encoding = 'utf8', timeoutMs, signal, supervised = false }: RunOptions,
  records: ProcessRecords,
): Promise<RunResult> {
  const [program, args] = supervised ? heldBack(command) : [command.program, command.args];
  const running = new CollectedProgram(program, args, {
    cwd: command.cwd,
    env: { ...process.env, ...variables },
    input: input === undefined ? undefined : Buffer.from(input, encoding),
    isHeldBack: supervised,
  });
  const release = supervised ? superviseRun(running, records, signal) : async () => {};
  const stopListening = signal && !supervised ? onAbort(signal, () => running.end()) : () => {};
  let isLate = false;
  const stopTimer = afterAwake(timeoutMs, () => {
    isLate = true;
    running.end();
  });
  const { code, problem, cause } = await running.ended;
  stopTimer();
  stopListening();
  await release(isLate);
  return {
    exitCode: code,
    stdout: running.stdout.toString(encoding),
    stderr: running.stderr.toString(encoding),
    problem: isLate ? `timed out after ${timeoutMs / 1_000} s` : problem,
    cause,
  };
}

/** Lets the program run. Returns a function to call after it has ended; with `late`, it also ends the remaining processes. */
function superviseRun(
  running: CollectedProgram,
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
