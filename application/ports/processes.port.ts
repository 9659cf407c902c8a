// Starts, supervises and ends every process that iteratr starts: agents, hooks, git, nats-server.

/** A program to start, without a shell. */
export interface ProcessCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
}

/** The complete environment of a process, not additions to that of iteratr. */
type ProcessEnvironment = Readonly<Record<string, string>>;

/** The scope in which a process id is valid. */
export interface Machine {
  /** Host name, shown to the user and used to tell machines apart. */
  readonly host: string;
  /** Changes with every boot of the machine; '' if unknown. */
  readonly boot: string;
  /** The process namespace: containers on one machine have their own process ids. */
  readonly scope: string;
}

/** What the operating system reports about a process. Must be cheap to load, because the tool commands use it. */
export interface ProcessFacts {
  machine(): Machine;

  /** Whether a process with this id exists, of any user. False for ids that do not name a single process, such as 0 and -1. */
  isAlive(pid: number): boolean;

  /** Returns when process `pid` started, in an unspecified unit; '' if it is dead or the system does not report it. */
  startOf(pid: number): string;

  /**
   * Whether process `pid` runs with `argument` in its command line. A process that is exiting still runs until its last
   * thread is gone. Throws if the system does not report it, because mistaking a running server for a dead one is worse.
   */
  runsWith(pid: number, argument: string): boolean;
}

export interface ProcessExit {
  /** null if a signal ended the process, or if it did not start. */
  readonly code: number | null;
  readonly signal: string | null;
}

export interface ConnectedProcess {
  readonly pid: number;
  /** A write resolves when the pipe has accepted it. */
  readonly input: WritableStream<Uint8Array>;
  readonly output: ReadableStream<Uint8Array>;
  readonly exited: Promise<ProcessExit>;
  /** Resolves when the process, or `end`, has closed its output. */
  readonly outputClosed: Promise<void>;
  closeInput(): void;
  /**
   * Sends SIGTERM to the process tree and, after `graceMs`, SIGKILL to the processes still alive; with `marked` also to all
   * processes with its mark. Then removes the record and closes the streams. Resolves when all are gone, or if killed
   * processes are still there after five seconds.
   */
  end(graceMs: number, options: { readonly marked: boolean }): Promise<void>;
}

export interface ConnectOptions {
  readonly env: ProcessEnvironment;
  /** Called with each line of stderr, without its line break. */
  readonly onErrorLine: (line: string) => void;
  /** Called for errors other than the exit of the process, such as a write after it has exited. */
  readonly onProblem: (error: Error) => void;
}

export interface SuperviseOptions {
  readonly env: ProcessEnvironment;
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
  /** Text for stdin; undefined is an empty stdin. */
  readonly input?: string;
  /** Called with stdout and stderr, in the order written, in pieces that never split a character. */
  readonly onOutput: (text: string) => void;
}

export interface SupervisedExit {
  /** null if a signal, the timeout or an abort ended it, or if it did not start. */
  readonly exitCode: number | null;
  /** What went wrong, in words; '' if it succeeded. */
  readonly error: string;
}

export interface RunOptions {
  /** Variables added to the environment of iteratr. */
  readonly variables?: ProcessEnvironment;
  /** Text for stdin. '' is an empty stdin; undefined is no stdin. */
  readonly input?: string;
  /** How text is converted to bytes and back; with latin1, each byte is one character. */
  readonly encoding?: 'utf8' | 'latin1';
  readonly timeoutMs: number;
  /** Ends the program when aborted. */
  readonly signal?: AbortSignal;
  /** For a program that starts others and may run long: it is recorded before it starts, and ended with its whole tree. */
  readonly supervised?: boolean;
}

export interface RunResult {
  /** undefined if it did not start, timed out or was ended by a signal; `problem` says why. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** What went wrong, on one line; '' if it succeeded. */
  readonly problem: string;
  readonly cause: unknown;
}

/**
 * Starts and ends processes. Each one leads its own process group, except those that `run` starts without `supervised`. A
 * process is recorded while it runs, so that a later iteratr can end it if this one is killed; it is killed with its whole tree
 * when this iteratr exits. `launch` does neither. Process ids of 1 and less are never signalled.
 */
export interface Processes extends ProcessFacts {
  /**
   * Starts a program to exchange messages with. Its environment contains a mark, by which its descendants can be found.
   * Throws the system error, with its `code`, if the program does not start.
   */
  connect(command: ProcessCommand, options: ConnectOptions): Promise<ConnectedProcess>;

  /**
   * Runs a program of the project and ends everything it started: when it exits, at its timeout and on an abort (SIGTERM, then
   * SIGKILL after one second). The program starts only after it is recorded. Never throws. When it resolves, no process of the
   * group is left.
   */
  supervise(command: ProcessCommand, options: SuperviseOptions): Promise<SupervisedExit>;

  /** Runs a program to its end and collects its output. Never throws: the result contains the failure. */
  run(command: ProcessCommand, options: RunOptions): Promise<RunResult>;

  /** Starts a server that outlives iteratr. Its stdout and stderr are appended to the file `log`. */
  launch(
    command: ProcessCommand,
    log: string,
  ): {
    readonly pid: number | undefined;
    readonly exited: Promise<ProcessExit & { readonly error?: Error }>;
  };

  /** Sends a signal to one process. Returns false if it does not exist or the id is 1 or less. */
  signal(pid: number, signal: 'SIGTERM' | 'SIGKILL' | 'SIGCONT'): boolean;
  /** Sends a signal to a group leader and its group. Returns false if there is none or the id is 1 or less. */
  signalGroup(leader: number, signal: 'SIGTERM' | 'SIGKILL'): boolean;

  /** Returns the processes that a dead iteratr left running, as the ids of their group leaders. */
  stale(): readonly number[];

  /**
   * Ends the stale processes, their descendants and all processes with their mark, and removes their records. Returns how many
   * there were. An id that now belongs to another process is left alone.
   */
  endStale(): Promise<number>;
}
