// One pipe for everything a command writes, so that its stdout and stderr stay in order.
import { execFile } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface OutputPipe {
  /** For the stdout and the stderr of the command. */
  readonly writer: number;
  /** To be called when the command has it, so that its end is the end of the output. */
  closeWriter(): void;
  /** Resolves when nobody can write any more, or after `destroy`. */
  readonly ended: Promise<void>;
  /** Stops reading. */
  destroy(): void;
}

/**
 * `onText` gets the output in pieces of whole characters; bytes that are not UTF-8 become U+FFFD. A pipe with a name for a
 * moment, since what Node makes for a child is a socket, and no command can open `/dev/stderr` on that. Throws when there is
 * no place for it.
 */
export async function openOutputPipe(onText: (text: string) => void): Promise<OutputPipe> {
  const directory = mkdtempSync(join(tmpdir(), 'iteratr-hook-'));
  let reader: number;
  let writer: number;
  try {
    const path = join(directory, 'output');
    await promisify(execFile)('mkfifo', ['-m', '600', path]);
    // a reader that does not wait for the writer, and the other way round
    reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    writer = openSync(path, constants.O_WRONLY);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  const socket = new Socket({ fd: reader, readable: true, writable: false });
  socket.setEncoding('utf8').on('data', onText);
  let failed: Error | undefined;
  const ended = new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
    socket.once('error', (error) => {
      failed = error;
    });
  }).then(() => {
    if (failed) onText(`[the output could not be read any further: ${failed.message}]\n`);
  });
  return { writer, closeWriter: () => closeSync(writer), ended, destroy: () => socket.destroy() };
}
