// Specifies that a completion has its on_task_complete hook once, by whatever route it comes, also while another such hook runs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { expect, it } from 'vitest';
import { ITERATR, Program } from '../support/program.ts';
import { ANY_NUMBER_OF_TASKS, mcp } from '../support/scenarios.ts';
import { held, KEY, leave, letGo, openBuild, recorded } from '../support/tui-program.ts';
import { waitFor } from '../support/wait-for.ts';

const CONTENTS = ['By the agent', 'By stdio', 'By a command', 'By a command alone', 'By the dashboard'];

const HOOKS = {
  version: 1,
  hooks: {
    on_task_complete: [
      { command: 'echo begin {{task_id}} >> ../log; until [ -e ../go-hook ]; do sleep 0.05; done' },
      { command: 'echo "end $ITERATR_TASK_ID" {{task_content}} >> ../log' },
    ],
  },
};

async function completeOverStdio(program: Program, id: string): Promise<void> {
  const client = new Client({ name: 'test', version: '1' });
  const args = [ITERATR, 'mcp', '--name', 'SPEC'];
  const { workTree: cwd, env } = program;
  await client.connect(new StdioClientTransport({ command: process.execPath, args, cwd, env }));
  const status = { id, status: 'completed' };
  expect(await client.callTool({ name: 'task-status', arguments: status })).not.toHaveProperty('isError');
  await client.close();
}

it('in order', async () => {
  const program = new Program();
  const log = (): string => readFileSync(join(program.base, 'log'), 'utf8');
  program.write('.iteratr.hooks.yml', JSON.stringify(HOOKS));
  const steps = [
    mcp('task-batch-add', { tasks: CONTENTS.map((content) => ({ content })) }),
    mcp('task-status', { id: 'TAS-1', status: 'completed' }),
    { text: 'I am at work.' },
    held('end'),
    mcp('session-complete'),
  ];
  const { ui } = openBuild(program, { turns: [{ steps }] }, { env: ANY_NUMBER_OF_TASKS });
  await ui.waitForText('I am at work.');
  await waitFor('the first hook', () => program.exists('../log'));

  await completeOverStdio(program, 'TAS-2');
  await program.tool('task-status', ['--id', 'TAS-3', '--status', 'completed']);
  const run = program.read('.iteratr/runs/SPEC.json');
  program.write('.iteratr/runs/SPEC.json', 'unreadable: the command does not find the build');
  await program.tool('task-status', ['--id', 'TAS-4', '--status', 'completed']);
  program.write('.iteratr/runs/SPEC.json', run);
  ui.type(KEY.tab);
  ui.type('s');
  await ui.waitForText('Status of TAS-5');
  ui.type(`${KEY.down}${KEY.down}${KEY.enter}`);
  await recorded(program, 'TaskStatusChanged', 5);

  expect(log()).toBe('begin TAS-1\n');
  letGo(program, 'hook');
  letGo(program, 'end');
  await ui.waitForText('Session complete');
  await waitFor('the last hook', () => log().includes('end TAS-5'));
  const expected = CONTENTS.map((content, index) => {
    const id = `TAS-${index + 1}`;
    return `begin ${id}\nend ${id} ${content}\n`;
  });
  expect(log()).toBe(expected.join(''));
  expect(await leave(ui)).toBe(0);
});
