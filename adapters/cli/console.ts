// Gives commands access to the standard streams. What they print is plain text; colours and cursor movements are added here.
import { styleText } from 'node:util';
import { InputError } from '../../application/errors.ts';
import { plainLine, plainText } from '../../application/wording/plain-text.ts';
import type { CliOutput, TextStyle } from './cli.ts';

const ERASE_LINE = '\r\x1b[2K';

export interface Console extends CliOutput {
  /** Whether both stdin and stdout are a terminal. */
  readonly isInteractive: boolean;
  /** The width of standard output; 0 if it is not a terminal. */
  readonly columns: number;
  /** The size of standard output; undefined if it is not a terminal. */
  readonly size: { readonly columns: number; readonly rows: number } | undefined;
  /**
   * Shows text on a line of standard error that the next call overwrites; '' erases it. Does nothing if standard error is not a
   * terminal.
   */
  progress(text: string): void;
  /** Reads all of standard input, up to 8 MB. Resolves with undefined if it is a terminal. Throws `InputError` for more. */
  readInput(): Promise<string | undefined>;
  /** Asks a yes-or-no question. Anything but yes means no. undefined if there is no terminal to ask in. */
  readonly confirm: ((question: string) => Promise<boolean>) | undefined;
  /** Returns a signal that aborts when the reader of standard output closes it, as `head` does. */
  outputClosed(): AbortSignal;
}

/** Returns the console of this process. `hide` removes secrets from what is written. */
export function processConsole(
  env: Readonly<Record<string, string | undefined>>,
  { stdin, stdout, stderr }: Pick<NodeJS.Process, 'stdin' | 'stdout' | 'stderr'> = process,
  hide: (text: string) => string = (text) => text,
): Console {
  const colors = Boolean(stdout.isTTY) && !env.NO_COLOR && env.TERM !== 'dumb';
  let showsProgress = false;
  return {
    out(text, style, mark) {
      if (!colors) stdout.write(plainText(hide(text)));
      else if (!mark) stdout.write(painted(hide(text), style));
      else {
        const [start, rest] = [text.slice(0, mark.length), text.slice(mark.length)];
        stdout.write(painted(hide(start), mark.style) + painted(hide(rest), style));
      }
    },
    err: (text) => void stderr.write(plainText(hide(text))),
    // A dumb terminal cannot place text: it gets the log.
    isInteractive: Boolean(stdin.isTTY && stdout.isTTY) && env.TERM !== 'dumb',
    columns: stdout.isTTY ? stdout.columns : 0,
    size: stdout.isTTY && stdout.columns > 0 ? { columns: stdout.columns, rows: stdout.rows } : undefined,
    progress(text) {
      if (!stderr.isTTY || (text === '' && !showsProgress)) return;
      showsProgress = text !== '';
      stderr.write(`${ERASE_LINE}${plainLine(text, Math.max(10, (stderr.columns || 80) - 1))}`);
    },
    async readInput() {
      if (stdin.isTTY) return undefined;
      return inputText(stdin);
    },
    confirm: stdin.isTTY && stderr.isTTY ? confirm : undefined,
    outputClosed() {
      const closed = new AbortController();
      stdout.once('error', () => closed.abort());
      return closed.signal;
    },
  };
}

/** Far more than any text that a command takes. */
export const MAX_INPUT_BYTES = 8 * 1024 * 1024;

async function inputText(stdin: AsyncIterable<Buffer | string>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    chunks.push(Buffer.from(chunk));
    size += chunk.length;
    if (size > MAX_INPUT_BYTES) throw new InputError('standard input has more than 8 MB');
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Returns the text as plain text with each line in this style. */
function painted(text: string, style: TextStyle | undefined): string {
  if (style === undefined) return plainText(text);
  return plainText(text).replace(/[^\n]+/g, (line) => styleText(style, line, { validateStream: false }));
}

async function confirm(question: string): Promise<boolean> {
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  // In terminal mode, readline handles Ctrl+C itself.
  lines.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  const answer = await Promise.race([lines.question(plainText(question)), closed]);
  lines.close();
  return /^y(es)?$/i.test(answer.trim());
}
