// Handles what can happen to the process at any time: an uncaught error, a closed output pipe, a lost terminal.
import { closeSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';
import { unexpectedErrorLine } from '../adapters/cli/cli.ts';
import { plainText } from '../application/wording/plain-text.ts';

const CRASHED = 1;
const STANDARD_STREAMS = [0, 1, 2];

/** Functions that restore the terminal, called in reverse order. */
const restores: (() => void)[] = [];

/** Registers `restore` to run before a crash is reported. Returns a function that removes it. */
export function onCrash(restore: () => void): () => void {
  restores.push(restore);
  return () => {
    const at = restores.lastIndexOf(restore);
    if (at >= 0) restores.splice(at, 1);
  };
}

/** Installs all guards. Call it only once. `debug` adds the stack trace to crash reports, `hide` removes secrets from them. */
export function installProcessGuards(debug: boolean, hide: (text: string) => string): void {
  ignoreClosedPipe();
  releaseLostTerminal();
  installCrashHandler(debug, hide);
}

/** On an uncaught error, restores the screen, prints one line and ends the program. */
function installCrashHandler(debug: boolean, hide: (text: string) => string): void {
  process.on('uncaughtException', (error: unknown) => {
    for (const restore of restores.splice(0).reverse()) restore();
    const stack = debug && error instanceof Error ? `${error.stack}\n` : '';
    process.stderr.write(hide(`${unexpectedErrorLine(error)}\n${plainText(stack)}`));
    // Listeners on `exit` end the processes of agents and hooks.
    process.exit(CRASHED);
  });
}

/** Lets the program continue if its output is closed (`iteratr … | head`, a closed window). */
function ignoreClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
    });
  }
}

/**
 * Replaces a lost terminal with /dev/null before exit. Node restores the terminal when it exits and aborts if it is gone, so a
 * closed window would turn every exit code into SIGABRT.
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
