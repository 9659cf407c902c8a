// When the agents of several workers start.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Program } from '../support/program.ts';
import { waitFor } from '../support/wait-for.ts';
import { CLOSES, does, write } from '../support/worker-scenario.ts';

/** Starts a build of two workers. The second prepares its work tree until it may go. */
async function held(contents: readonly string[]) {
  const program = new Program();
  const go = join(program.base, 'go');
  const command = `[ "$ITERATR_WORKER" != w2 ] || until [ -e '${go}' ]; do sleep 0.1; done`;
  program.write('.iteratr.hooks.yml', JSON.stringify({ version: 1, hooks: { worker_start: [{ command }] } }));
  const tasks = JSON.stringify(contents.map((content) => ({ content })));
  await program.tool('task-batch-add', ['--tasks', tasks]);
  const reactions = [
    ...contents.map((name, index) => does(index + 1, { wait: 1_500 }, write(name, 'x'))),
    CLOSES,
  ];
  const build = program.startBuild({ reactions }, ['--workers', '2']);
  const types = async () => (await program.events()).map(({ type }) => type);
  return { program, build, types, go: () => writeFileSync(go, '') };
}

it('starts the agent of a worker while the work tree of another is prepared', async () => {
  const { program, build, types, go } = await held(['One', 'Two']);
  await waitFor('both to join', async () => {
    return (await types()).filter((type) => type === 'WorkerJoined').length === 2;
  });
  await waitFor('an agent', () => program.agents().length === 1);
  expect(await types()).not.toContain('TaskClaimed');
  go();
  expect((await build.ended).code).toBe(0);
  expect(await program.nothingLeft()).toEqual([]);
});

it('starts no agent for a worker without a task', async () => {
  const { program, build, types, go } = await held(['One']);
  go();
  await waitFor('the task', async () => (await types()).includes('TaskStatusChanged'));
  expect(program.agents()).toHaveLength(1);
  expect((await build.ended).code).toBe(0);
});
