// The error of a round in which something was not as it has to be.
import type { Violation } from './violation.ts';

export class Violated extends Error {
  constructor(readonly violation: Violation) {
    super(`${violation.invariant}\n  expected: ${violation.expected}\n  found:    ${violation.found}`);
  }
}

export function violated(invariant: string, expected: string, found: string): Violated {
  return new Violated({ invariant, expected, found });
}
