// Specifies that the dashboard shows what needs the user, and takes the answer in the terminal that runs the build or watches it.
import { expect, it } from 'vitest';
import { Program } from '../support/program.ts';
import { mcp } from '../support/scenarios.ts';
import type { Scenario } from '../support/scripted-agent/scenario.ts';
import { expectWhole, KEY, leave, openBuild, openTerminal, recorded } from '../support/tui-program.ts';

const NAME = ['--name', 'SPEC'];
const WAITING = { env: { ITERATR_ANSWER_TIMEOUT: '600' } };
const ASKS: Scenario = {
  turns: [
    {
      steps: [
        mcp('task-add', { content: 'The server' }),
        mcp('task-status', { id: 'TAS-1', status: 'in_progress' }),
        mcp('ask-user', { question: 'Which port?', choices: ['eighty', 'ninety'] }),
      ],
    },
    { steps: [mcp('task-status', { id: 'TAS-1', status: 'completed' }), mcp('session-complete')] },
  ],
};

it('takes an answer of the build’s own terminal, and the task continues', async () => {
  const program = new Program();
  const { ui, agent } = openBuild(program, ASKS, WAITING);
  await ui.waitForText('QUE-1 · TAS-1 waits for the answer');
  await ui.waitForText('1 eighty   2 ninety');
  await expectWhole(ui);
  ui.type(`${KEY.prefix}q`);
  await ui.waitForText('─ Needs you 1/1 ─');
  ui.type(`${KEY.down}${KEY.enter}`);
  await ui.waitForText('Session complete');
  expect(agent.prompts()[1]?.text).toContain('→ answer of the user: ninety');
  expect(await leave(ui)).toBe(0);
});

it('takes an answer of a second terminal, and no longer shows the question in the first', async () => {
  const program = new Program();
  const { ui } = openBuild(program, ASKS, WAITING);
  await ui.waitForText('QUE-1 · TAS-1 waits for the answer');
  const other = openTerminal(program, ['attach', ...NAME]);
  await other.waitForText('QUE-1 · TAS-1 waits for the answer');
  ui.type(`${KEY.prefix}q`);
  await ui.waitForText('─ Needs you 1/1 ─');
  other.type(`${KEY.prefix}q`);
  await other.waitForText('─ Needs you 1/1 ─');
  other.type(`port 0${KEY.enter}`);
  await ui.waitForText('QUE-1 does not wait any more.');
  expect(await recorded(program, 'QuestionAnswered')).toMatchObject([
    { data: { answer: 'port 0', by: 'user' } },
  ]);
  ui.type(KEY.escape);
  await ui.waitForText('Session complete');
  expect(await leave(other)).toBe(0);
  expect(await leave(ui)).toBe(0);
});
