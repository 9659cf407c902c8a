// The standard streams, as the commands use them.
import type { CliOutput } from './cli.ts';

export interface Console extends CliOutput {
  /** Whether a person sits at a terminal that shows output and takes keys. */
  readonly isInteractive: boolean;
  /** Whether standard output shows colours. */
  readonly colors: boolean;
  /** Width of standard output; 0 if it is no terminal. */
  readonly columns: number;
  /** Width of standard error; 0 if it is no terminal. */
  readonly errorColumns: number;
  /** Everything on standard input; undefined if it is a terminal. */
  readInput(): Promise<string | undefined>;
  /** Asks a question; anything but yes, and no answer, is no. undefined if nobody can be asked. */
  readonly confirm: ((question: string) => Promise<boolean>) | undefined;
  /** Aborts when the reader of standard output has gone, as `head` does. */
  outputClosed(): AbortSignal;
}

/** The console of this process. */
export function processConsole(env: Readonly<Record<string, string | undefined>>): Console {
  const { stdin, stdout, stderr } = process;
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    isInteractive: Boolean(stdin.isTTY && stdout.isTTY),
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
  // In its terminal mode readline takes Ctrl+C for itself.
  lines.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  const answer = await Promise.race([lines.question(question), closed]);
  lines.close();
  return /^y(es)?$/i.test(answer.trim());
}
