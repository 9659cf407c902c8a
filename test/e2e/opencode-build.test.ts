// Specifies with the real opencode what hooks are for: a test run that fails is read by the agent, and mended by its next iteration.
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startModelServer } from '../support/model-server/model-server.ts';
import { setUpOpencode } from '../support/model-server/opencode-fixture.ts';
import { byPrompt, edit, inOrder, say, tool, write } from '../support/model-server/script.ts';
import { Program } from '../support/program.ts';

const CHECK = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sum } from './sum.js';

test('adds', () => assert.equal(sum(2, 3), 5));
`;

const HOOKS = {
  version: 1,
  hooks: { post_iteration: [{ command: 'node --test', timeout: 60, pipe_output: true }] },
};

it('a failing test run is piped back and mended in the next iteration', { timeout: 120_000 }, async () => {
  const program = new Program();
  program.write('.gitignore', 'opencode.json\n');
  program.write('package.json', '{ "private": true, "type": "module" }\n');
  program.write('sum.test.js', CHECK);
  program.write('.iteratr.hooks.yml', JSON.stringify(HOOKS));
  program.git('add', '.');
  program.git('commit', '--quiet', '--message', 'Specify sum');

  const file = program.path('sum.js');
  const wrong = 'export const sum = (a, b) => a - b;\n';
  const model = await startModelServer(
    byPrompt(
      [
        /post_iteration hook:[\s\S]*not ok[\s\S]*-1 !== 5/,
        inOrder(
          tool('read', { filePath: file }),
          edit(file, 'a - b', 'a + b'),
          tool('iteratr_task-status', { id: 'TAS-1', status: 'completed' }),
          tool('iteratr_iteration-summary', { summary: 'sum adds now' }),
          say('Mended.'),
        ),
      ],
      [
        /post_iteration hook:[\s\S]*\n# fail 0/,
        inOrder(tool('iteratr_session-complete'), say('All is green.')),
      ],
      [
        /You are iteration 1 /,
        inOrder(
          tool('iteratr_task-add', { content: 'Write sum' }),
          tool('iteratr_task-status', { id: 'TAS-1', status: 'in_progress' }),
          write(file, wrong),
          tool('iteratr_iteration-summary', { summary: 'sum is written' }),
          say('Written.'),
        ),
      ],
    ),
  );
  onTestFinished(() => model.close());
  const home = join(program.base, 'opencode');
  const opencode = setUpOpencode({ workTree: program.workTree, home, modelUrl: model.url });
  const { code, stdout, stderr } = await program.run(['build', '--headless'], {
    env: {
      ...opencode.env,
      HOME: program.home,
      ITERATR_AGENT: [opencode.command, ...opencode.args].join(' '),
      ITERATR_MODEL: opencode.model,
    },
  });
  expect(model.failures).toEqual([]);
  expect([code, stderr], stdout).toEqual([0, '']);
  expect(program.read('sum.js')).toBe('export const sum = (a, b) => a + b;\n');

  const events = await program.events();
  const hooks = events.filter(({ type }) => type === 'HookRan').map(({ data }) => data);
  expect(hooks).toMatchObject([{ exitCode: 1 }, { exitCode: 0 }, { exitCode: 0 }]);
  const commits = program.git('log', '--reverse', '--format=%s: %b', '-2').trim();
  expect(commits).toMatch(/^Write sum: sum is written\n[\s\S]*\nWrite sum: sum adds now\n/);
  expect(program.git('show', 'HEAD~1:sum.js')).toBe(wrong);
  expect(await program.nothingLeft()).toEqual([]);
});
