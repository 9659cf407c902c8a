// Opens a text in the user's own editor.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { split } from 'shlex';
import { AdapterError } from '../../../application/errors.ts';

export interface EditorOptions {
  /** The command as configured by the user: a program with or without arguments. */
  readonly commandLine: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Runs the editor on a temporary file that only the user can read, and returns the edited text. The terminal must be free.
 * Aborting `signal` ends the editor and returns the text unchanged. Throws `AdapterError` `EDITOR` if the editor cannot be
 * started or fails.
 */
export async function editText(
  text: string,
  fileName: string,
  { commandLine, env }: EditorOptions,
  signal: AbortSignal,
): Promise<string> {
  const [program, ...args] = wordsOf(commandLine);
  const directory = mkdtempSync(join(tmpdir(), 'iteratr-edit-'));
  const remove = (): void => rmSync(directory, { recursive: true, force: true });
  process.on('exit', remove);
  try {
    const file = join(directory, basename(fileName));
    writeFileSync(file, text, { mode: 0o600 });
    await run(program, [...args, file], env, signal);
    return signal.aborted ? text : readFileSync(file, 'utf8');
  } finally {
    process.off('exit', remove);
    remove();
  }
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

/** Runs the editor. Ignores Ctrl+C meanwhile: it reaches every program in the terminal, but is meant for the editor. */
async function run(
  program: string,
  args: readonly string[],
  env: EditorOptions['env'],
  signal: AbortSignal,
): Promise<void> {
  const interrupted = process.listeners('SIGINT');
  const ignore = (): void => undefined;
  process.removeAllListeners('SIGINT').on('SIGINT', ignore);
  try {
    await new Promise<void>((resolve, reject) => {
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
        else reject(failed(`the editor ${program} ended with ${code ?? by}, the text is unchanged`));
      });
    });
  } finally {
    process.off('SIGINT', ignore);
    for (const listener of interrupted) process.on('SIGINT', listener);
  }
}

function failed(
  problem: string,
  options?: { readonly cause?: unknown; readonly remedy: string },
): AdapterError {
  return new AdapterError('EDITOR', problem, options);
}
