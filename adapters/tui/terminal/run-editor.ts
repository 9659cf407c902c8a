// Opens a file in the user's own editor.
import { spawn } from 'node:child_process';
import { split } from 'shlex';
import { AdapterError } from '../../../application/errors.ts';

export interface EditorOptions {
  /** The command as configured by the user: a program with or without arguments. */
  readonly commandLine: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Returns the editor of the user: `$VISUAL`, else `$EDITOR`, else `vi`. */
export function editorOf(env: EditorOptions['env']): EditorOptions {
  return { commandLine: env.VISUAL || env.EDITOR || 'vi', env };
}

/**
 * Runs the editor on a file, without a shell, until it ends. `file` is an absolute path. The terminal must be free. Aborting
 * `signal` ends the editor. Throws `AdapterError` `EDITOR` if the editor cannot be started or fails.
 */
export async function runEditor(
  file: string,
  { commandLine, env }: EditorOptions,
  signal: AbortSignal,
): Promise<void> {
  const [program, ...args] = wordsOf(commandLine);
  // Ctrl+C reaches every program in the terminal, but is meant for the editor.
  const interrupted = process.listeners('SIGINT');
  const ignore = (): void => undefined;
  process.removeAllListeners('SIGINT').on('SIGINT', ignore);
  try {
    await ended(program, [...args, file], env, signal);
  } finally {
    process.off('SIGINT', ignore);
    for (const listener of interrupted) process.on('SIGINT', listener);
  }
}

function ended(
  program: string,
  args: readonly string[],
  env: EditorOptions['env'],
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', env });
    const end = (): void => void child.kill();
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    child.once('error', (cause) => {
      reject(
        failed(`the editor ${program} cannot be started`, {
          cause,
          remedy: 'set VISUAL or EDITOR to an installed editor',
        }),
      );
    });
    child.once('close', (code, by) => {
      signal.removeEventListener('abort', end);
      if (code === 0 || signal.aborted) resolve();
      else reject(failed(`the editor ${program} ended with ${code ?? by}`));
    });
  });
}

function wordsOf(commandLine: string): [program: string, ...args: string[]] {
  try {
    const [program, ...args] = split(commandLine);
    if (program) return [program, ...args];
  } catch (cause) {
    throw failed(`the editor ${JSON.stringify(commandLine)} ends inside a quote`, {
      cause,
      remedy: 'correct VISUAL or EDITOR',
    });
  }
  throw failed('the editor is empty', { remedy: 'set VISUAL or EDITOR' });
}

function failed(
  problem: string,
  options?: { readonly cause?: unknown; readonly remedy: string },
): AdapterError {
  return new AdapterError('EDITOR', problem, options);
}
