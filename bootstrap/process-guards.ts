// What may happen to the process at any time: an uncaught error, a reader that leaves, a terminal that goes away.
import { closeSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';
import { unexpectedErrorLine } from '../adapters/cli/cli.ts';

const CRASHED = 1;
const STANDARD_STREAMS = [0, 1, 2];

/** Run in reverse order. */
const restores: (() => void)[] = [];

/** `restore` runs before a crash is reported. Returns how to remove it. */
export function onCrash(restore: () => void): () => void {
  restores.push(restore);
  return () => {
    const at = restores.lastIndexOf(restore);
    if (at >= 0) restores.splice(at, 1);
  };
}

/** Call once. `debug` adds the stack to the report of a crash. */
export function installProcessGuards(debug: boolean): void {
  ignoreClosedPipe();
  releaseLostTerminal();
  installCrashHandler(debug);
}

/** An uncaught error gives the screen back, prints one line and ends the program. */
function installCrashHandler(debug: boolean): void {
  process.on('uncaughtException', (error: unknown) => {
    for (const restore of restores.splice(0).reverse()) restore();
    const stack = debug && error instanceof Error ? `${error.stack}\n` : '';
    process.stderr.write(`${unexpectedErrorLine(error)}\n${stack}`);
    // Processes of agents and hooks are ended by listeners on `exit`.
    process.exit(CRASHED);
  });
}

/** The reader of the output may stop (`iteratr … | head`, a closed window): the program continues. */
function ignoreClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
    });
  }
}

/**
 * Node restores the terminal when it exits, and aborts if that is gone: a closed window would turn every exit code into
 * SIGABRT. So a terminal that is gone is replaced first.
 */
function releaseLostTerminal(): void {
  const terminals = STANDARD_STREAMS.filter((fd) => isatty(fd));
  process.on('exit', () => {
    for (const fd of terminals) {
      if (isatty(fd)) continue;
      closeSync(fd);
      openSync('/dev/null', 'r+');
    }
  });
}
