// Reads everything a command writes from a single pipe, so that its stdout and stderr stay in order.
import { execFile } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface OutputPipe {
  /** File descriptor for the command's stdout and stderr. */
  readonly writer: number;
  /** Call it after the command has started, so that the output ends when the command exits. */
  closeWriter(): void;
  /** Resolves when all writers have closed the pipe, or after `destroy`. */
  readonly ended: Promise<void>;
  /** Stops reading. */
  destroy(): void;
}

/**
 * Opens the pipe. `onText` receives the output in pieces of whole characters; bytes that are not UTF-8 become U+FFFD. It is a
 * named pipe that is unlinked immediately: Node's pipe for a child is a socket, on which a command cannot open `/dev/stderr`.
 * Throws when the pipe cannot be created.
 */
export async function openOutputPipe(onText: (text: string) => void): Promise<OutputPipe> {
  const directory = mkdtempSync(join(tmpdir(), 'iteratr-hook-'));
  let reader: number;
  let writer: number;
  try {
    const path = join(directory, 'output');
    await promisify(execFile)('mkfifo', ['-m', '600', path]);
    // Open the reader without blocking first, so that neither open waits for the other end.
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
    if (failed) onText(`[cannot read the rest of the output: ${failed.message}]\n`);
  });
  return { writer, closeWriter: () => closeSync(writer), ended, destroy: () => socket.destroy() };
}
