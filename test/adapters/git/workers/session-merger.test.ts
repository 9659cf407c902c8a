// Specifies which session `iteratr merge` takes, and with which exit code it refuses.
import { afterEach, expect, it, vi } from 'vitest';
import { EXIT, exitCodeOfError } from '../../../../adapters/cli/exit-codes.ts';
import { GitSessionMerger } from '../../../../adapters/git/workers/session-merger.ts';
import { UNRECORDED_PROCESSES } from '../../../../adapters/process/system-processes.ts';
import { sessionName } from '../../../../domain/session/session-name.ts';
import { TestRepository } from './repository.fixture.ts';

afterEach(() => void vi.unstubAllEnvs());

it.each([
  ['there is no branch', [], undefined, EXIT.failed, /no session has a branch to merge/],
  ['that session has no branch', ['demo'], 'other', EXIT.failed, /there is no branch iteratr\/other/],
  ['it is not clear which one is meant', ['demo', 'other'], undefined, EXIT.usage, /several sessions/],
])('refuses if %s', async (_, sessions, name, code, message) => {
  const repository = TestRepository.withCommit();
  for (const session of sessions) repository.git('branch', `iteratr/${session}`);
  const merger = new GitSessionMerger({ cwd: repository.root, processes: UNRECORDED_PROCESSES });
  const error = await merger
    .plan(name === undefined ? undefined : sessionName(name))
    .catch((reason: unknown) => reason as Error);
  expect(error).toMatchObject({ message: expect.stringMatching(message), remedy: expect.any(String) });
  expect(exitCodeOfError(error)).toBe(code);
});
