// Specifies that the harness runs its smallest example, and that its fakes fulfil the contracts of their ports.
import { expect, it } from 'vitest';
import { hookRunnerContract } from '../contracts/hook-runner.contract.ts';
import { workTreeContract } from '../contracts/work-tree.contract.ts';
import { FakeHooks, FakeWorkTree, Harness } from './harness.ts';
import type { Turn } from './scripted-turns.ts';

hookRunnerContract(async (hooks) => new FakeHooks(hooks));

workTreeContract(() => {
  const tree = new FakeWorkTree();
  return { tree, change: (path) => tree.change(path), head: () => '' };
});

it.each<[string, Turn]>([
  ['returns nothing', () => {}],
  ['returns nothing later', async () => {}],
])('ends the turn of an agent that %s', async (_, turn) => {
  const harness = new Harness({ turns: [turn] });
  const result = await harness.run({ iterations: 1 });
  expect(result.reason).toBe('iteration_limit');
  expect(await harness.types()).toEqual([
    'RunStarted',
    'SpecRecorded',
    'IterationStarted',
    'IterationEnded',
    'RunEnded',
  ]);
});
