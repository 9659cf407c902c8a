// Specifies the dashboard of `iteratr build` in a real terminal: what it shows, at every size, and how it is left.
import { describe, expect, it } from 'vitest';
import { Program } from '../support/program.ts';
import { ANY_NUMBER_OF_TASKS, mcp, ONE_TASK } from '../support/scenarios.ts';
import type { Scenario, Turn } from '../support/scripted-agent/scenario.ts';
import {
  expectWhole,
  held,
  KEY,
  leave,
  letGo,
  openBuild,
  openBuildInShell,
  shellAgain,
} from '../support/tui-program.ts';

const WORK: Turn = {
  steps: [
    { thought: 'I think about it first.' },
    { text: '# The heading\n\nSome **bold** words and `code`.\n\n- one\n- two\n' },
    { shell: 'echo the output; exit 3' },
    { write: { path: 'one.txt', content: 'the first line\n' } },
    mcp('task-batch-add', { tasks: [{ content: 'Write the one' }, { content: 'Write the other' }] }),
    mcp('task-status', { id: 'TAS-1', status: 'in_progress' }),
    mcp('note-add', { type: 'tip', content: 'A useful tip' }),
    { text: 'That is all for now.' },
    held('shown'),
  ],
  usage: { inputTokens: 1_000, outputTokens: 200, totalTokens: 1_200 },
};

const FINISH: Turn = {
  steps: [
    mcp('task-status', { id: 'TAS-1', status: 'completed' }),
    mcp('task-status', { id: 'TAS-2', status: 'completed' }),
    mcp('session-complete'),
  ],
};

const TWO_ITERATIONS: Scenario = { turns: [WORK, FINISH] };

it('shows what the agent says and does, with tasks, notes and numbers', async () => {
  const program = new Program();
  const { ui } = openBuild(program, TWO_ITERATIONS, { columns: 160, rows: 60, env: ANY_NUMBER_OF_TASKS });
  await ui.waitForText('That is all for now.');
  await ui.waitForText('› A useful tip');
  const screen = (await expectWhole(ui)).join('\n');
  for (const shown of [
    '───── Iteration #1 ─────',
    'I think about it first.',
    'The heading',
    'Some bold words and code.',
    '• one',
    '✗ $ echo the output; exit 3 (exit 3)',
    ' the output',
    '✓ Write one.txt, 1 line',
    '1  the first line',
    '● TAS-1 Write the one',
    '○ TAS-2 Write the other',
  ]) {
    expect(screen).toContain(shown);
  }
  expect(screen).not.toContain('**');
  expect(screen).not.toContain('# The heading');
  const status = screen.split('\n').at(-1) ?? '';
  expect(status).toMatch(/^iteratr \| SPEC \| main\*? [0-9a-f]{7} \| \d:\d\d \| #1 \| ✓0 ●1 ○1 \|/);
  expect(status).toContain('the agent is working');

  letGo(program, 'shown');
  await ui.waitForText('Session complete');
  const end = (await expectWhole(ui)).join('\n');
  expect(end).toMatch(/Tasks\s+2 of 2 completed, 0 open/);
  expect(end).toMatch(/Iterations\s+2 /);
  expect(end).toMatch(/Tokens\s+1\.2k tokens/);
  expect(end).toMatch(/Files\s+1 /);
  expect(end.split('\n').at(-1)).toContain('✓ complete');
  ui.type('e');
  await ui.waitForText('wrote iteratr-SPEC.html');
  expect(program.read('iteratr-SPEC.html')).toContain('<!DOCTYPE html>');
  ui.type(KEY.escape);
  await ui.waitForNoText('Session complete');
  const after = (await expectWhole(ui)).join('\n');
  expect(after).toContain('───── Iteration #2 ─────');
  expect(after).toMatch(/◇ fake\/model · \d+\.\d s · 1\.2k tokens/);
  expect(await leave(ui)).toBe(0);
  const left = (await ui.screen()).join('\n').trim().split('\n');
  expect(left.length).toBeLessThanOrEqual(12);
  expect(left[0]).toMatch(/^complete: /);
  expect(left.at(-1)).toMatch(/^see what changed: git log -p -\d/);
});

it('says on the status line which commit the work tree is at when the run has ended', async () => {
  const program = new Program();
  const { ui } = openBuild(program, ONE_TASK);
  await ui.waitForText('Session complete');
  await ui.waitForText(` main ${program.git('rev-parse', 'HEAD').slice(0, 7)} `, 2_000);
  expect(await leave(ui)).toBe(0);
});

describe('opens, fills and leaves a terminal', () => {
  it.each([
    { columns: 40, rows: 10 },
    { columns: 80, rows: 24 },
    { columns: 120, rows: 35 },
    { columns: 200, rows: 60 },
  ])('of $columns x $rows', async ({ columns, rows }) => {
    const program = new Program();
    const { ui } = openBuildInShell(program, TWO_ITERATIONS, { columns, rows, env: ANY_NUMBER_OF_TASKS });
    await ui.waitForText('That is all for now.');
    const screen = await expectWhole(ui);
    expect(screen.join('\n').includes('○ TAS-2 Write the other')).toBe(columns >= 100);
    letGo(program, 'shown');
    await ui.waitForText('Session complete');
    await expectWhole(ui);
    ui.resize(120, 50);
    ui.type(KEY.ctrlC);
    const { screen: left, code } = await shellAgain(ui);
    expect(code).toBe(0);
    expect(left).toMatch(/complete: .*2 iterations/);
    expect(left).toContain('complete: the session is complete: 2 of 2 tasks completed');
    expect(left).not.toContain('Agent Output');
  });
});

it('says in one line that the terminal is too small, and shows everything once it is not', async () => {
  const program = new Program();
  const { ui } = openBuild(program, TWO_ITERATIONS, { columns: 39, rows: 9, env: ANY_NUMBER_OF_TASKS });
  const small = await ui.waitForText('iteratr needs 40x10, this is 39x9');
  expect(small.filter((row) => row !== '')).toHaveLength(1);
  letGo(program, 'shown');
  ui.resize(120, 35);
  await ui.waitForText('Session complete');
  await expectWhole(ui);
  expect(await leave(ui)).toBe(0);
});

describe('ends with the exit code that it has without a terminal', () => {
  const adds: Turn = { steps: [mcp('task-add', { content: 'x' })] };
  const idle: Turn = { steps: [{ text: 'nothing to do' }] };
  const crash: Turn = { steps: [{ crash: { code: 9 } }] };
  it.each([
    { way: 'at the limit of iterations', code: 3, turns: [adds], args: ['--iterations', '1'], says: 'limit' },
    { way: 'without progress', code: 4, turns: [adds, idle, idle, idle, idle, idle, idle], says: 'progress' },
    { way: 'when the agent fails', code: 1, turns: [crash, crash], says: 'failed' },
  ])('$code $way', async ({ code, turns, args = [], says }) => {
    const program = new Program();
    const env = { ITERATR_MAX_FAILURES: '2' };
    const { ui } = openBuildInShell(program, { turns }, { args, env });
    const ended = await ui.waitForText('esc close', 15_000);
    expect(ended.join('\n')).toContain(says);
    ui.type(KEY.ctrlC);
    expect(await shellAgain(ui)).toMatchObject({ code });
  });

  it('2 with the reason in the terminal when there is no such agent', async () => {
    const program = new Program();
    const env = { ITERATR_AGENT: 'there-is-no-such-agent' };
    const { ui } = openBuildInShell(program, {}, { env });
    const { screen, code } = await shellAgain(ui);
    expect(code).toBe(2);
    expect(screen).toContain('there-is-no-such-agent');
  });
});

it('a session whose dashboard shows the end is complete, and there is nothing to pause', async () => {
  const program = new Program();
  const { ui } = openBuild(program, ONE_TASK);
  await ui.waitForText('Session complete');
  expect((await program.run(['pause', '--name', 'SPEC'])).stdout).toBe(
    'nothing to change: no build runs the session\n',
  );
  const [listed] = JSON.parse((await program.run(['sessions', '--json'])).stdout);
  expect(listed).toMatchObject({ condition: 'complete', claimed: true });
  await leave(ui);
});
