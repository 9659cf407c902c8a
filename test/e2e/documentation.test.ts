// Every command in the documentation is one that there is, and every one that can be run as it stands is run.
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentedCommands } from '../support/documented-commands.ts';
import { ITERATR, Program } from '../support/program.ts';
import { ONE_TASK } from '../support/scenarios.ts';
import { environment } from '../support/tui-program.ts';
import { PtyProgram } from '../support/tui-pty.ts';
import { waitFor } from '../support/wait-for.ts';

const COMMANDS = documentedCommands();
const isOurs = (text: string) => /^(npx )?iteratr( |$)/.test(text);
/** `<session>`, `[--json]`, `…` and `path` stand for something else. */
const isPattern = (text: string) => /[<[…]|\bpath$/.test(text);

/** Of other programs, or what installs them: tests do not install software. */
const FOREIGN = [
  'npm install -g opencode-ai',
  'npm i -g opencode-ai',
  'opencode auth login',
  'brew install nats-server',
  'apt install nats-server',
];

const unique = (texts: readonly string[]) => [...new Set(texts)].sort();
const whole = unique(COMMANDS.map(({ text }) => text).filter((text) => isOurs(text) && !isPattern(text)));
const patterns = unique(COMMANDS.map(({ text }) => text).filter((text) => isOurs(text) && isPattern(text)));

it('has commands to look at', () => {
  expect(whole.length).toBeGreaterThan(20);
  expect(patterns.length).toBeGreaterThan(3);
});

describe('a command of iteratr can be run as it stands:', () => {
  it.each(whole)('%s', async (command) => {
    const program = new Program();
    const bin = join(program.base, 'bin');
    mkdirSync(bin);
    symlinkSync(ITERATR, join(bin, 'iteratr'));
    writeFileSync(program.path('specs', 'feature.md'), '# Feature\n');
    writeFileSync(program.path('team-template.txt'), '{{ spec }}');
    for (const content of ['First', 'Second']) {
      const added = await program.run(['tool', 'task-add', '--name', 'feature', '--content', content]);
      expect(added).toMatchObject({ code: 0 });
    }
    if (command.includes('QUE-')) {
      const ask = ['tool', 'ask-user', '--name', 'feature', '--question', 'Which?'];
      const asked = await program.run([...ask, '--choices', '["One", "Other"]']);
      expect(asked).toMatchObject({ code: 0, stdout: 'recorded as QUE-1\n' });
    }
    if (command.includes(' merge')) program.git('branch', 'iteratr/feature');
    if (command.includes('replay')) {
      const build = ['--name', 'feature', '--spec', 'specs/feature.md', '--iterations', '1'];
      expect([0, 3]).toContain((await program.build(ONE_TASK, build)).code);
    }
    const ui = new PtyProgram('/bin/sh', ['-c', command.replace(/^npx /, '')], {
      columns: 120,
      rows: 35,
      cwd: program.workTree,
      env: environment(program, {
        PATH: `${bin}:${process.env.PATH}`,
        SHELL: '/bin/bash',
        ITERATR_AGENT: program.agent(ONE_TASK).commandLine,
        ITERATR_SESSION: 'feature',
      }),
    });
    await endOf(ui);
    // 0: done; 130: what waits for somebody was left; 3 and 4: the scripted agent has not done everything.
    expect([0, 3, 4, 130], ui.output).toContain((await ui.exited).code);
    expect(ui.output).not.toMatch(/unexpected error|there is no command|unknown option/i);
  });
});

/** What waits for somebody, in a screen of its own or for ever, is left by Ctrl+C. */
async function endOf(ui: PtyProgram): Promise<void> {
  const waits = () => !ui.isRunning || ui.output.includes('\x1b[?1049h');
  await waitFor('its end, or a screen', waits, 4_000).catch(() => undefined);
  await waitFor('its end', async () => {
    if (ui.isRunning) ui.type('\x03');
    await new Promise((resolve) => setTimeout(resolve, 300));
    return !ui.isRunning;
  });
}

describe('the form of a command is that of one there is:', () => {
  it.each(patterns)('%s', async (pattern) => {
    const [words = ''] = pattern.replace(/^npx /, '').split(/ (?=[<[…-])|…/);
    const args = words.trim().split(' ').slice(1);
    const { code, stdout } = await new Program().run([...args, '--help']);
    expect(code).toBe(0);
    for (const flag of pattern.match(/--[a-z-]+/g) ?? []) expect(stdout).toContain(flag);
  });
});

describe('a command of npm', () => {
  const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const ci = readFileSync(new URL('../../.ci/run', import.meta.url), 'utf8');

  it.each(
    unique(COMMANDS.map(({ text }) => text).filter((text) => !isOurs(text) && !FOREIGN.includes(text))),
  )('%s is one that is run in another place', (command) => {
    const [, script] = /^npm run (\S+)/.exec(command) ?? [];
    if (script !== undefined) expect(scripts).toHaveProperty([script]);
    else if (/^npm (ci|test)$/.test(command)) expect(ci).toContain(command);
    else expect(['npm pack', 'npm install -g ./iteratr-*.tgz']).toContain(command);
  });

  it('of the README makes the whole of what is run for every change, with all checks', () => {
    for (const line of [
      'npm ci && npm run demo',
      'npm ci && npm test',
      'npm run test:e2e',
      'npm run check:code',
      'npm run test:package',
    ])
      expect(ci).toContain(line);
  });
});
