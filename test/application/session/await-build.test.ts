// Specifies what `iteratr work` waits for, and what it says of that.
import { expect, it } from 'vitest';
import { awaitBuild } from '../../../application/session/await-build.ts';
import { Harness, SESSION } from '../../support/harness.ts';

const SPEC = { named: 's', path: 's', consent: false };
const BRANCH = { branch: 'iteratr/s', from: 'main', commit: 'base', repository: 'r' };

it('tells a build that has not begun its branch from one that does not run', async () => {
  const session = new Harness({ turns: [] }).sessions.get(SESSION);
  const said: string[] = [];
  let isRunning = false;
  const steps = [
    async () => undefined,
    async () => {
      isRunning = true;
    },
    async () => {
      await session.execute(
        { type: 'StartRun', session: SESSION, spec: SPEC, model: 'm', workers: 2 },
        'user',
      );
    },
    async () => {
      said.push('the branch begins');
      await session.execute({ type: 'StartBranch', ...BRANCH }, 'loop');
    },
  ];
  const state = await awaitBuild({
    session,
    claims: { isRunning: async () => isRunning },
    clock: { sleep: async () => steps.shift()?.() },
    signal: new AbortController().signal,
    onWait: (missing) => said.push(missing),
  });
  expect(state.branch?.branch).toBe('iteratr/s');
  expect(said).toEqual(['build', 'branch', 'the branch begins']);
});
