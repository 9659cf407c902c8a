// Questions as a user has them: asked by an agent in a headless build, answered from another terminal or by nobody.
import { expect, it } from 'vitest';
import { Program } from '../support/program.ts';
import { mcp } from '../support/scenarios.ts';
import type { Turn } from '../support/scripted-agent/scenario.ts';

const NAMED = ['--name', 'SPEC'];

function asks(more: Record<string, unknown> = {}): Turn {
  return {
    steps: [
      mcp('task-add', { content: 'The server' }),
      mcp('task-status', { id: 'TAS-1', status: 'in_progress' }),
      mcp('ask-user', { question: 'Which port?', choices: ['eighty', 'ninety'], ...more }),
    ],
  };
}

const FINISHES: Turn = {
  steps: [mcp('task-status', { id: 'TAS-1', status: 'completed' }), mcp('session-complete')],
};

it('are answered from another process, once, while the build waits', async () => {
  const program = new Program();
  const agent = program.agent({ turns: [asks(), FINISHES] });
  const env = { ITERATR_AGENT: agent.commandLine, ITERATR_ANSWER_TIMEOUT: '600' };
  const build = program.start(['build', '--headless'], { env });
  await build.printed('nothing else to do: waiting');
  const listed = await program.run(['questions', ...NAMED]);
  expect(listed.stdout).toBe('QUE-1 (TAS-1) Which port? (1) eighty (2) ninety → not answered yet\n');
  expect((await program.run(['sessions', 'show', 'SPEC'])).stdout).toMatch(/waits +answer to QUE-1, \d/);
  const marked = { env: { ITERATR_AGENT_MARK: 'mark' } };
  expect(await program.run(['answer', ...NAMED, 'QUE-1', '1'], marked)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('only the user answers questions'),
  });
  expect(await program.run(['answer', ...NAMED, 'QUE-1', '2'])).toMatchObject({
    code: 0,
    stdout: 'QUE-1 answered; TAS-1 can be done now\n',
  });
  expect(await program.run(['answer', ...NAMED, '1', 'eighty'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('QUE-1 is already answered: ninety'),
  });
  expect((await build.ended).code).toBe(0);
  expect(agent.prompts()[1]?.text).toContain('→ answer of the user: ninety');
  const { stdout } = await program.run(['sessions', 'export', 'SPEC']);
  expect(stdout).toContain('## Questions');
  expect(stdout).toContain('Answer: ninety');
});

it('without an answer end a headless build with 4, at once, and stay open', async () => {
  const program = new Program();
  const { code, stdout } = await program.build({ turns: [asks()] });
  expect(code).toBe(4);
  expect(stdout).toContain('waiting_for_answer: waiting for the answer to QUE-1: Which port?');
  expect((await program.run(['questions', ...NAMED, '--json'])).stdout).toContain('"answer":null');
  expect((await program.run(['tool', 'task-list', ...NAMED])).stdout).toContain(
    'waits for the answer to QUE-1',
  );
  expect((await program.build({ turns: [] })).code).toBe(4);
  expect(await program.run(['answer', ...NAMED, 'QUE-1', 'eighty'])).toMatchObject({
    code: 0,
    stdout:
      'QUE-1 answered; TAS-1 can be done now; no build runs the session, the next one continues with it\n',
  });
  expect((await program.build({ turns: [FINISHES] })).code).toBe(0);
});

it('fall back on the assumption', async () => {
  const program = new Program();
  const { code, stdout } = await program.build({ turns: [asks({ assumption: 'eighty' }), FINISHES] });
  expect(code).toBe(0);
  expect(stdout).toContain("QUE-1 was not answered in time; the agent's assumption holds: eighty");
});
