// The fakes of the harness keep the contracts of their ports.
import { hookRunnerContract } from '../contracts/hook-runner.contract.ts';
import { FakeHooks } from './harness.ts';

hookRunnerContract(async (hooks) => new FakeHooks(hooks));
