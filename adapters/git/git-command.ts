// Runs git commands without a shell, without prompts, without optional locks, and without what an agent may have written for git to run.
import { stripVTControlCharacters } from 'node:util';
import { AdapterError } from '../../application/errors.ts';
import type { Processes } from '../../application/ports/processes.port.ts';

export interface GitResult {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

export interface GitOptions {
  readonly cwd: string;
  readonly input?: string;
  /** Whether input and output have one character per byte, because file names need not be UTF-8. */
  readonly bytes?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** For long commands: aborting ends git and everything it has started. */
  readonly signal?: AbortSignal;
  /** Lets git see and run the hooks of the repository. */
  readonly hooks?: boolean;
}

/** A commit runs the repository's hooks, which may run a whole test suite. */
const TIME_LIMIT_MS = 10 * 60_000;

/** Programs that git would run: never, because an agent may have written them. */
const NO_MONITOR = ['-c', 'core.fsmonitor=false'];
const NO_HOOKS = ['-c', 'core.hooksPath=/dev/null'];

const VARIABLES = {
  GIT_TERMINAL_PROMPT: '0',
  GIT_EDITOR: 'true',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_LITERAL_PATHSPECS: '1',
  LC_ALL: 'C',
};

export class Git {
  constructor(private readonly processes: Pick<Processes, 'run'>) {}

  /**
   * Runs git and returns its output and whether it succeeded. Throws `AdapterError` `GIT` only when git cannot be run, takes too
   * long or is interrupted.
   */
  async try(
    args: readonly string[],
    { cwd, input, bytes = false, env, signal, hooks = false }: GitOptions,
  ): Promise<GitResult> {
    if (signal?.aborted) throw interrupted(args);
    const { exitCode, stdout, stderr, problem, cause } = await this.processes.run(
      { program: 'git', args: [...NO_MONITOR, ...(hooks ? [] : NO_HOOKS), ...args], cwd },
      {
        variables: { ...VARIABLES, ...env },
        ...(input !== undefined && { input }),
        encoding: bytes ? 'latin1' : 'utf8',
        timeoutMs: TIME_LIMIT_MS,
        ...(signal && { signal, supervised: true }),
      },
    );
    if (signal?.aborted && exitCode !== 0) {
      throw interrupted(args, cause);
    }
    if (exitCode === undefined) {
      throw new AdapterError('GIT', `git ${commandIn(args)} did not run: ${problem}`, { cause });
    }
    return { ok: exitCode === 0, stdout, stderr };
  }

  /** Runs git and returns its stdout. Like `try`, but also throws `AdapterError` `GIT`, with git's message, if git fails. */
  async run(args: readonly string[], options: GitOptions): Promise<string> {
    const { ok, stdout, stderr } = await this.try(args, options);
    if (!ok) throw new AdapterError('GIT', `git ${commandIn(args)} failed: ${complaintOf(stderr)}`);
    return stdout;
  }

  /** Runs a git command with `-z` in its arguments and returns the parts of its output, with one character per byte. */
  async list(args: readonly string[], cwd: string): Promise<string[]> {
    const text = await this.run(args, { cwd, bytes: true });
    return text.split('\0').filter((part) => part !== '');
  }
}

/** The end of a message is kept, where the cause usually is. */
const COMPLAINT_LINES = 20;
const COMPLAINT_CHARACTERS = 2_000;

/** Returns git's error output without empty lines and colours; only the end of a long one. */
export function complaintOf(text: string): string {
  const lines = stripVTControlCharacters(text)
    .split(/[\r\n]+/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
  const end = lines.slice(-COMPLAINT_LINES).join('\n');
  const shown = end.length > COMPLAINT_CHARACTERS ? end.slice(-COMPLAINT_CHARACTERS) : end;
  if (shown === '') return 'no error message';
  return shown.length < lines.join('\n').length ? `…\n${shown}` : shown;
}

/** Converts a path of one character per byte to text; bytes that are not UTF-8 become U+FFFD. */
export function shownPath(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** Returns the command, without the options `-c name=value` before it. */
function commandIn(args: readonly string[]): string | undefined {
  return args.find((arg, index) => arg !== '-c' && args[index - 1] !== '-c');
}

function interrupted(args: readonly string[], cause?: unknown): AdapterError {
  return new AdapterError('GIT', `git ${commandIn(args)} was interrupted`, { cause });
}
