// Two workers with the real opencode: their work conflicts, and is resolved by an agent, or returned and done again.
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startModelServer } from '../support/model-server/model-server.ts';
import { setUpOpencode } from '../support/model-server/opencode-fixture.ts';
import { bash, byPrompt, inOrder, type Script, say, tool } from '../support/model-server/script.ts';
import { jsonLines, Program } from '../support/program.ts';

const RESOLVED = inOrder(bash("printf 'one and two\\n' > shared.txt"), say('Both sides are kept.'));
const GIVEN_UP = inOrder(say('I cannot resolve this.'));

/** Changes the same line as the other worker. Both begin before either is merged. */
function does(task: number, content: string): [RegExp, Script] {
  const id = `TAS-${task}`;
  return [
    new RegExp(`Your task is ${id}\\.`),
    inOrder(
      tool('iteratr_task-status', { id, status: 'in_progress' }),
      bash(`sleep 8; echo ${content} > shared.txt`),
      tool('iteratr_task-status', { id, status: 'completed' }),
      tool('iteratr_iteration-summary', { summary: `${content} is written` }),
      say('Written.'),
    ),
  ];
}

async function build(conflict: Script) {
  const program = new Program();
  // The work trees need opencode's configuration, which git ignores here.
  program.write('.gitignore', 'opencode.json\n');
  program.write('iteratr.yml', 'worktree_copy: [opencode.json]\n');
  program.write('shared.txt', 'nothing\n');
  program.git('add', '.');
  program.git('commit', '--quiet', '--message', 'Begin');
  const model = await startModelServer(
    byPrompt(
      [/The merge is under way/, conflict],
      does(1, 'one'),
      does(2, 'two'),
      [
        /No task is ready[\s\S]*this is the first iteration/,
        inOrder(
          tool('iteratr_task-batch-add', { tasks: [{ content: 'Write one' }, { content: 'Write two' }] }),
          say('Planned.'),
        ),
      ],
      [/No task is ready/, inOrder(tool('iteratr_session-complete'), say('Done.'))],
    ),
  );
  onTestFinished(() => model.close());
  const home = join(program.base, 'opencode');
  const opencode = setUpOpencode({ workTree: program.workTree, home, modelUrl: model.url });
  const env = {
    ...{ ...opencode.env, HOME: program.home, ITERATR_MODEL: opencode.model },
    ITERATR_AGENT: [opencode.command, ...opencode.args].join(' '),
  };
  const { code, stdout } = await program.run(['build', '--headless', '--output', 'json', '--workers', '2'], {
    env,
  });
  expect(model.failures).toEqual([]);
  expect(jsonLines(stdout).at(-1)).toMatchObject({ reason: 'complete' });
  expect(code).toBe(0);
  const types = (await program.events()).map(({ type }) => type);
  expect(types.filter((type) => type === 'TaskMerged')).toHaveLength(2);
  expect(program.git('status', '--short')).toBe('');
  expect(await program.nothingLeft()).toEqual([]);
  return { program, types };
}

it('an agent resolves the conflict with what the other has merged', { timeout: 180_000 }, async () => {
  const { program, types } = await build(RESOLVED);
  expect(program.git('show', 'iteratr/SPEC:shared.txt')).toBe('one and two\n');
  expect(types.filter((type) => type === 'MergeConflicted')).toHaveLength(1);
  expect(types).not.toContain('TaskReturned');
});

it('a conflict that stays returns the task, which is done again on the new state', {
  timeout: 180_000,
}, async () => {
  const { program, types } = await build(GIVEN_UP);
  expect(types.filter((type) => type === 'TaskReturned')).toHaveLength(1);
  expect(program.git('show', 'iteratr/SPEC:shared.txt')).toMatch(/^(one|two)\n$/);
  expect(program.git('branch', '--list', 'iteratr-work/*')).toMatch(/iteratr-work\/SPEC\/w\d-TAS-\d/);
});
