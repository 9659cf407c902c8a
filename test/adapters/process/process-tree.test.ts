// Specifies whom nobody may end: everybody, our own group, the machine's first process. Signals are only counted here.
import { expect, it, onTestFinished, vi } from 'vitest';
import { PROCESS_TREES } from '../../../adapters/process/process-tree.ts';

it.each([1, 0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('%s leads no tree', async (leader) => {
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  onTestFinished(() => void kill.mockRestore());
  expect(PROCESS_TREES.exists(leader)).toBe(false);
  expect(await PROCESS_TREES.end(leader, 0)).toBe(false);
  expect(await PROCESS_TREES.end(leader, 0, 'ITERATR_AGENT_MARK=nobody-has-this-mark')).toBe(false);
  PROCESS_TREES.kill(leader);
  expect(kill).not.toHaveBeenCalled();
});
