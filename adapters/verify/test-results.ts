// The results of the tests that a check ran, bounded in size.
import { plainLine } from '../../application/wording/plain-text.ts';
import type { TestCounts } from '../../domain/proof/proof.ts';

const NAMES_KEPT = 100;
const NAME_LENGTH = 200;

export interface TestResults {
  readonly tests: TestCounts;
  /** The names of failing tests, the first ones. */
  readonly failing: readonly string[];
}

export function testResults(
  { passed, failed, skipped }: TestCounts,
  failing: readonly (string | undefined)[],
): TestResults {
  const names = failing.flatMap((name) => (name ? [plainLine(name, NAME_LENGTH)] : []));
  return {
    tests: { passed: Math.max(0, passed), failed, skipped },
    failing: [...new Set(names)].slice(0, NAMES_KEPT),
  };
}
