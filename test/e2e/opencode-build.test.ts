// Specifies with the real opencode what surrounds it: failing tests are read and mended by its next iteration; killed, it leaves nothing.
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startModelServer } from '../support/model-server/model-server.ts';
import { setUpOpencode } from '../support/model-server/opencode-fixture.ts';
import {
  bash,
  byPrompt,
  edit,
  inOrder,
  type Script,
  say,
  tool,
  write,
} from '../support/model-server/script.ts';
import { endProcess } from '../support/processes.ts';
import { Program } from '../support/program.ts';
import { waitFor } from '../support/wait-for.ts';

const CHECK = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sum } from './sum.js';

test('adds', () => assert.equal(sum(2, 3), 5));
`;

const HOOKS = {
  version: 1,
  hooks: { post_iteration: [{ command: 'node --test', timeout: 60, pipe_output: true }] },
};

/** The environment of a build with opencode and this model; `failures` is what the model could not answer. */
async function opencodeWith(program: Program, script: Script) {
  const model = await startModelServer(script);
  onTestFinished(() => model.close());
  const home = join(program.base, 'opencode');
  const {
    command,
    args,
    env,
    model: name,
  } = setUpOpencode({
    workTree: program.workTree,
    home,
    modelUrl: model.url,
  });
  const agent = { ITERATR_AGENT: [command, ...args].join(' '), ITERATR_MODEL: name };
  return { env: { ...env, HOME: program.home, ...agent }, failures: model.failures };
}

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
  const { env, failures } = await opencodeWith(
    program,
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
  const { code, stdout, stderr } = await program.run(['build', '--headless'], { env });
  expect(failures).toEqual([]);
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

it.each([
  { killed: 'it', withBuild: false },
  { killed: 'it and the build', withBuild: true },
])('SIGKILL of $killed leaves no command that it runs', { timeout: 120_000 }, async ({ withBuild }) => {
  const program = new Program();
  const { env } = await opencodeWith(
    program,
    byPrompt(
      [/You are iteration 1 /, inOrder(bash('sleep 300; :'))],
      [
        /You are iteration 2 /,
        inOrder(
          tool('iteratr_task-add', { content: 'x', status: 'completed' }),
          tool('iteratr_session-complete'),
          say('Done.'),
        ),
      ],
    ),
  );
  const build = program.start(['build', '--headless'], { env });
  const found = (pattern: RegExp) => program.processes().filter(({ command }) => pattern.test(command));
  await waitFor('the command', () => found(/^sleep 300/).length === 1, 60_000);
  if (withBuild) build.signal('SIGKILL');
  for (const { pid } of found(/opencode acp$/)) endProcess(pid);
  const first = await build.ended;
  if (withBuild) {
    expect(found(/^sleep 300/)).toHaveLength(1);
    expect((await program.run(['build', '--headless'], { env })).code).toBe(0);
  } else {
    expect(first.code, first.stdout).toBe(0);
    expect(first.stdout).toContain('iteration 1 failed: the agent');
  }
  expect(await program.nothingLeft()).toEqual([]);
});

it('a plan with an uncovered requirement is made by opencode, and its work is done', {
  timeout: 120_000,
}, async () => {
  const program = new Program();
  program.write('specs/sum.md', '# Sums\n\n## Requirements\n\n- [ ] sum adds\n- [ ] sum logs\n');
  const file = program.path('sum.js');
  const { env, failures } = await opencodeWith(
    program,
    byPrompt(
      [/No task covers these requirements[\s\S]*REQ-2 \(line 6\) sum logs/, inOrder(say('It logs nothing.'))],
      [
        /You plan the work[\s\S]*REQ-1 \(line 5\) sum adds \[no task\]/,
        inOrder(
          tool('iteratr_task-batch-add', { tasks: [{ content: 'Write sum', covers: ['REQ-1'] }] }),
          tool('iteratr_task-status', { id: 'TAS-1', status: 'completed' }),
          say('Planned.'),
        ),
      ],
      [
        /You are iteration 2 [\s\S]*TAS-1 \[P2\] Write sum \(covers REQ-1\)/,
        inOrder(
          tool('iteratr_task-status', { id: 'TAS-1', status: 'in_progress' }),
          write(file, 'export const sum = (a, b) => a + b;\n'),
          tool('iteratr_task-status', { id: 'TAS-1', status: 'completed' }),
          tool('iteratr_session-complete'),
          say('Done.'),
        ),
      ],
    ),
  );
  const args = ['build', '--headless', '--spec', 'specs/sum.md'];
  const options = { env: { ...env, ITERATR_PLAN: 'true', ITERATR_VERIFY: '["test -f sum.js"]' } };
  const { code, stdout, stderr } = await program.run(args, options);
  expect(failures).toEqual([]);
  expect([code, stderr], stdout).toEqual([0, '']);
  expect(stdout).toContain('this is the planning iteration; only add, order and describe tasks');
  expect(stdout).toContain('1 of 2 requirements has a verified task, 1 has no task');
  expect(stdout).toContain('REQ-2 specs/sum.md:6 sum logs: no task');
  expect(await program.nothingLeft()).toEqual([]);
});
