// Specifies `iteratr doctor`: what it finds in a directory that is well, and in those that are not, and what it clears away.
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { externalServer } from '../support/nats-external-server.ts';
import { endProcess, watchesOf } from '../support/processes.ts';
import { Program, type StartOptions } from '../support/program.ts';
import { ONE_TASK } from '../support/scenarios.ts';
import type { Scenario } from '../support/scripted-agent/scenario.ts';
import { KEY, letGo, openTerminal } from '../support/tui-program.ts';
import { waitFor } from '../support/wait-for.ts';

const MODELS: Scenario = {
  info: { name: 'Scripted', version: '1.2.3' },
  models: { style: 'config', current: 'fake/other', available: ['fake/model', 'fake/other'] },
};

interface Diagnosis {
  readonly v: number;
  readonly ok: boolean;
  readonly checks: readonly {
    readonly id: string;
    readonly state: string;
    readonly findings: readonly { readonly state: string; readonly found: string; readonly mend?: string }[];
    readonly fixed: readonly string[];
    readonly fixable: boolean;
  }[];
}

interface Examined {
  readonly code: number;
  readonly ok: boolean;
  /** The check of this id. */
  of(id: string): Diagnosis['checks'][number];
}

async function examine(
  program: Program,
  scenario: Scenario = MODELS,
  args: readonly string[] = [],
  { env = {}, ...options }: StartOptions = {},
): Promise<Examined> {
  const { commandLine } = program.agent(scenario);
  const all = { ITERATR_AGENT: commandLine, ...env };
  const { code, stdout, stderr } = await program.run(['doctor', '--json', ...args], { ...options, env: all });
  expect(stderr).toBe('');
  const { v, ok, checks } = JSON.parse(stdout) as Diagnosis;
  expect([v, ok]).toEqual([1, code === 0]);
  return {
    code,
    ok,
    of: (id) => {
      const check = checks.find((one) => one.id === id);
      if (!check) throw new Error(`no check ${id} in ${stdout}`);
      return check;
    },
  };
}

/** What failed, or was warned of, in short. */
function found(check: Diagnosis['checks'][number], state: string): string {
  return check.findings
    .filter((finding) => finding.state === state)
    .map(({ found, mend }) => `${found} → ${mend ?? ''}`)
    .join('\n');
}

function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true }).map(String).sort();
}

/** A build that was killed with its agent at work, which outlives it, as its server does. */
async function killedBuild(program: Program): Promise<void> {
  const build = program.startBuild({
    stubborn: true,
    turns: [{ steps: [{ text: 'I hang\n' }, { hang: true }] }],
  });
  await build.printed('I hang');
  // Otherwise the server would soon end too.
  for (const { pid } of watchesOf(program.base)) endProcess(pid);
  build.signal('SIGKILL');
  await build.ended;
}

/** A program in the place of nats-server that tells its version, and else does nothing. */
function hangingServer(program: Program): string {
  const server = join(program.base, 'nats-server');
  const script = `if (process.argv[2] !== '--version') setInterval(() => undefined, 1_000);`;
  writeFileSync(server, `#!${process.execPath}\n${script}\n`, { mode: 0o755 });
  return server;
}

describe('a directory that is well', () => {
  it('passes every check, and has no data directory afterwards', async () => {
    const program = new Program();
    const before = filesIn(program.workTree);
    const { code, of } = await examine(program);
    const ids = ['node', 'agent', 'store', 'left-overs', 'git', 'config', 'hooks', 'terminal', 'clock'];
    expect(ids.map((id) => [id, of(id).state])).toEqual(ids.map((id) => [id, 'ok']));
    expect(code).toBe(0);
    expect(found(of('agent'), 'ok')).toMatch(
      /Scripted 1\.2\.3 answers, with 2 models[\s\S]*model fake\/model/,
    );
    expect(found(of('store'), 'ok')).toMatch(/nats-server 2\.\d+\.\d+, at \/.*\n.*can write to .*\.iteratr/);
    expect(filesIn(program.workTree)).toEqual(before);
    expect(await program.nothingLeft()).toEqual([]);
  });

  it('keeps its data directory as it was', async () => {
    const program = new Program();
    await program.tool('task-add', ['--content', 'Write it']);
    const before = filesIn(program.dataDir);
    expect((await examine(program)).code).toBe(0);
    expect(filesIn(program.dataDir)).toEqual(before);
  });

  it('is told in lines, each with its state in words', async () => {
    const program = new Program();
    const { commandLine } = program.agent(MODELS);
    const { code, stdout, stderr } = await program.run(['doctor'], { env: { ITERATR_AGENT: commandLine } });
    expect([code, stderr]).toEqual([0, '']);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.at(-1)).toBe('Everything a build needs is there.');
    for (const line of lines.slice(0, -2)) expect(line).toMatch(/^✓ ok {6}/);
    expect(stdout).not.toContain('\x1b');
  });

  it('is told in colours in a terminal, where a line shows what still runs', async () => {
    const program = new Program();
    const { commandLine } = program.agent({ ...MODELS, startup: [{ until: program.path('../go-on') }] });
    const ui = openTerminal(program, ['doctor'], {
      columns: 80,
      rows: 50,
      env: { ITERATR_AGENT: commandLine },
    });
    await ui.waitForText(/^checking Agent …$/m);
    letGo(program, 'on');
    expect((await ui.exited).code).toBe(0);
    const screen = (await ui.screen()).join('\n');
    expect(screen).toMatch(/✓ ok {7}Terminal +80x50\n✓ ok +24-bit colours\n✓ ok +UTF-8 \(C\.UTF-8\)/);
    expect(screen).not.toContain('checking');
    expect(ui.output).toContain('\x1b[32m✓ ok');
    expect(ui.output).not.toContain('\x1b[?1049h');
  });
});

describe('the agent', () => {
  it('is missing', async () => {
    const program = new Program();
    const PATH = join(program.base, 'bin');
    mkdirSync(PATH);
    for (const name of ['cat', 'ln', 'rm']) symlinkSync(`/bin/${name}`, join(PATH, name));
    const env = { ITERATR_AGENT: 'opencode', PATH };
    const { code, of } = await examine(program, MODELS, [], { env });
    expect(code).toBe(1);
    expect(found(of('agent'), 'failed')).toMatch(/^opencode is not on PATH → npm install -g opencode-ai/);
    expect(found(of('git'), 'warning')).toMatch(/^git is not installed → /);
    expect(of('store').state).toBe('ok');
  });

  it('hangs', async () => {
    const program = new Program();
    const { code, of } = await examine(program, { startup: [{ hang: true }] }, ['--timeout', '1']);
    expect([code, found(of('agent'), 'failed')]).toEqual([
      1,
      expect.stringMatching(/did not answer within 1 s/),
    ]);
    expect(await program.nothingLeft()).toEqual([]);
  });

  it('ends at once', async () => {
    const program = new Program();
    const scenario: Scenario = { startup: [{ stderr: 'no licence; sorry' }, { crash: { code: 4 } }] };
    const { code, of } = await examine(program, scenario);
    expect([code, found(of('agent'), 'failed')]).toEqual([
      1,
      expect.stringMatching(/ended with code 4[\s\S]*no licence; sorry/),
    ]);
  });

  it('refuses the model', async () => {
    const program = new Program();
    const { code, of } = await examine(program, MODELS, [], { env: { ITERATR_MODEL: 'fake/modle' } });
    expect(code).toBe(1);
    expect(found(of('agent'), 'failed')).toMatch(
      /no model "fake\/modle".*fake\/model.* → change or unset ITERATR_MODEL$/,
    );
  });

  it.each([
    ['iteratr.yml', 'iteratr setup --project --force lets you choose'],
    ['../home/config/iteratr/iteratr.yml', 'iteratr setup --force lets you choose'],
  ])('refuses the model of %s', async (file, remedy) => {
    const program = new Program();
    program.mkdir('../home/config/iteratr');
    program.write(file, 'model: fake/modle\n');
    const { of } = await examine(program, MODELS, [], { env: { ITERATR_MODEL: undefined } });
    expect(found(of('agent'), 'failed')).toMatch(new RegExp(`fake/modle.* → ${remedy}$`));
  });

  it('may have a model that the project defines: it is started where it does not read that', async () => {
    const program = new Program();
    program.write('opencode.json', '{}');
    const { code, of } = await examine(program, MODELS, [], { env: { ITERATR_MODEL: 'fake/modle' } });
    expect(code).toBe(0);
    expect(found(of('agent'), 'warning')).toContain(
      'model fake/modle is unknown outside this project; opencode.json may define it',
    );
  });

  it('is not asked for a model where none is set, which is a warning', async () => {
    const program = new Program();
    const { code, of } = await examine(program, MODELS, [], { env: { ITERATR_MODEL: undefined } });
    expect([code, of('agent').state]).toEqual([0, 'ok']);
    expect(found(of('config'), 'warning')).toMatch(/^no model is set → iteratr setup/);
  });
});

describe('the store', () => {
  it('has a file in the place of the data directory', async () => {
    const program = new Program();
    program.write('.iteratr', '');
    const { code, of } = await examine(program);
    expect([code, of('left-overs').state]).toEqual([1, 'ok']);
    expect(found(of('store'), 'failed')).toMatch(
      /^the data directory .*\.iteratr cannot be used: a part of the path is a file → /,
    );
  });

  it('has no nats-server', async () => {
    const program = new Program();
    const { code, of } = await examine(program, MODELS, [], {
      env: { ITERATR_NATS_SERVER: '/nowhere/nats-server' },
    });
    expect([code, found(of('store'), 'failed')]).toEqual([
      1,
      expect.stringMatching(/\/nowhere\/nats-server is not an executable program/),
    ]);
  });

  it('has one that does not start, of which nothing is left', async () => {
    const program = new Program();
    const server = join(program.base, 'nats-server');
    writeFileSync(server, '#!/bin/sh\necho "no; not today" >&2\nexit 1\n', { mode: 0o755 });
    const before = filesIn(program.workTree);
    const { code, of } = await examine(program, MODELS, [], { env: { ITERATR_NATS_SERVER: server } });
    expect([code, found(of('store'), 'failed')]).toEqual([
      1,
      expect.stringMatching(/could not be started: .*no; not today/),
    ]);
    expect(filesIn(program.workTree)).toEqual(before);
  });

  it('may not write to the data directory', async () => {
    const program = new Program();
    // /sys takes no directories, also from root, whom no permission stops.
    const dataDir = process.getuid?.() === 0 ? '/sys/iteratr' : program.path('read-only', 'data');
    if (!dataDir.startsWith('/sys')) mkdirSync(dirname(dataDir), { mode: 0o500 });
    const { code, of } = await examine(program, MODELS, ['--data-dir', dataDir]);
    expect(code).toBe(1);
    expect(found(of('store'), 'failed')).toMatch(
      new RegExp(`^the data directory ${dataDir} cannot be used: .* → set another one with --data-dir`),
    );
  });

  it('is an external server', async () => {
    const program = new Program();
    const server = await externalServer();
    onTestFinished(() => server.remove());
    const env = { ITERATR_NATS_URL: server.url };
    const before = filesIn(program.workTree);
    const well = await examine(program, MODELS, [], { env });
    expect([well.code, found(well.of('store'), 'ok')]).toEqual([
      0,
      expect.stringMatching(/^NATS server 2\.\S+ at nats:.*, with JetStream/),
    ]);
    expect(filesIn(program.workTree)).toEqual(before);
    await server.stop();
    const gone = await examine(program, MODELS, [], { env });
    expect([gone.code, found(gone.of('store'), 'failed')]).toEqual([
      1,
      expect.stringMatching(/cannot be reached .* → check that it is running/),
    ]);
  });

  it('is an external server that keeps nothing', async () => {
    const program = new Program();
    const server = await externalServer({ jetstream: false });
    onTestFinished(() => server.remove());
    const { code, of } = await examine(program, MODELS, [], { env: { ITERATR_NATS_URL: server.url } });
    expect([code, found(of('store'), 'failed')]).toEqual([
      1,
      expect.stringMatching(/without JetStream → start it/),
    ]);
  });
});

describe('files', () => {
  it('that are wrong are named one by one, and all else is examined', async () => {
    const program = new Program();
    const global = join(program.home, 'config', 'iteratr', 'iteratr.yml');
    mkdirSync(dirname(global), { recursive: true });
    writeFileSync(global, 'model: [\n');
    program.write('iteratr.yml', 'iterations: many\ntheme: light\nmodle: x\n');
    program.write('.iteratr.hooks.yml', 'version: 1\nhooks:\n  sometimes: []\n');
    const { code, of } = await examine(program, MODELS, [], {
      env: { ITERATR_LOG_LEVEL: 'loud', ITERATR_TEMPLATE: 'none.txt' },
    });
    expect(code).toBe(1);
    const problems = found(of('config'), 'failed');
    expect(problems.split('\n')).toHaveLength(5);
    expect(problems).toMatch(/config\/iteratr\/iteratr\.yml:.*not valid YAML.* → .*iteratr setup --force$/m);
    expect(problems).toMatch(/:1: iterations is "many".* → .*iteratr setup --project --force$/m);
    expect(problems).toMatch(/:3: unknown key "modle"/);
    expect(problems).toMatch(/ITERATR_LOG_LEVEL: log_level is "loud"/);
    expect(problems).toMatch(/none\.txt/);
    expect(found(of('hooks'), 'failed')).toMatch(/:3: unknown key "sometimes"/);
    expect([of('agent').state, of('store').state]).toEqual(['ok', 'ok']);
  });

  it('that are well are counted', async () => {
    const program = new Program();
    program.write('iteratr.yml', 'theme: light\n');
    program.write('.iteratr.hooks.yml', 'version: 1\nhooks:\n  session_start:\n    - command: "true"\n');
    const { code, of } = await examine(program);
    expect(code).toBe(0);
    expect(found(of('config'), 'ok')).toContain(`${program.path('iteratr.yml')} is valid`);
    expect(found(of('hooks'), 'ok')).toMatch(/is valid: 1 hook /);
  });
});

describe('what dead builds leave', () => {
  it('is found, and cleared away with --fix and not before', async () => {
    const program = new Program();
    await killedBuild(program);
    const pid = program.agents()[0]?.pid;
    const server = program.servers()[0]?.pid;
    const first = await examine(program);
    expect([first.code, first.of('left-overs').fixable]).toEqual([0, true]);
    const left = found(first.of('left-overs'), 'warning');
    expect(left).toContain(`process ${pid}, started by a dead build, still runs → iteratr doctor --fix`);
    expect(left).toContain('session "SPEC" has the run file of a dead build');
    expect(left).toContain(`an unused NATS server still runs, process ${server}`);
    expect(program.processes().map((one) => one.pid)).toEqual(expect.arrayContaining([pid, server]));

    const fixed = await examine(program, MODELS, ['--fix']);
    expect([fixed.code, fixed.of('left-overs').state]).toEqual([0, 'ok']);
    expect(fixed.of('left-overs').fixed).toEqual([
      `ended process ${pid}`,
      'removed the run file of session "SPEC"',
      `stopped the idle NATS server, process ${server}`,
    ]);
    expect(await program.nothingLeft()).toEqual([]);
    const after = await examine(program, MODELS, ['--fix']);
    expect([after.of('left-overs').state, after.of('left-overs').fixed]).toEqual(['ok', []]);
    expect((await program.build(ONE_TASK)).code).toBe(0);
  });

  it('are the files of a server that is dead too', async () => {
    const program = new Program();
    await killedBuild(program);
    for (const { pid } of [...program.agents(), ...program.servers()]) endProcess(pid);
    await waitFor('them to end', () => program.processes().length === 0);
    const { of } = await examine(program);
    expect(found(of('left-overs'), 'warning')).toContain('the files of a dead NATS server are left');
    const { stdout } = await program.run(['doctor', '--fix'], {
      env: { ITERATR_AGENT: program.agent(MODELS).commandLine },
    });
    expect(stdout).toMatch(/^ +fixed: removed the files of the dead NATS server, process \d+$/m);
    expect(readdirSync(join(program.dataDir, 'nats')).filter((name) => name.startsWith('run-'))).toEqual([]);
  });
});

describe('a build at the same time', () => {
  it('is told of, and goes on, also with --fix', async () => {
    const program = new Program();
    const [turn] = ONE_TASK.turns ?? [];
    const steps = [{ text: 'I wait\n' }, { until: '../go-on' }, ...(turn?.steps ?? [])];
    const build = program.startBuild({ turns: [{ steps }] });
    await build.printed('I wait');
    const pids = program.processes().map(({ pid }) => pid);
    const { code, of } = await examine(program, MODELS, ['--fix']);
    expect([code, of('left-overs').fixed]).toEqual([0, []]);
    expect(found(of('left-overs'), 'ok')).toMatch(
      new RegExp(`^session "SPEC" is built by process ${build.pid} on `),
    );
    expect(found(of('store'), 'ok')).toContain('through the running server');
    expect(program.processes().map(({ pid }) => pid)).toEqual(expect.arrayContaining(pids));
    letGo(program, 'on');
    expect((await build.ended).code).toBe(0);
    expect((await program.events()).filter(({ type }) => type === 'TaskAdded')).toHaveLength(1);
  });
});

describe('a build that does not answer', () => {
  it('is told of, and keeps its session, also with --fix', async () => {
    const program = new Program();
    const build = program.startBuild({ turns: [{ steps: [{ text: 'I wait\n' }, { until: '../go-on' }] }] }, [
      '--iterations',
      '1',
    ]);
    await build.printed('I wait');
    build.signal('SIGSTOP');
    const { code, of } = await examine(program, MODELS, ['--fix']);
    build.signal('SIGCONT');
    expect([code, of('left-overs').fixed, of('left-overs').fixable]).toEqual([0, [], false]);
    expect(found(of('left-overs'), 'warning')).toMatch(
      new RegExp(`^session "SPEC" is built by process ${build.pid}, which does not answer → `),
    );
    const second = await program.run(['build', '--headless']);
    expect([second.code, second.stderr]).toEqual([2, expect.stringContaining('is already being run')]);
    letGo(program, 'on');
    expect((await build.ended).code).toBe(3);
  });
});

describe('doctor itself', () => {
  it('can be interrupted while all hangs, and leaves nothing', async () => {
    const program = new Program();
    const { commandLine } = program.agent({ startup: [{ hang: true }] });
    const env = { ITERATR_AGENT: commandLine, ITERATR_NATS_SERVER: hangingServer(program) };
    const ui = openTerminal(program, ['doctor'], { env });
    await ui.waitForText(/^checking Agent, Store …$/m);
    await waitFor('the server', () => program.servers()[0]);
    ui.type(KEY.ctrlC);
    expect((await ui.exited).code).toBe(130);
    expect(program.exists('.iteratr')).toBe(false);
    expect(await program.nothingLeft()).toEqual([]);
  });

  it('leaves no directory of the agent when it is forced to quit', async () => {
    const program = new Program();
    const TMPDIR = join(program.base, 'tmp');
    mkdirSync(TMPDIR);
    const { commandLine } = program.agent({ startup: [{ hang: true }], stubborn: true });
    const doctor = program.start(['doctor'], { env: { ITERATR_AGENT: commandLine, TMPDIR } });
    await waitFor('the agent', () => program.agents()[0]);
    expect(readdirSync(TMPDIR).some((name) => name.startsWith('iteratr-agent-'))).toBe(true);
    doctor.signal('SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 300));
    doctor.signal('SIGINT');
    expect((await doctor.ended).code).toBe(130);
    expect(readdirSync(TMPDIR).filter((name) => name.startsWith('iteratr-agent-'))).toEqual([]);
  });

  it('clears away what one that was killed has left', async () => {
    const program = new Program();
    const env = {
      ITERATR_AGENT: program.agent(MODELS).commandLine,
      ITERATR_NATS_SERVER: hangingServer(program),
    };
    const killed = program.start(['doctor'], { env });
    const { pid } = await waitFor('the server', () => program.servers()[0]);
    for (const watch of watchesOf(program.base)) endProcess(watch.pid);
    killed.signal('SIGKILL');
    await killed.ended;
    const scratch = readdirSync(program.workTree).find((name) => name.startsWith('.iteratr-doctor_')) ?? '';
    expect(scratch).not.toBe('');
    const { code, of } = await examine(program, MODELS, ['--fix']);
    expect([code, of('left-overs').fixed]).toEqual([
      0,
      [`stopped the idle NATS server, process ${pid}`, `removed ${program.path(scratch)}`],
    ]);
    expect(program.exists(scratch)).toBe(false);
    expect(await program.nothingLeft()).toEqual([]);
  });

  it.each(['0', '1.5', 'soon', ''])('takes no time limit of %j', async (limit) => {
    const program = new Program({ git: false });
    const { code, stderr } = await program.run(['doctor', '--timeout', limit]);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/^iteratr: --timeout ".*" is not a number of seconds; .*\n$/),
    ]);
  });
});
