// Names the checks whose command does not exist, without running any.

import type { Check } from '../../application/ports/check-runner.port.ts';
import { type Diagnostic, type Finding, ok, warning } from '../../application/ports/diagnostic.port.ts';

export interface VerifyDiagnosticOptions {
  readonly checks: readonly Check[];
  /** Whether the project's file lists checks, but is not trusted. */
  readonly isIgnored: boolean;
  /** Splits a command line into words. Throws for an open quote. */
  readonly wordsOf: (command: string) => readonly string[];
  readonly findProgram: (name: string) => string | undefined;
}

/** Commands of the shell itself: POSIX, Shell Command Language, 2.9 and 2.14, and those that every shell has. */
const BUILT_IN: ReadonlySet<string> = new Set(
  '! . : [ { alias bg break case cd command continue do echo eval exec exit export false fg for getopts hash if jobs kill printf pwd read readonly return set shift test times trap true type ulimit umask unalias unset until wait while'.split(
    ' ',
  ),
);
const ASSIGNMENT = /^\w+=/;
/** A word that the shell does more with than looking it up. */
const EXPANDED = /[$`*?()<>|&;~#{}]/;

export function verifyDiagnostic(options: VerifyDiagnosticOptions): Diagnostic {
  return { id: 'verify', label: 'Checks', run: async () => findings(options) };
}

function findings({ checks, isIgnored, ...rest }: VerifyDiagnosticOptions): readonly Finding[] {
  if (isIgnored)
    return [warning("verify in the project's file is ignored: it is not trusted", 'iteratr trust')];
  if (checks.length === 0) return [ok('none: verify is not set, so nothing is verified')];
  return checks.map(({ command }) => {
    const program = programOf(command, rest.wordsOf);
    if (program === undefined || rest.findProgram(program) !== undefined) return ok(command);
    return warning(
      `the command ${program} of the check "${command}" was not found`,
      'install it, or correct verify',
    );
  });
}

/** Returns the program that a command starts first; undefined if only the shell can tell. */
function programOf(command: string, wordsOf: VerifyDiagnosticOptions['wordsOf']): string | undefined {
  try {
    const word = wordsOf(command).find((one) => !ASSIGNMENT.test(one));
    return word === undefined || BUILT_IN.has(word) || EXPANDED.test(word) ? undefined : word;
  } catch {
    return undefined; // an open quote: the shell says so
  }
}
