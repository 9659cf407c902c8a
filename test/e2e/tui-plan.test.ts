// The review of a plan as a user sees it: the real program in a terminal, from the plan to the work.
import { describe, expect, it } from 'vitest';
import { Program } from '../support/program.ts';
import { mcp } from '../support/scenarios.ts';
import type { Scenario } from '../support/scripted-agent/scenario.ts';
import { expectGivenBack, KEY, leave, openBuild } from '../support/tui-program.ts';

const SPEC = '# Export\n\n## Requirements\n\n- [ ] Export as CSV\n- [ ] Export as JSON\n';
const CTRL_S = '\x13';
const CTRL_U = '\x15';

const PLANNED: Scenario = {
  turns: [
    {
      steps: [
        mcp('task-batch-add', {
          tasks: [{ content: 'Write the CSV export', covers: ['REQ-1'] }, { content: 'Polish' }],
        }),
      ],
    },
    { steps: [{ text: 'That is all.' }] },
    {
      steps: [
        mcp('task-status', { id: 'TAS-3', status: 'in_progress' }),
        mcp('task-status', { id: 'TAS-3', status: 'completed' }),
        mcp('task-status', { id: 'TAS-1', status: 'cancelled' }),
        mcp('session-complete'),
      ],
    },
  ],
};

function open(columns: number, rows: number, args = ['--plan']) {
  const program = new Program();
  program.write('specs/SPEC.md', SPEC);
  return { program, ...openBuild(program, PLANNED, { columns, rows, args }) };
}

describe('the review of a plan', () => {
  it.each([
    [80, 24],
    [120, 35],
    [200, 60],
  ])('shows tasks, dependencies and what is not covered at %dx%d', async (columns, rows) => {
    const { ui } = open(columns, rows);
    await ui.waitForText(/› TAS-1 P2 Write the CSV export +covers REQ-1/);
    await ui.waitForText(/REQ-2 Export as JSON +no task · specs\/SPEC\.md:6/);
    await ui.waitForText(columns === 80 ? 'a approve  esc quit' : 'a approve  f files  esc quit');
    ui.type(KEY.escape);
    await ui.waitForText('Plan made');
    expect(await leave(ui)).toBe(0);
    expectGivenBack(ui);
  });

  it('changes the plan, and starts the work when it is approved', async () => {
    const { ui, program } = open(80, 24);
    await ui.waitForText(/› TAS-1/);
    ui.type('G');
    await ui.waitForText(/› REQ-2/);
    ui.type('n');
    await ui.waitForText('It covers REQ-2: Export as JSON');
    ui.type(CTRL_S);
    await ui.waitForText(/› TAS-3 P2 Export as JSON +covers REQ-2/);
    ui.type('+');
    await ui.waitForText(/› TAS-3 P3/);
    ui.type('e');
    await ui.waitForText('Edit TAS-3');
    ui.type(`${CTRL_U}Write the JSON export${CTRL_S}`);
    await ui.waitForText(/› TAS-3 P3 Write the JSON export/);
    ui.type(`${KEY.down}d`);
    await ui.waitForText('Which tasks must be done before TAS-1?');
    ui.type(` ${KEY.enter}`);
    await ui.waitForText(/› TAS-1 P2 Write the CSV export +after TAS-3 · covers REQ-1/);
    ui.type(`${KEY.up}x`);
    await ui.waitForText(/› TAS-2 P2 Polish +cancelled/);
    ui.type('a');
    await ui.waitForText('Session complete');
    expect(await leave(ui)).toBe(0);
    expectGivenBack(ui);
    const events = await program.events();
    const byUser = events.filter(({ actor, type }) => actor === 'user' && type.startsWith('Task'));
    expect(byUser.map(({ type }) => type)).toEqual([
      'TaskAdded',
      'TaskPriorityChanged',
      'TaskContentChanged',
      'TaskDependencyAdded',
      'TaskStatusChanged',
    ]);
    expect(events.map(({ type }) => type)).toContain('PlanApproved');
  });
});
