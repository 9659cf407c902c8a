// Planning as a user has it: a headless build that plans and stops, then works, and says which requirements have proven tasks.
import { expect, it } from 'vitest';
import { Program } from '../support/program.ts';
import { mcp } from '../support/scenarios.ts';
import type { Turn } from '../support/scripted-agent/scenario.ts';

const SPEC = `# Export

## Requirements

- [ ] Export as CSV
- [ ] Export as JSON
- [ ] Export as PDF
`;

const PLANS: Turn = {
  steps: [
    mcp('task-batch-add', {
      tasks: [
        { content: 'Write the CSV export', covers: ['REQ-1'] },
        { content: 'Write the JSON export', covers: ['REQ-2'], depends_on: ['TAS-1'] },
      ],
    }),
    mcp('task-status', { id: 'TAS-1', status: 'in_progress' }),
  ],
};
const IDLE: Turn = { steps: [{ text: 'PDF is no requirement.' }] };

function works(id: string): Turn {
  return {
    steps: [
      mcp('task-status', { id, status: 'in_progress' }),
      { write: { path: `${id}.txt`, content: id } },
      mcp('task-status', { id, status: 'completed' }),
    ],
  };
}

it('--plan plans and stops; the next build works, and names the requirements without a task', async () => {
  const program = new Program();
  program.write('specs/export.md', SPEC);
  const agent = program.agent({
    turns: [PLANS, IDLE, works('TAS-1'), works('TAS-2'), { steps: [mcp('session-complete')] }],
  });
  const env = { ITERATR_AGENT: agent.commandLine };
  const build = ['build', '--headless', '--spec', 'specs/export.md'];
  const planned = await program.run([...build, '--plan'], { env });
  expect(planned.code, planned.stdout).toBe(0);
  expect(planned.stdout).toContain('planned: the plan has 2 open tasks, 2 of 3 requirements covered');
  expect(planned.stdout).toContain(
    'warning: the plan leaves out REQ-3 specs/export.md:7 Export as PDF: no task',
  );
  expect(agent.prompts()[0]?.text).toContain('- REQ-3 (line 7) Export as PDF [no task]');
  expect(agent.prompts()[1]?.text).toContain('No task covers these requirements');
  const { stdout: list } = await program.run(['tool', 'task-list', '--name', 'export']);
  expect(list).toContain('remaining (2)\n- TAS-1 [P2] Write the CSV export (covers REQ-1)');

  const built = await program.run(build, { env: { ...env, ITERATR_VERIFY: '["true"]' } });
  expect(built.code, built.stdout).toBe(0);
  const summary =
    '2 of 3 requirements have a verified task, 1 has no task\n  REQ-3 specs/export.md:7 Export as PDF: no task\n';
  expect(built.stdout).toContain(summary);
  expect((await program.run(['sessions', 'show', 'export'])).stdout).toContain(`requirements\n${summary}`);
  expect(agent.prompts()[2]?.text).toContain('You are iteration 2');
  const shown = JSON.parse((await program.run(['sessions', 'show', 'export', '--json'])).stdout);
  expect(shown.details.coverage).toMatchObject({
    total: 3,
    verified: 2,
    uncovered: [{ id: 'REQ-3', line: 7 }],
  });
});

it('a build that is killed while it plans is continued by the next one', async () => {
  const program = new Program();
  program.write('specs/export.md', SPEC);
  const [first, second] = [
    mcp('task-add', { content: 'CSV', covers: ['1'] }),
    mcp('task-add', { content: 'JSON', covers: ['2', '3'] }),
  ];
  const agent = program.agent({ turns: [{ steps: [first, { hang: true }] }, { steps: [second] }] });
  const env = { ITERATR_AGENT: agent.commandLine };
  const args = ['build', '--headless', '--plan', '--spec', 'specs/export.md'];
  const build = program.start(args, { env });
  await build.printed('+ TAS-1');
  build.signal('SIGKILL');
  await build.ended;
  const { code, stdout } = await program.run(args, { env });
  expect(code, stdout).toBe(0);
  expect(stdout).toContain('planned: the plan has 2 open tasks, 3 of 3 requirements covered');
  expect(agent.prompts()[1]?.text).toContain('- REQ-1 (line 5) Export as CSV [TAS-1]');
});
