// Specifies completion in a real bash, and what the program offers the other shells, of sessions and tasks as they are while
// a server runs, and that Tab starts none.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { quote } from 'shlex';
import { expect, it, onTestFinished } from 'vitest';
import { openStore } from '../../adapters/nats/open-store.ts';
import { UNRECORDED_PROCESSES } from '../../adapters/process/system-processes.ts';
import { SILENT } from '../support/harness.ts';
import { ITERATR, Program } from '../support/program.ts';
import { mcp } from '../support/scenarios.ts';
import { PtyProgram } from '../support/tui-pty.ts';

/** Puts `iteratr` on the PATH, and returns that. */
function onPath(program: Program): string {
  const bin = join(program.base, 'bin');
  mkdirSync(bin, { recursive: true });
  const file = join(bin, 'iteratr');
  writeFileSync(file, `#!/bin/sh\nexec ${quote(process.execPath)} ${quote(ITERATR)} "$@"\n`);
  chmodSync(file, 0o755);
  return `${bin}:${program.env.PATH}`;
}

/** What bash would offer for the last word, as it splits the line itself. */
function inBash(program: Program, ...words: string[]): string[] {
  const script = `
    eval "$(iteratr completion bash)" || exit 1
    COMP_WORDS=(iteratr ${words.map((word) => quote(word)).join(' ')})
    COMP_CWORD=${words.length}
    _iteratr iteratr "$\{COMP_WORDS[COMP_CWORD]}"
    printf '%s\\n' "$\{COMPREPLY[@]}"
  `;
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', script], {
    cwd: program.workTree,
    env: { ...program.env, PATH: onPath(program) },
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
}

async function withSessions(): Promise<Program> {
  const program = new Program({ git: false });
  await program.run(['tool', 'task-add', '--name', 'feature', '--content', 'Write one']);
  await program.run(['tool', 'task-add', '--name', 'feature', '--content', 'Write two']);
  await program.run(['tool', 'task-add', '--name', 'feature', '--content', 'Done', '--status', 'completed']);
  await program.run(['tool', 'task-add', '--name', '007', '--content', 'Other']);
  // Its server runs as long as somebody uses it.
  const store = await openStore({
    processes: UNRECORDED_PROCESSES,
    dataDir: program.dataDir,
    logger: SILENT,
  });
  onTestFinished(() => store.close());
  return program;
}

it('bash completes commands, flags, fixed values, sessions and tasks', async () => {
  const program = await withSessions();
  expect(inBash(program, 'sess')).toEqual(['sessions']);
  expect(inBash(program, 'sessions', 'e')).toEqual(['export']);
  expect(inBash(program, 'build', '--he')).toEqual(['--headless', '--help']);
  expect(inBash(program, 'tool', 'note-add', '--type', 't')).toEqual(['tip']);
  expect(inBash(program, 'sessions', 'show', '')).toEqual(['007', 'feature']);
  expect(inBash(program, 'attach', '--name', '=', 'f')).toEqual(['feature']);
  expect(inBash(program, 'tool', 'task-status', '-n', 'feature', '--id', '')).toEqual([
    'TAS-1',
    'TAS-2',
    'TAS-3',
  ]);
});

it('starts no process: without a server, sessions are those that have had an iteration', async () => {
  const program = new Program({ git: false });
  await program.build({ turns: [{ steps: [mcp('task-add', { content: 'Write one' }), { text: 'done' }] }] }, [
    '--iterations',
    '1',
  ]);
  await program.run(['tool', 'task-add', '--name', 'other', '--content', 'No iteration yet']);
  const runs = join(program.dataDir, 'nats');
  const before = readdirSync(runs);
  expect((await program.run(['complete', '--', 'sessions', 'show', ''])).stdout).toBe('SPEC\n');
  const tasks = ['complete', '--', 'tool', 'task-status', '-n', 'SPEC', '--id', ''];
  expect(await program.run(tasks)).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(readdirSync(runs)).toEqual(before);
});

it('never runs what is on the line', async () => {
  const program = await withSessions();
  inBash(program, 'message', '$(touch pwned)', '`touch pwned`', '; touch pwned', '');
  expect(program.exists('pwned')).toBe(false);
});

it('bash completes at the Tab key, sessions and files', async () => {
  const program = await withSessions();
  program.write('specs/long-name.md', '# x\n');
  const env = { ...program.env, PATH: onPath(program), PS1: 'ready> ', ITERATR_SESSION: undefined };
  const bash = new PtyProgram('bash', ['--norc', '--noprofile', '-i'], { cwd: program.workTree, env });
  await bash.waitForText('ready>');
  bash.type('eval "$(iteratr completion bash)"; echo loaded\r');
  await bash.waitForText(/^loaded$/m);
  bash.type('iteratr sessions show --name=fea\t');
  await bash.waitForText('--name=feature');
  bash.type('\x15iteratr build --spec specs/lo\t');
  await bash.waitForText('specs/long-name.md');
  bash.type('\x15exit\r');
  await bash.exited;
});

it('follows the sessions: one that is renamed or deleted, one that only a build has', async () => {
  const program = await withSessions();
  const sessions = async () => (await program.run(['complete', '--', 'sessions', 'show', ''])).stdout;
  await program.run(['sessions', 'rename', 'feature', 'login']);
  expect(await sessions()).toBe('007\nlogin\n');
  expect((await program.run(['complete', '--', 'tool', 'task-list', '-n', ''])).stdout).toBe('007\nlogin\n');
  await program.run(['sessions', 'delete', '007', '--yes']);
  expect(await sessions()).toBe('login\n');
});

it('knows the tasks of a build as they are', async () => {
  const program = new Program();
  const steps = [mcp('task-add', { content: 'Write one' }), { text: 'working\n' }, { hang: true }] as const;
  const build = program.startBuild({ turns: [{ steps }] });
  await build.printed('working\n');
  const { stdout } = await program.run([
    'complete',
    '--',
    'tool',
    'task-status',
    '--name',
    'SPEC',
    '--id',
    '',
  ]);
  expect(stdout).toBe('TAS-1\tremaining: Write one\n');
  expect((await program.run(['complete', '--', 'attach', '--name', ''])).stdout).toBe('SPEC\n');
  build.signal('SIGINT');
  await build.ended;
});

it.each([
  ['where nothing was ever done', {}],
  ['with a configuration that is broken', { config: 'nonsense: [' }],
  ['with a data directory that is a file', { env: { ITERATR_DATA_DIR: 'specs/SPEC.md' } }],
] as [string, { config?: string; env?: Record<string, string> }][])(
  'says nothing %s, and makes nothing',
  async (_, { config, env = {} }) => {
    const program = new Program({ git: false });
    if (config !== undefined) program.write('iteratr.yml', config);
    for (const words of [
      ['sessions', 'show', ''],
      ['tool', 'task-status', '-n', 'x', '--id', ''],
    ]) {
      expect(await program.run(['complete', '--', ...words], { env })).toEqual({
        code: 0,
        stdout: '',
        stderr: '',
      });
    }
    expect(program.exists('.iteratr')).toBe(false);
  },
);

it('the scripts are these, and a shell that is not known is an error', async () => {
  const program = new Program({ git: false });
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { code, stdout } = await program.run(['completion', shell]);
    expect(code).toBe(0);
    await expect(stdout).toMatchFileSnapshot(`../golden/completion.${shell}`);
  }
  expect(await program.run(['completion', 'csh'])).toMatchObject({
    code: 2,
    stderr: 'iteratr: unknown shell "csh"; name one of bash, zsh, fish\n',
  });
  expect(await program.run(['completion'])).toMatchObject({ code: 2 });
});
