// Runs a program until it exits and collects its output.
import { onAbort } from '../../application/async/abort.ts';
import { afterAwake } from '../../application/async/awake-time.ts';
import type { ProcessCommand, RunOptions, RunResult } from '../../application/ports/processes.port.ts';
import { CollectedProgram, type StartedProgram } from './collected-program.ts';
import { guard, heldBack, letRun } from './guard.ts';
import type { Launcher } from './launcher/launcher.ts';
import type { ProcessRecords } from './process-records.ts';
import { GRACE_MS, PROCESS_TREES } from './process-tree.ts';

/** Implements `Processes.run`. */
export async function runProgram(
  command: ProcessCommand,
  { variables = {}, input, encoding = 'utf8', timeoutMs, signal, supervised = false }: RunOptions,
  { records, launcher }: { readonly records: ProcessRecords; readonly launcher: Launcher | undefined },
): Promise<RunResult> {
  const { cwd } = command;
  const bytes = input === undefined ? undefined : Buffer.from(input, encoding);
  const collected = (program: string, args: readonly string[], isHeldBack: boolean) =>
    new CollectedProgram(program, args, {
      ...{ cwd, input: bytes, isHeldBack },
      env: { ...process.env, ...variables },
    });
  let running: StartedProgram;
  let release: (late: boolean) => Promise<void>;
  if (supervised) {
    const held = collected(...heldBack(command), true);
    running = held;
    release = superviseRun(held, records, signal);
  } else {
    const { program, args } = command;
    running =
      launcher?.start(program, args, { cwd, variables, input: bytes }) ?? collected(program, args, false);
    const stopListening = signal ? onAbort(signal, () => running.end()) : () => {};
    release = async () => stopListening();
  }
  let isLate = false;
  const stopTimer = afterAwake(timeoutMs, () => {
    isLate = true;
    running.end();
  });
  const { code, problem, cause } = await running.ended;
  stopTimer();
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
