// Specifies that the files of a cloned repository run nothing, reach nothing and write nowhere before the user consents.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Program } from '../support/program.ts';
import { mcp } from '../support/scenarios.ts';
import { openTerminal } from '../support/tui-program.ts';

const DONE = {
  turns: [
    {
      steps: [
        mcp('task-add', { content: 'One' }),
        mcp('task-status', { id: 'TAS-1', status: 'completed' }),
        mcp('session-complete'),
        { text: 'done' },
      ],
    },
  ],
} as const;

/** Commands that start no agent. */
const READ_ONLY = [
  ['sessions'],
  ['sessions', 'show', 'x'],
  ['tool', 'task-list', '--name', 'x'],
  ['tool', 'task-add', '--name', 'x', '--content', 'one'],
  ['message', '--name', 'x', 'hello'],
  ['pause', '--name', 'x'],
  ['config'],
  ['doctor', '--timeout', '5'],
  ['setup', '--project', '--force', '--model', 'a/b'],
  ['complete', '--', 'sessions', 'show', ''],
  ['complete', '--', 'tool', 'task-status', '-n', 'x', '--id', ''],
  [],
] as const;

function executable(program: Program, name: string, script: string): void {
  chmodSync(program.write(name, `#!/bin/sh\n${script}\n`), 0o755);
}

/** A work tree whose files run programs that leave `ran-…`. */
function hostile(): Program {
  const program = new Program();
  executable(program, 'evil', 'touch ran-server; exec sleep 0');
  program.write(
    'iteratr.yml',
    ['agent: sh -c "touch ran-agent"', 'nats_server: ./evil', 'log_file: ~/.bashrc', ''].join('\n'),
  );
  program.write(
    '.iteratr.hooks.yml',
    'version: 1\nhooks:\n  session_start:\n    - command: touch ran-hook\n',
  );
  return program;
}

const TRACES = ['ran-server', 'ran-agent', 'ran-hook', '../home/.bashrc'];

function traces(program: Program): string[] {
  return TRACES.filter((name) => program.exists(name));
}

/** Counts the connections to a port of this machine, as a foreign server would. */
async function listener(): Promise<{ url: string; connections: () => number }> {
  let count = 0;
  const server = createServer((socket) => {
    count++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { url: `nats://127.0.0.1:${port}`, connections: () => count };
}

describe('before the user consents', () => {
  it('no command that starts no agent runs or writes what the files name', async () => {
    const program = hostile();
    for (const args of READ_ONLY) {
      await program.run(args);
      expect([args, traces(program)]).toEqual([args, []]);
    }
  });

  it('what is ignored is named in one line, and the command works', async () => {
    const program = hostile();
    const { code, stdout, stderr } = await program.run([
      'tool',
      'task-add',
      '--name',
      'x',
      '--content',
      'one',
    ]);
    expect([code, stdout]).toEqual([0, expect.stringContaining('TAS-1')]);
    expect(stderr).toBe(
      `iteratr: ignored nats_server, log_file in ${program.path('iteratr.yml')}: the file is not trusted; run \`iteratr trust\` to trust it\n`,
    );
  });

  it.each([
    ['nats_url', (url: string) => `nats_url: ${url}`],
    ['data_dir', () => 'data_dir: ../elsewhere'],
    ['data_dir', () => 'data_dir: link/sessions'],
    ['data_dir', () => 'data_dir: .git/sessions'],
  ])('a %s that decides where sessions are kept is refused and not used', async (key, line) => {
    const program = new Program();
    const { url, connections } = await listener();
    symlinkSync(program.base, program.path('link'));
    program.write('iteratr.yml', `${line(url)}\n`);
    for (const args of [
      ['sessions'],
      ['tool', 'task-list', '--name', 'x'],
      ['message', '--name', 'x', 'hi'],
    ]) {
      expect(await program.run(args)).toEqual({
        code: 2,
        stdout: '',
        stderr: `iteratr: ${program.path('iteratr.yml')} is not trusted, and its ${key} decides where sessions are stored; check it, then run \`iteratr trust\`, or add --trust to this command\n`,
      });
    }
    expect(await program.run(['complete', '--', 'sessions', 'show', ''])).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
    expect((await program.run(['config'])).code).toBe(0);
    expect(connections()).toBe(0);
    for (const made of ['../elsewhere', '../sessions', '.git/sessions'])
      expect(program.exists(made)).toBe(false);
  });

  it('a certificate authority cannot stand in for that of the server the user chose', async () => {
    const program = new Program();
    const { url, connections } = await listener();
    program.write('iteratr.yml', 'nats_ca: ./ca.pem\n');
    const { code } = await program.run(['sessions'], { env: { ITERATR_NATS_URL: url } });
    expect([code, connections()]).toEqual([2, 0]);
  });

  it('values that a variable or flag covers, and those that are harmless, need no consent', async () => {
    const program = new Program();
    program.write(
      'iteratr.yml',
      'data_dir: ../elsewhere\nmodel: a/b\niterations: 3\ntemplate: specs/SPEC.md\n',
    );
    const env = { ITERATR_DATA_DIR: program.path('mine') };
    expect(await program.run(['sessions'], { env })).toMatchObject({ code: 0, stderr: '' });
    program.write('iteratr.yml', 'data_dir: mine\nlog_file: ""\nnats_url: ""\nagent: opencode\n');
    expect(await program.run(['sessions'])).toMatchObject({ code: 0, stderr: '' });
    expect((await program.run(['trust'])).stdout).toBe(`nothing in ${program.workTree} needs your consent\n`);
  });
});

describe('consent', () => {
  it('is asked for in a terminal, with every value and command, and no starts nothing', async () => {
    const program = hostile();
    const ui = openTerminal(program, ['build', '--spec', 'specs/SPEC.md']);
    const screen = (await ui.waitForText('[y/N]')).join('\n');
    expect(screen).toContain('+ agent: sh -c "touch ran-agent"');
    expect(screen).toContain('+ nats_server: ./evil');
    expect(screen).toContain('+ session_start: touch ran-hook');
    ui.type('n\r');
    expect((await ui.exited).code).toBe(2);
    expect(traces(program)).toEqual([]);
    expect(existsSync(join(program.home, '.local/state/iteratr/trust'))).toBe(false);
  });

  it('is not avoided by a file that says headless', async () => {
    const program = hostile();
    program.write('iteratr.yml', `${program.read('iteratr.yml')}headless: true\n`);
    const ui = openTerminal(program, ['build', '--spec', 'specs/SPEC.md']);
    await ui.waitForText('[y/N]');
    ui.type('\x04');
    expect((await ui.exited).code).toBe(2);
    expect(traces(program)).toEqual([]);
  });

  it('is remembered, and asked for again with the difference when a value or hook changes', async () => {
    const program = new Program();
    program.write('iteratr.yml', 'agent: /nowhere/one\n');
    const ask = async (answer: string): Promise<string> => {
      const ui = openTerminal(program, ['build', '--spec', 'specs/SPEC.md']);
      const screen = (await ui.waitForText(/\[y\/N\]|nowhere\/\w+ was not found/)).join('\n');
      if (screen.includes('[y/N]')) {
        ui.type(`${answer}\r`);
        if (answer === 'y') await ui.waitForText('was not found');
      }
      ui.type('\x03');
      await ui.exited;
      return screen;
    };
    expect(await ask('y')).toContain('+ agent: /nowhere/one');
    expect(await ask('y')).not.toContain('[y/N]');
    program.write('iteratr.yml', 'agent: /nowhere/two\n');
    const changed = await ask('n');
    expect(changed).toContain('have changed');
    expect(changed).toContain('- agent: /nowhere/one');
    expect(changed).toContain('+ agent: /nowhere/two');
    program.write('iteratr.yml', 'agent: /nowhere/one\n');
    program.write('.iteratr.hooks.yml', 'version: 1\nhooks:\n  on_error:\n    - command: echo new\n');
    expect(await ask('n')).toContain('+ on_error: echo new');
  });

  it('is the command itself where nobody can be asked; the log says first what runs', async () => {
    const program = new Program();
    const { commandLine } = program.agent(DONE);
    program.write('iteratr.yml', JSON.stringify({ agent: commandLine, log_file: '../run.log' }));
    program.write(
      '.iteratr.hooks.yml',
      'version: 1\nhooks:\n  session_start:\n    - command: touch ran-hook\n',
    );
    const { code, stdout } = await program.run(['build', '--headless']);
    expect(code).toBe(0);
    const [first = '', second = ''] = stdout.split('\n');
    expect(first).toContain(
      `${program.path('iteratr.yml')} sets agent: ${commandLine}; log_file: ../run.log`,
    );
    expect(second).toContain(`${program.path('.iteratr.hooks.yml')} runs session_start: touch ran-hook`);
    expect(program.exists('ran-hook')).toBe(true);
    expect(existsSync(join(program.home, '.local/state/iteratr/trust'))).toBe(false);
  });

  it('of a run reaches its agent and hooks by environment', async () => {
    const program = new Program();
    const { commandLine } = program.agent(DONE);
    program.write('iteratr.yml', JSON.stringify({ agent: commandLine, data_dir: '../elsewhere' }));
    const show = 'env | grep ^ITERATR_ | sort > ../env; cd / && "$ITERATR" sessions > "$OLDPWD/../listed"';
    program.write(
      '.iteratr.hooks.yml',
      JSON.stringify({ version: 1, hooks: { session_start: [{ command: show }] } }),
    );
    executable(
      program,
      '../iteratr',
      `exec ${JSON.stringify(process.execPath)} ${JSON.stringify(join(process.cwd(), 'dist/iteratr.js'))} "$@"`,
    );
    const { code } = await program.run(['build', '--headless'], {
      env: { ITERATR: program.path('../iteratr') },
    });
    expect(code).toBe(0);
    expect(program.read('../env')).toContain(`ITERATR_DATA_DIR=${join(program.base, 'elsewhere')}\n`);
    expect(program.read('../env')).toContain(`ITERATR_AGENT=${commandLine}\n`);
    expect(program.read('../listed')).toContain('SPEC');
  });

  it('holds for linked work trees of git, and not for a folder that only says it is one', async () => {
    const program = new Program();
    program.write('iteratr.yml', 'data_dir: ../elsewhere\n');
    program.git('add', '.');
    program.git('commit', '--quiet', '--message', 'Configure');
    program.git('worktree', 'add', '--quiet', '../linked');
    const linked = join(program.base, 'linked');
    expect((await program.run(['sessions'], { cwd: linked })).code).toBe(2);
    await program.run(['trust']);
    expect((await program.run(['sessions'], { cwd: linked })).code).toBe(0);

    const claims = join(program.base, 'claims');
    mkdirSync(join(claims, 'fake'), { recursive: true });
    writeFileSync(join(claims, 'iteratr.yml'), 'data_dir: ../elsewhere\n');
    writeFileSync(join(claims, '.git'), `gitdir: ${program.path('.git/worktrees/linked')}\n`);
    expect((await program.run(['sessions'], { cwd: claims })).code).toBe(2);
    writeFileSync(join(claims, '.git'), 'gitdir: fake\n');
    writeFileSync(join(claims, 'fake', 'gitdir'), `${join(claims, '.git')}\n`);
    writeFileSync(join(claims, 'fake', 'commondir'), `${program.path('.git')}\n`);
    expect((await program.run(['sessions'], { cwd: claims })).code).toBe(2);
  });

  it('can be given, listed, and revoked by command, and for one command by --trust', async () => {
    const program = new Program();
    program.write('iteratr.yml', 'data_dir: ../elsewhere\n');
    expect((await program.run(['sessions', '--trust'])).code).toBe(0);
    expect((await program.run(['sessions'])).code).toBe(2);
    const given = await program.run(['trust']);
    expect([given.code, given.stdout]).toEqual([0, expect.stringContaining('+ data_dir: ../elsewhere')]);
    const file = join(program.home, '.local/state/iteratr/trust');
    expect(statSync(file).mode & 0o777).toBe(0o700);
    expect((await program.run(['sessions'])).code).toBe(0);
    const listed = JSON.parse((await program.run(['trust', '--list', '--json'])).stdout);
    expect(listed).toMatchObject([
      { folder: program.workTree, settings: [{ key: 'data_dir', shown: '../elsewhere' }] },
    ]);
    expect((await program.run(['trust', '--revoke'])).stdout).toContain('no longer trusted');
    expect((await program.run(['sessions'])).code).toBe(2);
    expect((await program.run(['trust', '--list'])).stdout).toContain('no folder is trusted');
  });

  it('keeps no password', async () => {
    const program = new Program();
    program.write('iteratr.yml', 'nats_url: nats://me:secret-word@127.0.0.1:1\n');
    const { stdout } = await program.run(['trust']);
    const { stdout: listed } = await program.run(['trust', '--list', '--json']);
    expect(stdout + listed).toContain('nats://me:***@127.0.0.1:1');
    expect(stdout + listed).not.toContain('secret-word');
  });

  it('is not the agent to give', async () => {
    const program = new Program();
    program.write('iteratr.yml', 'data_dir: ../elsewhere\n');
    const env = { ITERATR_AGENT_MARK: 'x' };
    for (const args of [['trust'], ['trust', '--revoke'], ['sessions', '--trust']]) {
      expect(await program.run(args, { env })).toMatchObject({
        code: 2,
        stderr: 'iteratr: only the user can trust a folder; run this outside the agent\n',
      });
    }
  });

  it('that others could have written is not believed', async () => {
    const program = new Program();
    program.write('iteratr.yml', 'data_dir: ../elsewhere\n');
    await program.run(['trust']);
    chmodSync(join(program.home, '.local/state/iteratr/trust'), 0o777);
    expect(await program.run(['sessions'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('can be written by other users'),
    });
  });
});

it('doctor starts the agent in an empty directory, and says what is not trusted', async () => {
  const program = new Program();
  executable(program, 'agent', 'pwd > "$OUT"; ls -A | wc -l >> "$OUT"; cat > /dev/null');
  program.write('iteratr.yml', 'agent: ./agent\n');
  const env = { OUT: join(program.base, 'out') };
  const untrusted = await program.run(['doctor', '--timeout', '1'], { env });
  expect(untrusted.stdout).toContain('not trusted: agent: ./agent → look at it, then run iteratr trust');
  expect(existsSync(env.OUT)).toBe(false);
  await program.run(['trust']);
  const trusted = await program.run(['doctor', '--timeout', '1'], { env });
  expect(trusted.stdout).toContain('you trust the configuration and hooks of this folder');
  const [directory = '', entries] = readFileSync(env.OUT, 'utf8').trim().split('\n');
  expect(directory).not.toContain(program.base);
  expect(entries?.trim()).toBe('0');
  expect(existsSync(directory)).toBe(false);
  rmSync(env.OUT);
});
