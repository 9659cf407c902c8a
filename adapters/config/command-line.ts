// Splits a command line into words as a shell would, without running a shell.
import { split } from 'shlex';
import { ConfigError } from '../../application/errors.ts';

/**
 * Returns the words of a command line. Quotes and backslashes work as in a POSIX shell; nothing is expanded, and operators such
 * as `|` are plain characters. Throws `ConfigError` when a quote is not closed or no program is named.
 */
export function parseCommandLine(text: string): [program: string, ...args: string[]] {
  const [program, ...args] = words(text);
  if (!program) {
    throw new ConfigError(`the command line ${JSON.stringify(text)} names no program`, {
      remedy: 'write one such as "node ./agent.js --acp"',
    });
  }
  return [program, ...args];
}

function words(text: string): string[] {
  try {
    return split(text);
  } catch (cause) {
    const what = 'ends inside a quote or after a backslash';
    throw new ConfigError(`the command line ${JSON.stringify(text)} ${what}`, {
      cause,
      remedy: 'close the quote',
    });
  }
}
