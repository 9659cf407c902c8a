// The process that starts the git commands of several workers, through the real program.
import { expect, it } from 'vitest';
import { endProcess } from '../support/processes.ts';
import { Program } from '../support/program.ts';
import { waitFor } from '../support/wait-for.ts';
import { CLOSES, does, plans, write } from '../support/worker-scenario.ts';

const TASKS = [1, 2].map((task) => does(task, { wait: 1_500 }, write(`${task}.txt`, 'x')));
const SCENARIO = { reactions: [plans('Write one', 'Write two'), ...TASKS, CLOSES] };

const launchers = (program: Program) =>
  program.processes().filter(({ command }) => command.endsWith('launcher.js'));

it.runIf(process.platform === 'linux')('serves all workers; a build goes to its end without it', async () => {
  const program = new Program();
  const build = program.startBuild(SCENARIO, ['--workers', '2']);
  await waitFor('a claim', async () => (await program.events()).some(({ type }) => type === 'TaskClaimed'));
  const found = launchers(program);
  expect(found).toHaveLength(1);
  for (const { pid } of found) endProcess(pid);
  expect((await build.ended).code).toBe(0);
  expect(program.git('ls-tree', '--name-only', 'iteratr/SPEC')).toContain('1.txt\n2.txt');
  expect(await program.nothingLeft()).toEqual([]);
});

it('is not started for a single agent in place', async () => {
  const program = new Program();
  const build = program.startBuild({ reactions: [plans('Write one'), TASKS[0] as never, CLOSES] });
  await waitFor('the task', async () =>
    (await program.events()).some(({ type }) => type === 'IterationStarted'),
  );
  expect(launchers(program)).toEqual([]);
  build.signal('SIGTERM');
  await build.ended;
});
