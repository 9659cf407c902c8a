// Specifies how agents are named, listed and missed, and what they do not get.
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { AGENT_NAMES } from '../../application/agents/agent-names.ts';
import { Program } from '../support/program.ts';
import { mcp } from '../support/scenarios.ts';

const NO_AGENT = { PATH: '/usr/bin:/bin', ITERATR_AGENT: undefined, ITERATR_MODEL: undefined };

it('lists every agent, with the one a build uses', async () => {
  const program = new Program();
  program.write(
    'iteratr.yml',
    'agents: {mine: {command: "./run", install: "make run"}}\nmodel: mine:small\n',
  );
  const { code, stdout } = await program.run(['agents', '--json', '--trust'], { env: NO_AGENT });
  const rows = JSON.parse(stdout) as { name: string; configured: boolean; install: string }[];
  expect([code, rows.map(({ name }) => name)]).toEqual([0, ['mine', ...AGENT_NAMES]]);
  expect(rows.filter(({ configured }) => configured)).toMatchObject([{ name: 'mine', install: 'make run' }]);
});

it.each([
  ['goose', /the agent's command goose was not found.*install goose with: see https:/],
  ['calude', /the agent's command calude was not found.*did you mean claude\?/],
])('says in one line what to do when %s is missing', async (agent, problem) => {
  const program = new Program();
  const { code, stderr } = await program.run(['build', '--headless', '--model', 'x/y'], {
    env: { ...NO_AGENT, ITERATR_AGENT: agent },
  });
  expect([code, stderr.trim().split('\n').length]).toEqual([2, 1]);
  expect(stderr).toMatch(problem);
});

/** Returns a PATH that begins with programs which are these shell scripts. */
function pathWith(program: Program, scripts: Readonly<Record<string, string>>): string {
  for (const [name, script] of Object.entries(scripts)) {
    const file = join(program.base, name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
  }
  return `${program.base}:${NO_AGENT.PATH}`;
}

it('names the Node.js that an agent needs if the one of PATH is too old', async () => {
  const program = new Program();
  const PATH = pathWith(program, {
    kimi: "printf 'SyntaxError: no such export\\n\\nNode.js v20.20.2\\n' >&2; exit 1",
    node: 'echo v20.20.2',
  });
  const { code, stdout } = await program.run(['build', '--headless', '-m', 'kimi:'], { env: { PATH } });
  expect([code, stdout]).toEqual([1, expect.stringContaining('kimi needs Node.js 22 or newer: put a newer')]);
  const doctor = await program.run(['doctor', '--agent', 'kimi'], { env: { PATH } });
  expect(doctor.stdout).toContain('kimi needs Node.js 22 or newer, the node of PATH is 20.20.2');
});

it('says who is billed if a key comes before the login, and tells the model of the tool search', async () => {
  const program = new Program();
  const promptsFile = join(program.base, 'prompts');
  const { commandLine } = program.agent({ promptsFile, turns: [{ steps: [{ text: 'Done.' }] }] });
  const PATH = pathWith(program, { 'claude-agent-acp': `exec ${commandLine}` });
  const env = { PATH, ANTHROPIC_API_KEY: 'sk-not-for-the-log' };
  const line = 'ANTHROPIC_API_KEY is set: claude bills the account of that key, not your subscription';
  const build = ['build', '--headless', '-m', 'claude:', '-i', '1'];
  const { stdout } = await program.run(build, { env });
  expect(stdout).toContain(line);
  expect(readFileSync(promptsFile, 'utf8')).toContain('such as ToolSearch');
  const doctor = await program.run(['doctor', '--agent', 'claude'], { env });
  expect(doctor.stdout).toContain(line);
  expect(stdout + doctor.stdout).not.toContain('sk-not-for-the-log');
  const denied = await program.run(build, { env: { ...env, ITERATR_ENV_DENY: '[ANTHROPIC_*]' } });
  expect(denied.stdout).not.toContain('is set: claude');
});

it('keeps denied variables from hooks, in a build and in a trial of one', async () => {
  const program = new Program();
  const shown = (text: string) => expect(text).toMatch(/\[\]\[2\]/);
  const command = 'echo "[$MY_KEY][$OTHER]"';
  const hooks = { version: 1, hooks: { session_start: [{ command, pipe_output: true }] } };
  program.write('.iteratr.hooks.yml', JSON.stringify(hooks));
  const env = { ITERATR_ENV_DENY: '[MY_*]', MY_KEY: '1', OTHER: '2' };
  const promptsFile = join(program.base, 'prompts');
  const scenario = { promptsFile, turns: [{ steps: [{ text: 'Done.' }] }] };
  await program.build(scenario, ['-i', '1', '--trust'], { env });
  shown(readFileSync(promptsFile, 'utf8'));
  const { stdout } = await program.run(['hooks', 'run', 'session_start'], { env });
  shown(stdout);
});

it('keeps denied variables from the agent, and its own files out of the commit', async () => {
  const program = new Program();
  const { commandLine } = program.agent({
    turns: [
      {
        steps: [
          mcp('task-add', { content: 'a' }),
          { shell: 'echo "[$MY_ONE][$MY_TWO][$OTHER]" > seen; echo x > own.log' },
        ],
      },
    ],
  });
  const agents = JSON.stringify({ mine: { command: commandLine, own_files: ['own.log'] } });
  await program.run(['build', '--headless', '-i', '1', '-m', 'mine:x'], {
    env: {
      ITERATR_AGENTS: agents,
      ITERATR_ENV_DENY: '[MY_*]',
      ...{ MY_ONE: '1', MY_TWO: '2', OTHER: '3' },
    },
  });
  expect(readFileSync(program.path('seen'), 'utf8')).toBe('[][][3]\n');
  expect(existsSync(program.path('own.log'))).toBe(true);
  const tracked = program.git('ls-files');
  expect(tracked).toContain('seen');
  expect(tracked).not.toContain('own.log');
});
