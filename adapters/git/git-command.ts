// Runs git itself, without prompts, without taking locks it does not need; no shell reads what it is given.
import { execa } from 'execa';
import { AdapterError } from '../../application/errors.ts';
import { heldBack, type Supervision, supervise } from './supervise.ts';

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
  /** For what can take long. */
  readonly supervision?: Supervision;
}

/** A commit runs the hooks of the repository, which can be a whole test suite. */
const TIME_LIMIT_MS = 10 * 60_000;

/** Throws `AdapterError` `GIT` only when git cannot be run at all, takes too long or is interrupted; a failed command is a result. */
export async function tryGit(
  args: readonly string[],
  { cwd, input, bytes = false, env, supervision }: GitOptions,
): Promise<GitResult> {
  const [file, words] = supervision ? heldBack('git', args) : ['git', args];
  const running = execa(file, words, {
    cwd,
    // The fourth is for what is held back.
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe', supervision ? 'pipe' : 'ignore'],
    ...(input !== undefined && { input: Buffer.from(input, bytes ? 'latin1' : 'utf8') }),
    encoding: bytes ? 'latin1' : 'utf8',
    env: {
      GIT_TERMINAL_PROMPT: '0',
      GIT_EDITOR: 'true',
      GIT_OPTIONAL_LOCKS: '0',
      GIT_LITERAL_PATHSPECS: '1',
      LC_ALL: 'C',
      ...env,
    },
    reject: false,
    stripFinalNewline: false,
    maxBuffer: 512 * 1024 * 1024,
    timeout: TIME_LIMIT_MS,
    // A group of its own, so that it can be ended with the hooks it runs.
    detached: supervision !== undefined,
  });
  const release = supervise(running, supervision);
  const result = await running;
  await release(result.timedOut);
  if (supervision?.signal.aborted && result.exitCode !== 0) {
    throw new AdapterError('GIT', `git ${args[0]} was interrupted`, { cause: result });
  }
  if (result.exitCode === undefined) {
    throw new AdapterError('GIT', `git ${args[0]} did not run: ${result.shortMessage}`, { cause: result });
  }
  return { ok: result.exitCode === 0, stdout: result.stdout, stderr: result.stderr };
}

/** As `tryGit`, but a failed command is an `AdapterError` `GIT` with what git said; returns what it printed. */
export async function git(args: readonly string[], options: GitOptions): Promise<string> {
  const { ok, stdout, stderr } = await tryGit(args, options);
  if (!ok) throw new AdapterError('GIT', `git ${args[0]} failed: ${lastLine(stderr)}`);
  return stdout;
}

/** The line of git's complaint that says most: the last one that is not empty. */
export function lastLine(text: string): string {
  return text.trim().split('\n').pop()?.trim() || 'it said nothing';
}

/** What git prints with `-z`, its parts as bytes. */
export async function gitList(args: readonly string[], cwd: string): Promise<string[]> {
  const text = await git(args, { cwd, bytes: true });
  return text.split('\0').filter((part) => part !== '');
}

/** A name that is not UTF-8 is shown with U+FFFD. */
export function shownPath(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
