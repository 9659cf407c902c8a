// Specifies that the project is found from every folder below it: its configuration, hooks, trust and sessions.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Ended, Program } from '../support/program.ts';
import { ONE_TASK } from '../support/scenarios.ts';

function programBelow(): { program: Program; below: string } {
  const program = new Program();
  const below = program.path('packages/one');
  program.mkdir('packages/one');
  return { program, below };
}

function hooks(command: string): string {
  return JSON.stringify({ version: 1, hooks: { session_start: [{ command }] } });
}

function add(program: Program, content: string, cwd: string, env = {}): Promise<Ended> {
  return program.run(['tool', 'task-add', '--name', 'SPEC', '--content', content], { cwd, env });
}

it('tools and sessions use one store, from wherever they are called', async () => {
  const { program, below } = programBelow();
  expect((await add(program, 'From the root', program.workTree)).stdout).toBe('TAS-1 [P2] remaining\n');
  expect((await add(program, 'From below', below)).stdout).toBe('TAS-2 [P2] remaining\n');
  const linked = join(program.base, 'link');
  symlinkSync(below, linked);
  expect((await add(program, 'Through a link', linked)).stdout).toBe('TAS-3 [P2] remaining\n');
  const inStore = program.path('.iteratr/runs');
  mkdirSync(inStore, { recursive: true });
  expect((await add(program, 'From the store', inStore)).stdout).toBe('TAS-4 [P2] remaining\n');
  expect((await program.run(['sessions'], { cwd: below })).stdout).toMatch(/SPEC\s+new\s+0\/4/);
  expect(existsSync(join(below, '.iteratr'))).toBe(false);
});

it('a build from below uses files of the project; agent and specs stay where it was started', async () => {
  const { program, below } = programBelow();
  const { commandLine } = program.agent({
    turns: [{ steps: [{ shell: 'pwd > seen; "$ITERATR" tool task-add --content "By the agent"' }] }],
  });
  program.write('iteratr.yml', JSON.stringify({ agent: './agent.sh', log_file: 'run.log', iterations: 1 }));
  program.write('.iteratr.hooks.yml', hooks('pwd > hook-ran'));
  writeFileSync(program.path('agent.sh'), `#!/bin/sh\nexec ${commandLine}\n`, { mode: 0o755 });
  const self = join(program.base, 'iteratr');
  const main = join(process.cwd(), 'dist/iteratr.js');
  writeFileSync(self, `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`, { mode: 0o755 });
  mkdirSync(join(below, 'specs'));
  writeFileSync(join(below, 'specs/mine.md'), '# Mine\n');
  const build = ['build', '--headless', '--spec', 'specs/mine.md'];
  const { code, stdout } = await program.run(build, { cwd: below, env: { ITERATR: self } });
  expect(code, stdout).toBe(3);
  expect(program.read('packages/one/seen')).toBe(`${below}\n`);
  expect(program.read('hook-ran')).toBe(`${program.workTree}\n`);
  expect(program.exists('run.log')).toBe(true);
  expect((await program.run(['tool', 'task-list', '--name', 'mine'])).stdout).toContain('By the agent');
  expect(existsSync(join(below, '.iteratr'))).toBe(false);
});

it('a running build answers a tool that is called below, without and with its data directory', async () => {
  const { program, below } = programBelow();
  const steps = [{ text: 'waiting\n' }, { shell: 'until [ -e ../go ]; do sleep 0.05; done' }];
  const build = program.startBuild({ turns: [{ steps }] }, ['-i', '1']);
  await build.printed('waiting\n');
  // A server that cannot be started shows that none is needed.
  const env = { ITERATR_NATS_SERVER: '/nowhere/nats-server' };
  expect(await add(program, 'One', below, env)).toMatchObject({ code: 0, stderr: '' });
  const named = { ...env, ITERATR_DATA_DIR: program.dataDir };
  expect(await add(program, 'Two', below, named)).toMatchObject({ code: 0, stderr: '' });
  const relative = { ...env, ITERATR_DATA_DIR: '../../.iteratr' };
  expect(await add(program, 'Three', below, relative)).toMatchObject({ code: 0, stderr: '' });
  program.write('../go', '');
  expect((await build.ended).code).toBe(3);
  expect(build.stdout).toContain('+ TAS-3 [P2] Three');
});

it('config, hooks, trust, doctor and setup name the files of the project', async () => {
  const { program, below } = programBelow();
  program.write('iteratr.yml', 'agent: /nowhere/agent\n');
  program.write('.iteratr.hooks.yml', hooks('echo'));
  const shown = (...args: string[]) => program.run(args, { cwd: below });
  const config = JSON.parse((await shown('config', '--json')).stdout);
  expect(config.data_dir.value).toBe(program.dataDir);
  expect((await shown('trust')).stdout).toContain(`${program.workTree} is trusted`);
  expect((await program.run(['config'])).stdout).toContain(`project file ${program.path('iteratr.yml')}`);
  expect((await shown('config')).stdout).toContain(`project file ${program.path('iteratr.yml')}`);
  expect(JSON.parse((await shown('hooks', 'check', '--json')).stdout).file).toBe(
    program.path('.iteratr.hooks.yml'),
  );
  const doctor = (await shown('doctor')).stdout;
  expect(doctor).toContain(`${program.path('iteratr.yml')} is valid`);
  expect(doctor).toContain(`${program.path('.iteratr.hooks.yml')} is valid`);
  expect((await shown('setup', '--project', '--model', 'a/b')).stderr).toContain(
    `${program.path('iteratr.yml')} already exists`,
  );
});

it('a repository, a work tree or a folder without git inside is a project of its own', async () => {
  const { program } = programBelow();
  await add(program, 'Outer', program.workTree);
  program.mkdir('vendor/inner');
  const inner = program.path('vendor/inner');
  execFileSync('git', ['init', '--quiet'], { cwd: inner, env: program.env });
  program.git('worktree', 'add', '--quiet', 'trees/linked');
  for (const cwd of [inner, program.path('trees/linked')]) {
    expect((await add(program, 'Inner', cwd)).stdout).toBe('TAS-1 [P2] remaining\n');
    expect(existsSync(join(cwd, '.iteratr'))).toBe(true);
  }
  const plain = join(program.base, 'plain/sub');
  mkdirSync(plain, { recursive: true });
  mkdirSync(join(program.base, 'plain/.iteratr'));
  expect((await add(program, 'Plain', plain)).stdout).toBe('TAS-1 [P2] remaining\n');
  expect(existsSync(join(plain, '.iteratr'))).toBe(true);
});

it('completion offers the sessions of the project', async () => {
  const { program, below } = programBelow();
  await program.build(ONE_TASK, ['-i', '1']);
  const { stdout } = await program.run(['complete', '--', 'sessions', 'show', ''], { cwd: below });
  expect(stdout).toContain('SPEC');
});
