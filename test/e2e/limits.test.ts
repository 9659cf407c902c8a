// Limits through the real program: exit code 3, what the user reads, what is committed, and what later runs and reports know.
import { describe, expect, it } from 'vitest';
import { jsonLines, Program } from '../support/program.ts';
import { adds, mcp } from '../support/scenarios.ts';
import type { Scenario, Step, Turn } from '../support/scripted-agent/scenario.ts';

/** A turn that adds a task, writes a file, and costs this much. */
function costs(name: string, cost: number, ...more: Step[]): Turn {
  return {
    steps: [
      mcp('task-add', { content: `Write ${name}` }),
      { write: { path: `${name}.txt`, content: `${name}\n` } },
      { usage: { used: 1_000, size: 200_000, cost } },
      ...more,
    ],
    usage: { inputTokens: 900, outputTokens: 100, totalTokens: 1_000 },
  };
}

function lastLine(stdout: string): string {
  return stdout.trimEnd().split('\n').at(-1) ?? '';
}

const CHEAP: Scenario = { turns: ['a', 'b', 'c', 'd', 'e'].map((name) => costs(name, 0.45)) };

describe('a limit', () => {
  it('of cost ends the run with 3, after a warning, and names what to do', async () => {
    const program = new Program();
    const { code, stdout } = await program.build(CHEAP, ['--max-cost', '1']);
    expect(code).toBe(3);
    expect(stdout).toContain(
      'warning: 90% of the cost limit of this run is used: $0.90 of $1.00 (limits.cost)',
    );
    expect(stdout).not.toContain('── Iteration 4 ');
    expect(lastLine(stdout)).toMatch(
      /^cost_limit: reached the cost limit of this run: \$1\.35 of \$1\.00 used, 3 open tasks left; run again to continue, or raise the limit with --max-cost \(limits\.cost\) \(.* · 3\.0k tokens · \$1\.35\)$/,
    );
    expect(stdout).toMatch(/^work +\S.* +fake\/model +3\.0k +\$1\.35$/m);
    expect(await program.nothingLeft()).toEqual([]);
  });

  it('of tokens ends the run with 3', async () => {
    const program = new Program();
    const { code, stdout } = await program.build(CHEAP, ['--max-tokens', '1500']);
    expect(code).toBe(3);
    expect(lastLine(stdout)).toMatch(
      /^token_limit: reached the token limit of this run: 2\.0k of 1\.5k tokens used, 2 open tasks left/,
    );
  });

  it('of time ends the run with 3, from the project file as well', async () => {
    const program = new Program();
    program.write('iteratr.yml', 'limits: {minutes: 0.02}\n');
    const slow = costs('a', 0.1, { wait: 2_000 });
    const { code, stdout } = await program.build({ turns: [slow, slow] });
    expect(code).toBe(3);
    expect(lastLine(stdout)).toMatch(/^time_limit: reached the time limit of this run: .* of 1\.2 s used/);
    expect(stdout).not.toContain('── Iteration 2 ');
  });

  it('cancels a turn at twice its value, and commits what was done', async () => {
    const program = new Program();
    const { code, stdout } = await program.build({ turns: [costs('a', 2.5, { hang: true })] }, [
      '--max-cost',
      '1',
    ]);
    expect(code).toBe(3);
    expect(lastLine(stdout)).toMatch(
      /^cost_limit: reached the cost limit of this run: \$2\.50 of \$1\.00 used/,
    );
    expect(program.git('show', '--name-only', '--format=', 'HEAD').trim()).toBe('a.txt');
    expect(await program.nothingLeft()).toEqual([]);
  });

  it('of the session counts all runs, and lets no other start', async () => {
    const program = new Program();
    const agent = program.agent(CHEAP);
    const env = { ITERATR_AGENT: agent.commandLine, ITERATR_LIMITS: '{session: {cost: 0.8}}' };
    const first = await program.run(['build', '--iterations', '1'], { env });
    expect(lastLine(first.stdout)).toMatch(/^iteration_limit: /);
    const second = await program.run(['build'], { env });
    expect(second.code).toBe(3);
    expect(lastLine(second.stdout)).toMatch(
      /^cost_limit: reached the cost limit of the session: \$0\.90 of \$0\.80 used, 2 open tasks left; raise limits\.session\.cost to continue/,
    );
    const third = await program.run(['build', '--output', 'json'], { env });
    expect(third.code).toBe(3);
    expect(jsonLines(third.stdout).at(-1)).toMatchObject({
      type: 'run-ended',
      reason: 'cost_limit',
      exitCode: 3,
      iterations: [],
      usage: null,
    });
    expect(agent.prompts()).toHaveLength(2);
  });
});

describe('an agent that reports no cost', () => {
  const silent: Scenario = {
    turns: ['a', 'b', 'c'].map((name) => ({
      ...adds(name),
      usage: { inputTokens: 100_000, outputTokens: 10_000, totalTokens: 110_000 },
    })),
  };

  it('ends a run that only a cost limit bounds after its first iteration', async () => {
    const program = new Program();
    const { code, stdout } = await program.build(silent, ['--max-cost', '5']);
    expect(code).toBe(3);
    expect(lastLine(stdout)).toMatch(
      /^cost_limit: the run ends because the agent .* reports no cost, .*`prices`/,
    );
    expect(stdout).not.toContain('── Iteration 2 ');
  });

  it('is limited by prices', async () => {
    const program = new Program();
    program.write('iteratr.yml', 'prices: {fake/model: {input: 3, output: 15}}\n');
    const { code, stdout } = await program.build(silent, ['--max-cost', '0.6']);
    expect(code).toBe(3);
    expect(lastLine(stdout)).toMatch(
      /^cost_limit: reached the cost limit of this run: ~\$0\.90 of \$0\.60 used/,
    );
  });

  it('is a warning beside another limit', async () => {
    const program = new Program();
    const { code, stdout } = await program.build(silent, ['--max-cost', '5', '--iterations', '2']);
    expect(code).toBe(3);
    expect(stdout.match(/warning: the agent .* reports no cost/g)).toHaveLength(1);
    expect(lastLine(stdout)).toMatch(/^iteration_limit: /);
  });
});

it('the session knows afterwards what was used of its limits', async () => {
  const program = new Program();
  await program.build(CHEAP, ['--max-cost', '1', '--output', 'json']);
  const { stdout } = await program.run(['sessions', 'show', 'SPEC', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({
    usage: { totalTokens: 3_000, cost: { amount: 1.35, currency: 'USD' } },
    details: {
      limits: [{ scope: 'run', kind: 'cost', limit: 1, used: 1.35, currency: 'USD' }],
      usageShares: [{ role: 'work', model: 'fake/model', usage: { totalTokens: 3_000 } }],
      iterations: [{}, {}, { usage: { cost: { amount: 0.45 } } }],
      forecast: null,
    },
  });
});

it.each([
  [
    ['--max-cost', '-1'],
    'flag --max-cost: limits.cost is "-1", expected an amount of money from 0 (0 = no limit)',
  ],
  [
    ['--max-minutes', 'NaN'],
    'flag --max-minutes: limits.minutes is "NaN", expected a number of minutes from 0',
  ],
  [['--max-tokens', '1e999'], 'flag --max-tokens: limits.tokens is "1e999", expected a whole number from 0'],
])('%j is refused with 2', async (flags, message) => {
  const program = new Program();
  const { code, stderr } = await program.build(CHEAP, flags);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});
