// Specifies that messages of any size and nesting end at most the turn they came in, never the run.
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { jsonLines, Program } from '../support/program.ts';
import { mcp } from '../support/scenarios.ts';
import type { Step } from '../support/scripted-agent/scenario.ts';

const LIMIT = { timeout: 120_000 };

const UPDATE = '{"jsonrpc":"2.0","method":"session/update","params":{"sessionId":"s","update":{"a":';
const DEEP = `${UPDATE}${'['.repeat(500_000)}${']'.repeat(500_000)}}}}\n`;

/** Runs a first turn with these steps, then one that does the work. Returns the exit code and the reasons of failed turns. */
async function survived(...steps: Step[]): Promise<{ code: number; reasons: unknown[]; stderr: string }> {
  const program = new Program();
  const work = [
    mcp('task-add', { content: 'Write one' }),
    { write: { path: 'one.txt', content: '1\n' } },
    mcp('task-status', { id: 'TAS-1', status: 'completed' }),
    mcp('session-complete'),
  ];
  const scenario = { turns: [{ steps: [...steps, { hang: true as const }] }, { steps: work }] };
  const { code, stdout, stderr } = await program.build(scenario, ['--output', 'json', '-i', '2']);
  const reasons = jsonLines(stdout).filter(({ type }) => type === 'turn-failed');
  return { code, reasons: reasons.map(({ reason }) => reason), stderr };
}

describe('a message of the agent', () => {
  it('that is nested too deep ends its turn, and the next one is played', LIMIT, async () => {
    const { code, reasons, stderr } = await survived({ garbage: DEEP });
    expect(stderr).toBe('');
    expect(reasons).toEqual(['the agent sent a message that is nested deeper than 200 levels']);
    expect(code).toBe(0);
  });

  it('that is too long ends its turn, and the next one is played', LIMIT, async () => {
    const { code, reasons, stderr } = await survived({ garbage: 'x'.repeat(1024 * 1024), times: 40 });
    expect(stderr).toBe('');
    expect(reasons).toEqual(['the agent sent a message of more than 32 MB']);
    expect(code).toBe(0);
  });
});

describe('a file', () => {
  it.each([
    ['iteratr.yml', ['config']],
    ['iteratr.yml', ['build', '--headless']],
    ['.iteratr.hooks.yml', ['hooks', 'check']],
    ['tasks.json', ['tool', 'task-batch-add', '--name', 'x', '--tasks', '@/dev/zero']],
    ['none', ['build', '--headless', '--spec', '/dev/zero']],
    ['none', ['build', '--headless', '--template', '/dev/zero']],
  ])('that never ends is one error: %s of %j', LIMIT, async (name, args) => {
    const program = new Program();
    execFileSync('mkfifo', [program.path(name)]);
    const { code, stderr } = await program.run(args);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^iteratr: .*(?:it is not a file|neither a file nor a pipe).*\n$/);
  });
});
