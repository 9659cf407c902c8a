// What evidence of a task says: it adds up over iterations, names the checks that judged it, and stays bounded.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bounded, type IterationEvidence } from '../../../domain/proof/evidence.ts';
import type { ProofEvent } from '../../../domain/proof/proof.events.ts';
import { NO_PROOF, type ProofState, proofFold, withEvidence } from '../../../domain/proof/proof.state.ts';
import type { CheckOutcome, CheckRun } from '../../../domain/proof/proof.ts';
import { taskId } from '../../../domain/task/task.ts';

const NOTHING: IterationEvidence = {
  ...{ number: 1, tasks: [taskId(1)], commits: [], files: [], filesLeftOut: 0 },
  ...{ commands: [], commandsLeftOut: 0, edits: 0 },
};
const left = (data: Partial<IterationEvidence>): ProofEvent => ({
  type: 'EvidenceRecorded',
  data: { ...NOTHING, ...data },
});
const ran = (command: string, outcome: CheckOutcome, tests: CheckRun['tests'] = null): ProofEvent => ({
  type: 'CheckRan',
  data: {
    ...{ command, outcome, tests, phase: 'task', exitCode: 0, durationMs: 1, output: '', failing: [] },
  },
});

function folded(...events: readonly ProofEvent[]): ProofState {
  return events.reduce((state, event) => withEvidence(proofFold.evolve(state, event, ''), event), NO_PROOF);
}

describe('the evidence of a task', () => {
  it('adds up over the iterations that worked on it', () => {
    const { evidence } = folded(
      left({ commits: ['a'], files: ['x', 'y'], commands: [{ command: 'ls', exitCode: 0 }], edits: 2 }),
      left({ number: 3, commits: ['b'], files: ['y', 'z'], edits: 1 }),
      left({ number: 4, tasks: [taskId(2)], commits: ['c'] }),
    );
    expect(evidence).toMatchObject([
      { id: 'TAS-1', iterations: [1, 3], commits: ['a', 'b'], files: ['x', 'y', 'z'], edits: 3 },
      { id: 'TAS-2', iterations: [4], commits: ['c'] },
    ]);
  });

  it('names the checks that verified it, with their test counts', () => {
    const tests = { passed: 4, failed: 0, skipped: 1 };
    const { evidence } = folded(ran('npm test', 'green', tests), ran('lint', 'red'), {
      type: 'TaskVerified',
      data: { id: taskId(1), checks: ['npm test'] },
    });
    expect(evidence[0]?.checks).toEqual([{ command: 'npm test', outcome: 'green', tests }]);
  });

  it('names all checks when the task was returned', () => {
    const { evidence } = folded(ran('npm test', 'green'), ran('lint', 'red'), {
      type: 'TaskReturned',
      data: { id: taskId(1), by: 'checks', reason: 'lint is red' },
    });
    expect(evidence[0]?.checks.map(({ command }) => command)).toEqual(['npm test', 'lint']);
  });

  it('is kept in the state for the latest tasks only', () => {
    const events = Array.from({ length: 80 }, (_, n) => left({ number: n + 1, tasks: [taskId(n + 1)] }));
    const { evidence } = folded(...events);
    expect([evidence.length, evidence[0]?.id, evidence.at(-1)?.id]).toEqual([50, 'TAS-31', 'TAS-80']);
  });

  it('stays bounded however much there is, and counts what it leaves out', () => {
    const long = fc.string({ minLength: 0, maxLength: 1_000 });
    const list = fc.array(long, { maxLength: 200, size: 'max' });
    fc.assert(
      fc.property(list, list, fc.nat(), (files, commands, number) => {
        const given = {
          ...NOTHING,
          number,
          files,
          commands: commands.map((c) => ({ command: c, exitCode: 0 })),
        };
        const kept = bounded(given);
        expect(JSON.stringify(kept).length).toBeLessThan(200 * 1024);
        expect(kept.files.length + kept.filesLeftOut).toBe(files.length);
        expect(kept.commands.length + kept.commandsLeftOut).toBe(commands.length);
        expect(bounded(kept)).toEqual(kept);
      }),
      { numRuns: 30 },
    );
  });
});
