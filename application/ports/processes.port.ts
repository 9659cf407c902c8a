// The processes that iteratr starts: agents, hooks, git, nats-server. They start, are watched and end here only.

/** A program to start. No shell reads any part of it. */
export interface ProcessCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
}

/** The whole environment of a process, not additions to that of iteratr. */
type ProcessEnvironment = Readonly<Record<string, string>>;

/** Where a process number means something. */
export interface Machine {
  /** For people, and to tell machines apart. */
  readonly host: string;
  /** Differs after every start of the machine; '' when unknown. */
  readonly boot: string;
  /** The process namespace: containers on one machine have their own numbers. */
  readonly scope: string;
}

/** What the system says about any process. Cheap to load: the tool commands use it. */
export interface ProcessFacts {
  machine(): Machine;

  /** Whether a process has this number, also of another user. False for numbers that no single process has. */
  isAlive(pid: number): boolean;

  /** When process `pid` began, in whatever unit; '' when it is dead, or the system does not say. */
  startOf(pid: number): string;

  /**
   * Whether process `pid` runs with `argument` in its command line. A process that is ending counts as running until its
   * last thread is gone. Throws when the system does not say: taking a running server for a dead one is worse.
   */
  runsWith(pid: number, argument: string): boolean;
}

export interface ProcessExit {
  /** null when a signal ended it, or when it did not start. */
  readonly code: number | null;
  readonly signal: string | null;
}

export interface ConnectedProcess {
  readonly pid: number;
  /** Each write resolves when the pipe has taken it. */
  readonly input: WritableStream<Uint8Array>;
  readonly output: ReadableStream<Uint8Array>;
  readonly exited: Promise<ProcessExit>;
  /** Resolves when the process has closed its output, or `end` has. */
  readonly outputClosed: Promise<void>;
  closeInput(): void;
  /**
   * SIGTERM to its tree, SIGKILL to what is left of it after `graceMs`; with `marked` also to all that have its mark.
   * Then removes the record and closes the streams. Resolves when nothing is left, or when what was killed is still there
   * after five seconds.
   */
  end(graceMs: number, options: { readonly marked: boolean }): Promise<void>;
}

export interface ConnectOptions {
  readonly env: ProcessEnvironment;
  /** Gets each line of stderr without its end. */
  readonly onErrorLine: (line: string) => void;
  /** Gets what fails beside the process itself, such as writing to one that has exited. */
  readonly onProblem: (error: Error) => void;
}

export interface SuperviseOptions {
  readonly env: ProcessEnvironment;
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
  /** Gets stdout and stderr, in the order of writing, in pieces of whole characters. */
  readonly onOutput: (text: string) => void;
}

export interface SupervisedExit {
  /** null when it was ended by a signal, at its timeout or by an abort, and when it did not start. */
  readonly exitCode: number | null;
  /** What went wrong, in words; '' when it succeeded. */
  readonly error: string;
}

export interface RunOptions {
  /** Added to the environment of iteratr. */
  readonly variables?: ProcessEnvironment;
  /** '' is an empty input; without it there is none. */
  readonly input?: string;
  /** How texts are turned into bytes and back; latin1 is one character a byte. */
  readonly encoding?: 'utf8' | 'latin1';
  readonly timeoutMs: number;
  /** Aborting it ends the program. */
  readonly signal?: AbortSignal;
  /** For a program that starts others and can take long: recorded before it begins, and ended with its whole tree. */
  readonly supervised?: boolean;
}

export interface RunResult {
  /** undefined when it did not start, took too long or was ended by a signal; `problem` says why. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** In one line; '' when it succeeded. */
  readonly problem: string;
  readonly cause: unknown;
}

/**
 * Each process below, but for what `run` starts without `supervised`, leads a group of its own. A process is recorded while
 * it runs, so that a later iteratr can end it when this one is killed, and is killed with its whole tree when this one
 * exits; `launch` does neither. Numbers of 1 and less are never signalled.
 */
export interface Processes extends ProcessFacts {
  /**
   * Starts a program to talk to. It is marked: everything it starts has the mark in its environment and can be found by it.
   * Throws the error of the system, with its `code`, when it does not start.
   */
  connect(command: ProcessCommand, options: ConnectOptions): Promise<ConnectedProcess>;

  /**
   * Runs a program that others wrote, and ends it with everything it started: when it exits, at its timeout and on an abort
   * (SIGTERM, after a second SIGKILL). It does not begin before it is recorded. Never throws; nothing of its group is left
   * when it resolves.
   */
  supervise(command: ProcessCommand, options: SuperviseOptions): Promise<SupervisedExit>;

  /** Runs a program to its end and gathers what it prints. Never throws: what fails is in the result. */
  run(command: ProcessCommand, options: RunOptions): Promise<RunResult>;

  /** Starts a server that outlives iteratr. Both its outputs are appended to the file `log`. */
  launch(
    command: ProcessCommand,
    log: string,
  ): {
    readonly pid: number | undefined;
    readonly exited: Promise<ProcessExit & { readonly error?: Error }>;
  };

  /** Sends a signal to one process. False when there is none, or the number is 1 or less. */
  signal(pid: number, signal: 'SIGTERM' | 'SIGKILL'): boolean;

  /** The processes that a dead iteratr left behind, each by the leader of its group. */
  stale(): readonly number[];

  /**
   * Ends those processes, with everything below them and all that have their mark, and removes their records. Returns how
   * many there were. A number that belongs to another process by now is left alone.
   */
  endStale(): Promise<number>;
}
