// Gives commands access to the standard streams.
import type { CliOutput } from './cli.ts';

export interface Console extends CliOutput {
  /** Whether both stdin and stdout are a terminal. */
  readonly isInteractive: boolean;
  /** Whether to colour standard output. */
  readonly colors: boolean;
  /** The width of standard output; 0 if it is not a terminal. */
  readonly columns: number;
  /** The width of standard error; 0 if it is not a terminal. */
  readonly errorColumns: number;
  /** Reads all of standard input. Resolves with undefined if it is a terminal. */
  readInput(): Promise<string | undefined>;
  /** Asks a yes-or-no question. Anything but yes means no. undefined if there is no terminal to ask in. */
  readonly confirm: ((question: string) => Promise<boolean>) | undefined;
  /** Returns a signal that aborts when the reader of standard output closes it, as `head` does. */
  outputClosed(): AbortSignal;
}

/** Returns the console of this process. */
export function processConsole(env: Readonly<Record<string, string | undefined>>): Console {
  const { stdin, stdout, stderr } = process;
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    // A dumb terminal cannot place text: it gets the log.
    isInteractive: Boolean(stdin.isTTY && stdout.isTTY) && env.TERM !== 'dumb',
    colors: Boolean(stdout.isTTY) && !env.NO_COLOR && env.TERM !== 'dumb',
    columns: stdout.isTTY ? stdout.columns : 0,
    errorColumns: stderr.isTTY ? (stderr.columns ?? 80) : 0,
    async readInput() {
      if (stdin.isTTY) return undefined;
      const { text } = await import('node:stream/consumers');
      return text(stdin);
    },
    confirm: stdin.isTTY && stderr.isTTY ? confirm : undefined,
    outputClosed() {
      const closed = new AbortController();
      stdout.once('error', () => closed.abort());
      return closed.signal;
    },
  };
}

async function confirm(question: string): Promise<boolean> {
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  // In terminal mode, readline handles Ctrl+C itself.
  lines.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  const answer = await Promise.race([lines.question(question), closed]);
  lines.close();
  return /^y(es)?$/i.test(answer.trim());
}
