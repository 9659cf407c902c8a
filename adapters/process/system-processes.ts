// Implements the `Processes` port with Node's child processes.
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type {
  ConnectedProcess,
  ConnectOptions,
  ProcessCommand,
  ProcessExit,
  Processes,
  RunOptions,
  RunResult,
  SupervisedExit,
  SuperviseOptions,
} from '../../application/ports/processes.port.ts';
import { connectProcess } from './connected-process.ts';
import type { Launcher } from './launcher/launcher.ts';
import { PROCESS_FACTS } from './process-facts.ts';
import { NO_RECORDS, type ProcessRecords } from './process-records.ts';
import { signalGroup, signalProcess } from './process-tree.ts';
import { runProgram } from './run-program.ts';
import { superviseCommand } from './supervised-command.ts';

export class SystemProcesses implements Processes {
  readonly machine = PROCESS_FACTS.machine;
  readonly isAlive = PROCESS_FACTS.isAlive;
  readonly startOf = PROCESS_FACTS.startOf;
  readonly runsWith = PROCESS_FACTS.runsWith;
  readonly signal = signalProcess;
  readonly signalGroup = signalGroup;

  /** Programs without supervision are started by `launcher` if there is one. */
  constructor(
    readonly records: ProcessRecords,
    readonly launcher: Launcher | undefined = undefined,
  ) {}

  /** Returns the same processes, with a launcher for programs without supervision. */
  withLauncher(launcher: Launcher): SystemProcesses {
    return new SystemProcesses(this.records, launcher);
  }

  connect(command: ProcessCommand, options: ConnectOptions): Promise<ConnectedProcess> {
    return connectProcess(command, options, this.records);
  }

  supervise(command: ProcessCommand, options: SuperviseOptions): Promise<SupervisedExit> {
    return superviseCommand(command, options, this.records);
  }

  run(command: ProcessCommand, options: RunOptions): Promise<RunResult> {
    return runProgram(command, options, this);
  }

  launch({ program, args, cwd }: ProcessCommand, log: string): ReturnType<Processes['launch']> {
    const output = openSync(log, 'a', 0o600);
    const child = spawn(program, [...args], { cwd, detached: true, stdio: ['ignore', output, output] });
    closeSync(output);
    child.unref();
    const exited = new Promise<ProcessExit & { readonly error?: Error }>((resolve) => {
      child.once('exit', (code, signal) => resolve({ code, signal }));
      child.once('error', (error) => resolve({ code: null, signal: null, error }));
    });
    return { pid: child.pid, exited };
  }

  stale(): readonly number[] {
    return this.records.stale();
  }

  endStale(): Promise<number> {
    return this.records.endStale();
  }
}

/** Records no processes: for processes that end before their starter does. */
export const UNRECORDED_PROCESSES: Processes = new SystemProcesses(NO_RECORDS);
