// Specifies `iteratr setup` as a user sees it: the real program in a terminal, with an agent that lists its models.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Program } from '../support/program.ts';
import type { Scenario } from '../support/scripted-agent/scenario.ts';
import { expectGivenBack, KEY, openTerminal } from '../support/tui-program.ts';

const MODELS: Scenario = {
  models: { style: 'config', current: 'lab/two', available: ['lab/one', 'lab/two', 'house/three'] },
};

function open(program: Program, scenario: Scenario, args: readonly string[] = [], size = {}) {
  const { commandLine } = program.agent(scenario);
  const env = { ITERATR_AGENT: commandLine, ITERATR_MODEL: undefined };
  return openTerminal(program, ['setup', ...args], { env, ...size });
}

function fileOf(program: Program): string {
  return join(program.home, 'config', 'iteratr', 'iteratr.yml');
}

describe('setup in a terminal', () => {
  it.each([
    [80, 24],
    [40, 10],
  ])(
    'asks for model and auto-commit at %ix%i, and back and forth keeps what was chosen',
    async (columns, rows) => {
      const program = new Program();
      const ui = open(program, MODELS, [], { columns, rows });
      await ui.waitForText('lab/one');
      ui.type('three');
      await ui.waitForNoText('lab/one');
      ui.type(KEY.enter);
      await ui.waitForText('Commit what each iteration changed?');
      ui.type(`${KEY.down}${KEY.escape}`);
      await ui.waitForText('› house/three');
      ui.type(KEY.enter);
      await ui.waitForText('› No');
      ui.type(KEY.enter);
      await ui.waitForText('Setup is done');
      expect(readFileSync(fileOf(program), 'utf8')).toMatch(
        /^model: house\/three$[\s\S]*^auto_commit: false$/m,
      );
      ui.type(KEY.enter);
      expect((await ui.exited).code).toBe(0);
      expectGivenBack(ui);
      expect((await ui.screen()).join('').replaceAll(' ', '')).toContain('iteratrdoctor');
    },
  );

  it('asks for the agent if it is set as a name, and then for a model of that agent', async () => {
    const program = new Program();
    const { commandLine } = program.agent(MODELS);
    const agents = JSON.stringify({ mine: { command: commandLine }, other: { command: 'no-such-agent' } });
    const env = { ITERATR_AGENTS: agents, ITERATR_MODEL: undefined };
    const ui = openTerminal(program, ['setup', '--project', '--auto-commit'], { env, columns: 80, rows: 24 });
    await ui.waitForText('Which agent should do the work?');
    await ui.waitForText('› opencode');
    ui.type('mine');
    await ui.waitForNoText('claude');
    ui.type(KEY.enter);
    await ui.waitForText('lab/one');
    ui.type(KEY.enter);
    await ui.waitForText('Setup is done');
    const lines = program.read('iteratr.yml').split('\n');
    expect(lines).toEqual(expect.arrayContaining(['agent: mine', 'model: lab/one']));
    ui.type(KEY.enter);
    expect((await ui.exited).code).toBe(0);
  });

  it('takes a model that the agent does not list', async () => {
    const program = new Program();
    const ui = open(program, MODELS, ['--project', '--auto-commit']);
    await ui.waitForText('lab/one');
    ui.type('my/own');
    await ui.waitForText('another model: my/own');
    ui.type(KEY.enter);
    await ui.waitForText('Setup is done');
    ui.type(KEY.escape);
    expect((await ui.exited).code).toBe(0);
    expect(program.read('iteratr.yml')).toMatch(/^model: my\/own$/m);
  });

  it('begins with what the file holds that is overwritten', async () => {
    const program = new Program();
    program.write('iteratr.yml', 'model: lab/two\nauto_commit: false\n');
    const ui = open(program, MODELS, ['--project', '--force']);
    await ui.waitForText('› lab/two');
    ui.type(KEY.enter);
    await ui.waitForText('› No');
    ui.type(KEY.ctrlC);
    expect((await ui.exited).code).toBe(130);
    expect(program.read('iteratr.yml')).toBe('model: lab/two\nauto_commit: false\n');
  });

  it('asks nothing when all is given', async () => {
    const program = new Program();
    const ui = open(program, MODELS, ['--model', 'lab/one', '--auto-commit']);
    expect((await ui.exited).code).toBe(0);
    expect(ui.output).not.toContain('\x1b[?1049h');
    expect(existsSync(fileOf(program))).toBe(true);
  });

  it('refuses a file that is there before it asks', async () => {
    const program = new Program();
    program.write('iteratr.yml', 'model: lab/two\n');
    const ui = open(program, MODELS, ['--project']);
    expect((await ui.exited).code).toBe(2);
    expect(ui.output).toContain('already exists');
    expect(ui.output).not.toContain('\x1b[?1049h');
  });
});

describe('an agent that fails', () => {
  it('can be tried again', async () => {
    const program = new Program();
    const agent = program.agent({ startup: [{ crash: { code: 7 } }] });
    const ui = openTerminal(program, ['setup'], {
      env: { ITERATR_AGENT: agent.commandLine, ITERATR_MODEL: undefined },
    });
    await ui.waitForText('ended with code 7');
    writeFileSync(agent.args[1] ?? '', JSON.stringify(MODELS));
    await ui.waitForText('› Try again');
    ui.type(KEY.enter);
    await ui.waitForText('lab/one');
    ui.type(KEY.ctrlC);
    expect((await ui.exited).code).toBe(130);
  });

  it('is named when it is missing, and a model can be typed', async () => {
    const program = new Program();
    const ui = openTerminal(program, ['setup'], {
      columns: 80,
      rows: 24,
      env: { ITERATR_AGENT: 'no-such-agent', ITERATR_MODEL: undefined },
    });
    await ui.waitForText(/no-such-agent was not found/);
    ui.type('my/own');
    await ui.waitForText('another model: my/own');
    ui.type(`${KEY.down}${KEY.enter}`);
    await ui.waitForText('Commit what each iteration changed?');
    ui.type(KEY.enter);
    await ui.waitForText('Setup is done');
    ui.type(KEY.enter);
    expect((await ui.exited).code).toBe(0);
    expect(readFileSync(fileOf(program), 'utf8')).toMatch(/^model: my\/own$/m);
  });
});

describe('leaving', () => {
  it.each([
    ['Esc', KEY.escape],
    ['Ctrl+C', KEY.ctrlC],
  ])('by %s, also while the agent hangs, writes nothing and leaves no process', async (_, key) => {
    const program = new Program();
    const ui = open(program, { startup: [{ hang: true }] });
    await ui.waitForText('Loading…');
    ui.type(key);
    expect((await ui.exited).code).toBe(130);
    expectGivenBack(ui);
    expect((await ui.screen()).join('\n')).toContain('nothing was written');
    expect(existsSync(join(program.home, 'config'))).toBe(false);
    expect(await program.nothingLeft()).toEqual([]);
  });
});
