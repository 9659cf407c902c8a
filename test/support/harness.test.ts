// The fakes of the harness keep the contracts of their ports.
import { hookRunnerContract } from '../contracts/hook-runner.contract.ts';
import { workTreeContract } from '../contracts/work-tree.contract.ts';
import { FakeHooks, FakeWorkTree } from './harness.ts';

hookRunnerContract(async (hooks) => new FakeHooks(hooks));

workTreeContract(() => {
  const tree = new FakeWorkTree();
  return { tree, change: (path) => tree.change(path) };
});
