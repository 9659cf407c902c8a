// Specifies that no secret of the environment is in anything a run keeps or prints, and that agent and hooks get it unchanged.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Program } from '../support/program.ts';
import { mcp } from '../support/scenarios.ts';
import type { Scenario } from '../support/scripted-agent/scenario.ts';

const SECRET = 'ghs_16C7e42F292c6912E7';
const PASSWORD = 's3cr@t-pass';
const ENV = { DEPLOY_TOKEN: SECRET, DATABASE_URL: `postgres://app:${encodeURIComponent(PASSWORD)}@db/x` };
const LEAKED = [SECRET, PASSWORD, encodeURIComponent(PASSWORD)];

const AGENT: Scenario = {
  turns: [
    {
      steps: [
        ...[...`The token is ${SECRET}.`].map((text) => ({ text })),
        { thought: SECRET.slice(0, 9) },
        { thought: SECRET.slice(9) },
        { plan: [{ content: SECRET, status: 'pending', priority: 'high' }] },
        { shell: 'env; cat .iteratr/sessions/* 2>/dev/null; true' },
        { write: { path: 'kept.txt', content: SECRET } },
        { stderr: `${SECRET}\n` },
        { garbage: `${SECRET}\n` },
        mcp('task-add', { content: `use ${SECRET}` }),
        mcp('task-add', { content: `use ${SECRET}` }),
        mcp('note-add', { type: 'tip', content: `the password is ${PASSWORD}` }),
        mcp('task-status', { id: 'TAS-1', status: 'completed' }),
        mcp('iteration-summary', { summary: `did it with ${SECRET}` }),
      ],
    },
    { steps: [{ text: 'failing' }], error: { message: `bad key ${SECRET}` } },
  ],
};

/** Returns the files below a directory that contain one of the texts, in any of their bytes. */
function filesWith(texts: readonly string[], directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => {
      const content = readFileSync(path);
      return texts.some((text) => content.includes(text));
    });
}

describe('secrets', () => {
  it('are in nothing that is kept or printed', { timeout: 120_000 }, async () => {
    const program = new Program();
    program.write(
      '.iteratr.hooks.yml',
      [
        'version: 1',
        'hooks:',
        '  session_start:',
        '    - command: \'printf %s "$DEPLOY_TOKEN" | tee hook.txt\'',
        '      pipe_output: true',
        '',
      ].join('\n'),
    );
    const prompts = join(program.base, 'prompts');
    const logged = { ...ENV, ITERATR_LOG_FILE: join(program.base, 'log.txt'), ITERATR_LOG_LEVEL: 'debug' };
    const printed: string[] = [];
    for (const output of ['text', 'json']) {
      const scenario = { ...AGENT, promptsFile: prompts };
      const args = ['--reset', '--name', 'demo', '--spec', 'specs/SPEC.md', '-i', '2', '--output', output];
      const { stdout, stderr } = await program.build(scenario, args, { env: logged });
      printed.push(stdout, stderr);
    }
    expect(printed[0]).toContain('The token is [secret: DEPLOY_TOKEN].');
    expect(printed[2]).toContain('bad key [secret: DEPLOY_TOKEN]');

    // Not by a build, in a shell of the user.
    const calls = [
      ['tool', 'task-add', '--name', 'demo', '--content', `again ${SECRET}`],
      ['message', '--name', 'demo', `for you: ${SECRET}`],
      ['sessions', 'show', 'demo'],
      ['sessions', 'log', 'demo'],
      ['sessions', 'export', 'demo'],
      ['sessions', 'export', 'demo', '--format', 'json', '--output', join(program.base, 'export.json')],
      ['hooks', 'run', 'session_start'],
      ['tool', 'task-add', '--name', 'demo', '--content', 'x', '--priority', SECRET],
    ];
    for (const args of calls) {
      const { stdout, stderr } = await program.run(args, { env: ENV });
      printed.push(stdout, stderr);
    }
    printed.push(program.git('log', '--format=%B'));

    for (const text of printed) for (const leaked of LEAKED) expect(text).not.toContain(leaked);
    // What the agent gets, and what agent and hooks write, stays as it is.
    const own = ['kept.txt', 'hook.txt'].map((name) => program.path(name));
    expect(readFileSync(prompts, 'utf8')).toContain(SECRET);
    const agents = filesWith(LEAKED, program.base).filter((path) => /\/agent-\d\/|\/prompts$/.test(path));
    expect(filesWith(LEAKED, program.base).sort()).toEqual([...own, ...agents].sort());
  });

  it('of the run itself are hidden from an agent that reads its files', async () => {
    const program = new Program();
    const shell = 'cat .iteratr/nats/*/nats.conf .iteratr/runs/*.json';
    const { stdout } = await program.build({ turns: [{ steps: [{ shell }, mcp('session-complete')] }] }, [
      ...['-i', '1', '--output', 'json'],
    ]);
    expect(stdout).toContain('[secret: server token]');
    expect(stdout).toContain('[secret: tool endpoint]');
    expect(stdout).not.toMatch(/[0-9a-f]{64}/);
  });
});
