// A fault of the program itself, wherever it shows: the screen is given back, one line tells, and everything is left on the way out.
import { unexpectedErrorLine } from '../adapters/cli/cli.ts';

const EXIT_CODE = 1;

/** The last one first. */
const cleanUps: (() => void)[] = [];

/** `cleanUp` runs before anything is told. Returns how to take that back. */
export function beforeCrash(cleanUp: () => void): () => void {
  cleanUps.push(cleanUp);
  return () => {
    const at = cleanUps.lastIndexOf(cleanUp);
    if (at >= 0) cleanUps.splice(at, 1);
  };
}

/** From now on, an error that nobody catches ends the program in this way; with `debug` its stack is shown. */
export function tellCrashes(debug: boolean): void {
  process.on('uncaughtException', (error: unknown) => {
    for (const cleanUp of cleanUps.splice(0).reverse()) cleanUp();
    const stack = debug && error instanceof Error ? `${error.stack}\n` : '';
    process.stderr.write(`${unexpectedErrorLine(error)}\n${stack}`);
    // Processes of agents and hooks are ended by listeners on `exit`.
    process.exit(EXIT_CODE);
  });
}
