// Specifies which runs of checks blame the agent, and which tests their reason names.
import { describe, expect, it } from 'vitest';
import type { CheckPhase, CheckRun } from '../../../domain/proof/proof.ts';
import { verdictOnTasks } from '../../../domain/proof/verdict.ts';
import { fold } from '../../support/decider-spec.ts';

const COMMAND = 'npm test';

function run(failing: readonly string[], phase: CheckPhase = 'task', failed = failing.length): CheckRun {
  const isGreen = failing.length === 0;
  return {
    ...{ command: COMMAND, phase, outcome: isGreen ? 'green' : 'red', exitCode: isGreen ? 0 : 1 },
    ...{ durationMs: 1, output: '', tests: { passed: 1, failed, skipped: 0 }, failing },
  };
}

/** The verdict on the last run, after the others. */
function verdict(...runs: readonly CheckRun[]) {
  const before = runs.slice(0, -1).map((data) => ({ type: 'CheckRan', data }) as const);
  return verdictOnTasks(runs.slice(-1), fold(before).proof.checks);
}

describe('under a check that is red from the beginning', () => {
  it('a test that fails all the time blames nobody', () => {
    expect(verdict(run(['a', 'b'], 'baseline'), run(['a', 'b']))).toMatchObject({ type: 'unproven' });
    expect(verdict(run(['a', 'b'], 'baseline'), run(['a']))).toMatchObject({ type: 'unproven' });
  });

  it('a test that fails newly is to blame, and is named', () => {
    expect(verdict(run(['a', 'b', 'c', 'd'], 'baseline'), run(['a', 'b', 'c', 'd', 'e']))).toMatchObject({
      type: 'red',
      reason: 'npm test is red (exit code 1): e',
    });
  });

  it('so is a test that was green once', () => {
    expect(verdict(run(['a', 'b'], 'baseline'), run(['a']), run(['a', 'b']))).toMatchObject({
      type: 'red',
      reason: 'npm test is red (exit code 1): b',
    });
  });

  it('nobody is blamed if there are more failing tests than are known by name', () => {
    expect(verdict(run(['a', 'b'], 'baseline', 500), run(['c', 'd'], 'task', 500))).toMatchObject({
      type: 'unproven',
    });
    // A cut list of a later run makes no test green.
    expect(verdict(run(['a', 'b'], 'baseline'), run(['b'], 'task', 2), run(['a', 'b']))).toMatchObject({
      type: 'unproven',
    });
  });
});

it('every failing test is to blame once the check was green', () => {
  expect(verdict(run(['a'], 'baseline'), run([]), run(['a', 'b']))).toMatchObject({
    type: 'red',
    reason: 'npm test is red (exit code 1): a, b',
  });
});
