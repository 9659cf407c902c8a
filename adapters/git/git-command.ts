// Runs git itself, without prompts, without taking locks it does not need; no shell reads what it is given.
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
  /** One character a byte, in the input and in what it prints: names of files need not be UTF-8. */
  readonly bytes?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** For what can take long: an abort ends git and what it has started. */
  readonly signal?: AbortSignal;
}

/** A commit runs the hooks of the repository, which can be a whole test suite. */
const TIME_LIMIT_MS = 10 * 60_000;

const VARIABLES = {
  GIT_TERMINAL_PROMPT: '0',
  GIT_EDITOR: 'true',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_LITERAL_PATHSPECS: '1',
  LC_ALL: 'C',
};

export class Git {
  constructor(private readonly processes: Pick<Processes, 'run'>) {}

  /** Throws `AdapterError` `GIT` only when git cannot be run at all, takes too long or is interrupted; a failed command is a result. */
  async try(
    args: readonly string[],
    { cwd, input, bytes = false, env, signal }: GitOptions,
  ): Promise<GitResult> {
    const { exitCode, stdout, stderr, problem, cause } = await this.processes.run(
      { program: 'git', args, cwd },
      {
        variables: { ...VARIABLES, ...env },
        ...(input !== undefined && { input }),
        encoding: bytes ? 'latin1' : 'utf8',
        timeoutMs: TIME_LIMIT_MS,
        ...(signal && { signal, supervised: true }),
      },
    );
    if (signal?.aborted && exitCode !== 0) {
      throw new AdapterError('GIT', `git ${args[0]} was interrupted`, { cause });
    }
    if (exitCode === undefined) {
      throw new AdapterError('GIT', `git ${args[0]} did not run: ${problem}`, { cause });
    }
    return { ok: exitCode === 0, stdout, stderr };
  }

  /** As `try`, but a failed command is an `AdapterError` `GIT` with what git said; returns what it printed. */
  async run(args: readonly string[], options: GitOptions): Promise<string> {
    const { ok, stdout, stderr } = await this.try(args, options);
    if (!ok) throw new AdapterError('GIT', `git ${args[0]} failed: ${lastLine(stderr)}`);
    return stdout;
  }

  /** What git prints with `-z`, its parts as bytes. */
  async list(args: readonly string[], cwd: string): Promise<string[]> {
    const text = await this.run(args, { cwd, bytes: true });
    return text.split('\0').filter((part) => part !== '');
  }
}

/** The line of git's complaint that says most: the last one that is not empty. */
export function lastLine(text: string): string {
  return text.trim().split('\n').pop()?.trim() || 'it said nothing';
}

/** A name that is not UTF-8 is shown with U+FFFD. */
export function shownPath(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
