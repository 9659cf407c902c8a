// Specifies `iteratr sessions` with the real program: what it shows of a build, and what it changes or refuses to.
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Ended, ITERATR, Program, type Running } from '../support/program.ts';
import { mcp, TWO_TASKS } from '../support/scenarios.ts';
import { PtyProgram } from '../support/tui-pty.ts';
import { waitFor } from '../support/wait-for.ts';

async function built(): Promise<Program> {
  const program = new Program();
  expect((await program.build({ turns: TWO_TASKS })).code).toBe(0);
  return program;
}

async function withTask(name = 'feature'): Promise<Program> {
  const program = new Program({ git: false });
  await program.run(['tool', 'task-add', '--name', name, '--content', 'Write one']);
  return program;
}

/** A build that does nothing more, until it is ended. */
async function hanging(program: Program): Promise<Running> {
  const steps = [mcp('task-add', { content: 'y' }), { text: 'working\n' }, { hang: true }] as const;
  const build = program.startBuild({ turns: [{ steps }] });
  await build.printed('working\n');
  return build;
}

async function listed(program: Program): Promise<{ name: string; condition: string }[]> {
  const { code, stdout } = await program.run(['sessions', '--json']);
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

async function names(program: Program): Promise<string[]> {
  return (await listed(program)).map(({ name }) => name).sort();
}

function said(stderr: string, code = 1): Ended {
  return { code, stdout: '', stderr: `iteratr: ${stderr}\n` };
}

describe('looking', () => {
  it('there is nothing: says so in a line, and makes nothing', async () => {
    const program = new Program({ git: false });
    expect(await program.run(['sessions'])).toEqual({
      code: 0,
      stdout: `there are no sessions yet in ${program.dataDir}; start one with \`iteratr build --spec specs/feature.md\`\n`,
      stderr: '',
    });
    expect((await program.run(['sessions', 'list', '--json'])).stdout).toBe('[]\n');
    expect(program.exists('.iteratr')).toBe(false);
  });

  it('a store of the Go program is told of once, and left alone', async () => {
    const program = new Program({ git: false });
    program.mkdir('.iteratr/data');
    program.write('.iteratr/data/meta', 'theirs');
    const add = (content: string) => program.run(['tool', 'task-add', '--name', 'a', '--content', content]);
    expect((await add('one')).stderr).toBe(
      `iteratr: ${program.path('.iteratr/data')} belongs to the Go program; this iteratr keeps sessions in another form and does not read it\n`,
    );
    expect((await add('two')).stderr).toBe('');
    expect(program.read('.iteratr/data/meta')).toBe('theirs');
  });

  it('the list says what each session is, the latest first', async () => {
    const program = await built();
    await program.run(['tool', 'task-add', '--name', 'other', '--content', 'x']);
    const { stdout } = await program.run(['sessions']);
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/^session +state +tasks +iterations +cost +last activity +spec$/),
      expect.stringMatching(/^other +new +0\/1 +0 +- +just now +-$/),
      expect.stringMatching(/^SPEC +complete +2\/2 +3 +- +just now +specs\/SPEC.md$/),
      '',
    ]);
    expect((await program.run(['sessions', 'list'])).stdout).toBe(stdout);
    expect((await listed(program))[1]).toMatchObject({
      name: 'SPEC',
      condition: 'complete',
      spec: 'specs/SPEC.md',
      model: 'fake/model',
      tasks: { total: 2, completed: 2, open: 0 },
      notes: 1,
      iterations: 3,
      usage: { inputTokens: 100, outputTokens: 20, totalTokens: 120, cost: null },
    });
  });

  it('of a session that a build has it says that it runs, pauses, or is paused', async () => {
    const program = new Program();
    const build = await hanging(program);
    expect(await listed(program)).toMatchObject([{ name: 'SPEC', condition: 'running' }]);
    await program.run(['pause', '--name', 'SPEC']);
    expect(await listed(program)).toMatchObject([{ condition: 'pausing' }]);
    build.signal('SIGKILL');
    await build.ended;
    expect(await listed(program)).toMatchObject([{ condition: 'stopped' }]);
    for (const { pid } of program.agents()) process.kill(pid, 'SIGKILL');
  });

  it('shows one session, by position, flag or environment', async () => {
    const program = await built();
    const { stdout } = await program.run(['sessions', 'show', 'SPEC']);
    expect(stdout).toMatch(/^SPEC: complete\n/);
    expect(stdout).toMatch(/^tasks +2 of 2 completed, 0 open$/m);
    expect(stdout).toMatch(/^completed \(2\)$/m);
    expect(stdout).toMatch(/^- #3 finished .* TAS-2 · commit [0-9a-f]{10}\n {2}wrote two$/m);
    expect((await program.run(['sessions', 'show', '--name', 'SPEC'])).stdout).toBe(stdout);
    const env = { ITERATR_SESSION: 'SPEC' };
    expect((await program.run(['sessions', 'show'], { env })).stdout).toBe(stdout);
    const json = JSON.parse((await program.run(['sessions', 'show', 'SPEC', '--json'])).stdout);
    expect(json).toMatchObject({
      name: 'SPEC',
      notes: 1,
      details: { tasks: [{ id: 'TAS-1' }, { id: 'TAS-2' }] },
    });
    expect(json.details.iterations).toHaveLength(3);
  });

  it('exports a report, to the terminal or to a file that is not there yet', async () => {
    const program = await built();
    const { stdout } = await program.run(['sessions', 'export', 'SPEC']);
    expect(stdout).toMatch(/^# SPEC\n/);
    for (const part of [
      '| State | complete |',
      '- [x] **TAS-2**',
      '### Iteration 3: finished',
      '> wrote two',
      '- `two.txt`',
    ])
      expect(stdout).toContain(part);
    const path = join(program.workTree, 'report.md');
    const args = ['sessions', 'export', 'SPEC', '-o', 'report.md'];
    expect(await program.run(args)).toEqual({ code: 0, stdout: '', stderr: 'wrote report.md\n' });
    expect(readFileSync(path, 'utf8')).toBe(stdout);
    writeFileSync(path, 'mine');
    expect(await program.run(args)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/already exists.*--force/),
    });
    expect(readFileSync(path, 'utf8')).toBe('mine');
    expect((await program.run([...args, '--force'])).code).toBe(0);
    expect(readFileSync(path, 'utf8')).toBe(stdout);
  });

  it('exports everything as JSON', async () => {
    const program = await built();
    const all = JSON.parse((await program.run(['sessions', 'export', 'SPEC', '--format', 'json'])).stdout);
    expect(all).toMatchObject({
      v: 1,
      session: { name: 'SPEC', condition: 'complete' },
      lastStop: 'complete',
    });
    expect(all.events).toEqual(await program.events());
    expect(all.iterations.map(({ filesChanged }: { filesChanged: string[] }) => filesChanged)).toEqual([
      [],
      ['one.txt'],
      ['two.txt'],
    ]);
  });
});

describe('the log', () => {
  it('has every event, one line each, the oldest first', async () => {
    const program = await built();
    const events = await program.events();
    const lines = (await program.run(['sessions', 'log', 'SPEC'])).stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(events.length);
    expect(lines[0]).toMatch(
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d +- +user +run started: specs\/SPEC.md with fake\/model$/,
    );
    expect(lines.at(-1)).toMatch(/run ended: complete$/);
    const json = (await program.run(['sessions', 'log', 'SPEC', '--json'])).stdout.trimEnd().split('\n');
    expect(json.map((line) => JSON.parse(line))).toEqual(events);
  });

  it('can be cut short by its reader', async () => {
    const program = await built();
    const command = `"${process.execPath}" "${ITERATR}" sessions log SPEC --json | head -n 1`;
    const piped = program.startCommand(['bash', '-o', 'pipefail', '-c', command]);
    expect(await piped.ended).toMatchObject({ code: 0, stderr: '' });
    expect(piped.stdout.trimEnd().split('\n')).toHaveLength(1);
  });

  it('follows a session through the start and end of a build, until Ctrl+C', async () => {
    const program = await withTask('SPEC');
    const log = program.start(['sessions', 'log', 'SPEC', '--follow', '--json']);
    await log.printed('"TaskAdded"');
    await program.build(
      { turns: [{ steps: [mcp('note-add', { type: 'tip', content: 'from the build' })] }] },
      ['-i', '1'],
    );
    await log.printed('"RunEnded"');
    await program.run(['tool', 'note-add', '--name', 'SPEC', '--type', 'tip', '--content', 'after it']);
    await log.printed('after it');
    log.signal('SIGINT');
    const { code, stdout, stderr } = await log.ended;
    expect([code, stderr]).toEqual([0, '']);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(await program.events());
  });

  it('that is followed goes on when the session is reset, and ends by SIGTERM with 143', async () => {
    const program = await withTask();
    const log = program.start(['sessions', 'log', 'feature', '-f']);
    await log.printed('Write one');
    expect((await program.run(['sessions', 'reset', 'feature', '--yes'])).code).toBe(0);
    await program.run(['tool', 'task-add', '--name', 'feature', '--content', 'A new beginning']);
    await log.printed('A new beginning');
    log.signal('SIGTERM');
    const { code, stderr } = await log.ended;
    expect([code, stderr]).toEqual([
      143,
      'iteratr: session "feature" was reset, deleted or renamed; waiting for new events\n',
    ]);
  });

  it('that is followed ends when nobody reads it any more', async () => {
    const program = await withTask();
    const command = `"${process.execPath}" "${ITERATR}" sessions log feature --follow | head -n 1`;
    const piped = program.startCommand(['bash', '-c', command]);
    await piped.printed('Write one');
    await program.run(['tool', 'task-add', '--name', 'feature', '--content', 'more']);
    await program.run(['tool', 'task-add', '--name', 'feature', '--content', 'and more']);
    expect((await piped.ended).code).toBe(0);
  });
});

describe('changing', () => {
  it('deletes all there is of a session', async () => {
    const program = await built();
    await program.run(['tool', 'task-add', '--name', 'other', '--content', 'x']);
    expect(await program.run(['sessions', 'delete', 'SPEC', '--yes'])).toEqual({
      code: 0,
      stdout: 'session "SPEC" was deleted\n',
      stderr: '',
    });
    expect(await names(program)).toEqual(['other']);
    for (const folder of ['transcripts', 'snapshots', 'summaries', 'runs']) {
      const left = existsSync(join(program.dataDir, folder))
        ? readdirSync(join(program.dataDir, folder))
        : [];
      expect(left.filter((name) => name.startsWith('SPEC'))).toEqual([]);
    }
  });

  it('resets a session, and the next build begins at the first iteration', async () => {
    const program = await built();
    expect((await program.run(['sessions', 'reset', 'SPEC', '-y'])).stdout).toBe(
      'session "SPEC" was reset\n',
    );
    expect((await program.build({ turns: TWO_TASKS })).code).toBe(0);
    expect(await listed(program)).toMatchObject([{ iterations: 3, condition: 'complete' }]);
  });

  it('renames a session with all its events and transcripts', async () => {
    const program = await built();
    const before = await program.events();
    expect(await program.run(['sessions', 'rename', 'SPEC', 'login-page'])).toEqual({
      code: 0,
      stdout: 'session "SPEC" was renamed to "login-page"\n',
      stderr: '',
    });
    expect(await names(program)).toEqual(['login-page']);
    expect(await program.events('login-page')).toEqual(
      before.map((event) => ({ ...event, session: 'login-page' })),
    );
    expect(await program.events('SPEC')).toEqual([]);
    const transcripts = join(program.dataDir, 'transcripts');
    expect(readdirSync(transcripts)).toEqual(['login-page']);
    expect(statSync(join(transcripts, 'login-page', '1.ndjson')).mode & 0o777).toBe(0o600);
    // It is a session like any other: it is built again under its new name.
    expect((await program.build({ turns: TWO_TASKS }, ['--name', 'login-page'])).stdout).toMatch(/complete/);
  });

  it('killed half-way, a rename loses nothing, and can be done again', async () => {
    const program = await withTask();
    const tasks = Array.from({ length: 300 }, (_, index) => ({ content: `task ${index}` }));
    for (let i = 0; i < 3; i++) {
      const part = JSON.stringify(tasks.slice(i * 100, (i + 1) * 100));
      await program.run(['tool', 'task-batch-add', '--name', 'feature', '--tasks', part]);
    }
    const before = await program.events('feature');
    // Wherever it is at that moment: every step is tried in test/adapters/nats/rename-session.test.ts.
    const rename = program.start(['sessions', 'rename', 'feature', 'renamed']);
    await waitFor('its claim', () => existsSync(join(program.dataDir, 'runs', 'renamed.json')));
    rename.signal('SIGKILL');
    const { code } = await rename.ended;
    const [name, ...others] = await names(program);
    expect(others).toEqual([]);
    if (name === 'feature')
      expect(await program.run(['sessions', 'rename', 'feature', 'renamed'])).toMatchObject({ code: 0 });
    else expect([code, name]).toEqual([expect.any(Number), 'renamed']);
    expect(await program.events('renamed')).toEqual(
      before.map((event) => ({ ...event, session: 'renamed' })),
    );
    expect(await names(program)).toEqual(['renamed']);
  });

  it.each([['delete'], ['reset']])(
    '%s asks in a terminal: y does it, anything else does not',
    async (how) => {
      const program = await withTask();
      const ask = () =>
        new PtyProgram(process.execPath, [ITERATR, 'sessions', how, 'feature'], {
          cwd: program.workTree,
          columns: 120,
          env: program.env,
        });
      const no = ask();
      await no.waitForText(
        `${how} session "feature"? 1 task, 0 notes, 0 iterations will be lost. Type y to continue:`,
      );
      no.type('n\r');
      await no.waitForText('nothing was changed');
      expect((await no.exited).code).toBe(1);
      const end = ask();
      await end.waitForText('Type y to continue:');
      end.type('\x04');
      expect((await end.exited).code).toBe(1);
      const interrupted = ask();
      await interrupted.waitForText('Type y to continue:');
      interrupted.type('\x03');
      expect((await interrupted.exited).code).toBe(130);
      expect(await names(program)).toEqual(['feature']);
      const yes = ask();
      await yes.waitForText('Type y to continue:');
      yes.type('y\r');
      expect((await yes.exited).code).toBe(0);
      expect(await names(program)).toEqual([]);
    },
  );
});

describe('what cannot be done is said in a line, and changes nothing', () => {
  it('while a build runs the session', async () => {
    const program = new Program();
    const build = await hanging(program);
    const before = await program.events();
    const busy = `session "SPEC" is already being run by process ${build.pid}; wait for it, end it, or choose another --name`;
    expect(await program.run(['sessions', 'delete', 'SPEC', '--yes'])).toEqual(said(busy, 2));
    expect(await program.run(['sessions', 'reset', 'SPEC', '--yes'])).toEqual(said(busy, 2));
    expect(await program.run(['sessions', 'rename', 'SPEC', 'other'])).toEqual(said(busy, 2));
    await program.run(['tool', 'task-add', '--name', 'other', '--content', 'x']);
    expect(await program.run(['sessions', 'rename', 'other', 'SPEC'])).toEqual(said(busy, 2));
    expect(await program.events()).toEqual(before);
    build.signal('SIGINT');
    await build.ended;
  });

  it('without a terminal to ask in', async () => {
    const program = await withTask();
    for (const how of ['delete', 'reset']) {
      expect(await program.run(['sessions', how, 'feature'])).toEqual({
        code: 2,
        stdout: '',
        stderr: `iteratr: there is no terminal to ask for confirmation; add --yes to ${how} "feature" without confirmation\n`,
      });
    }
    expect(await names(program)).toEqual(['feature']);
  });

  it.each([
    [['show', 'nope'], 1, 'there is no session "nope"; the sessions are feature'],
    [['log', 'nope'], 1, 'there is no session "nope"; the sessions are feature'],
    [['export', 'nope'], 1, 'there is no session "nope"; the sessions are feature'],
    [['reset', 'nope', '--yes'], 1, 'there is no session "nope"; the sessions are feature'],
    [['delete', 'nope', '--yes'], 1, 'there is no session "nope"; the sessions are feature'],
    [['rename', 'nope', 'new'], 1, 'there is no session "nope"; the sessions are feature'],
    [['rename', 'feature', 'feature'], 2, 'the session is already called "feature"; choose another name'],
    [['rename', 'feature', 'a b'], 2, '"a b" is not a session name; use 1 to 64 letters, digits, "_" or "-"'],
    [
      ['rename', 'feature', '../x'],
      2,
      '"../x" is not a session name; use 1 to 64 letters, digits, "_" or "-"',
    ],
    [['rename', 'feature'], 2, 'two names are needed; use `iteratr sessions rename <old> <new>`'],
    [['show'], 2, 'no session is named; pass --name <session> or set ITERATR_SESSION'],
    [['show', 'feature', '--name', 'other'], 2, 'two sessions are named, "feature" and "other"; name one'],
    [
      ['export', 'feature', '--format', 'pdf'],
      2,
      '--format "pdf" is not a format; use md, json, junit or html',
    ],
    [['export', 'feature', '-o', 'specs'], 2, expect.stringMatching(/specs is a directory; name a file$/)],
    [['export', 'feature', '-o', 'no/such/file'], 2, expect.stringMatching(/its directory does not exist/)],
  ] as [string[], number, string][])('%j', async (args, code, message) => {
    const program = await withTask();
    const { stderr, ...rest } = await program.run(['sessions', ...args]);
    expect(rest).toEqual({ code, stdout: '' });
    expect(stderr.replace(/^iteratr: |\n$/g, '')).toEqual(message);
    expect(await names(program)).toEqual(['feature']);
    expect((await program.events('feature')).length).toBe(1);
  });

  it('to a name that is taken', async () => {
    const program = await withTask();
    await program.run(['tool', 'task-add', '--name', 'other', '--content', 'x']);
    expect(await program.run(['sessions', 'rename', 'feature', 'other'])).toEqual(
      said('session "other" already exists; choose another name'),
    );
    expect(await names(program)).toEqual(['feature', 'other']);
  });

  it('a command that does not exist', async () => {
    const program = new Program({ git: false });
    expect(await program.run(['sessions', 'shw'])).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'iteratr: there is no command "sessions shw"; did you mean "sessions show"? `iteratr --help` lists the commands\n',
    });
  });

  it('in a data directory that cannot be written to', async () => {
    const program = await withTask();
    program.mkdir('read-only');
    chmodSync(program.path('read-only'), 0o500);
    // No permission stops root, but the kernel's own file system does.
    const dataDir = process.getuid?.() === 0 ? '/sys/iteratr' : program.path('read-only', 'data');
    for (const args of [
      ['show', 'feature'],
      ['log', 'feature'],
      ['delete', 'feature', '--yes'],
      ['rename', 'feature', 'x'],
    ]) {
      const { code, stdout, stderr } = await program.run(['sessions', ...args, '--data-dir', dataDir]);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(
        /^iteratr: the data directory [^\n]*(permission|read-only)[^\n]*--data-dir[^\n]*\n$/,
      );
    }
    expect((await program.run(['sessions', '--data-dir', dataDir])).code).toBe(0);
    expect(await names(program)).toEqual(['feature']);
  });
});

describe('a data directory that was removed between two commands', () => {
  it('is reported in a line, and its sessions can be restored', async () => {
    const program = await built();
    const before = await program.run(['sessions', 'show', 'SPEC']);
    rmSync(program.path('.iteratr'), { recursive: true });
    const notice = `iteratr: there is no store in ${program.dataDir}; restore a session from its backup with \`iteratr sessions restore\` (SPEC)\n`;
    expect((await program.run(['sessions'])).stderr).toBe(notice);
    expect(await program.run(['sessions', 'restore'])).toEqual({ code: 0, stdout: 'SPEC\n', stderr: '' });
    const restored = await program.run(['sessions', 'restore', 'SPEC']);
    expect(restored).toMatchObject({ code: 0, stderr: '' });
    expect(restored.stdout).toMatch(/^restored session "SPEC": \d+ events, the last of 20/);
    expect((await program.run(['sessions', 'show', 'SPEC'])).stdout).toBe(before.stdout);
    expect((await program.run(['sessions', 'restore'])).stderr).toBe('there is nothing to restore\n');
  });

  it('refuses a second store to a command of the agent', async () => {
    const program = await built();
    rmSync(program.path('.iteratr'), { recursive: true });
    const env = { ITERATR_AGENT_MARK: 'mark' };
    const added = await program.run(['tool', 'task-add', '--name', 'SPEC', '--content', 'x'], { env });
    expect(added).toMatchObject({ code: 1, stdout: '' });
    expect(added.stderr).toMatch(/^iteratr: the data directory .* was removed while it was in use; restore /);
    expect(program.exists('.iteratr')).toBe(false);
  });

  it('has no backup outside of a repository, or if backups are off', async () => {
    const program = new Program();
    await program.run(['tool', 'task-add', '--name', 'a', '--content', 'x'], {
      env: { ITERATR_BACKUP: 'false' },
    });
    rmSync(program.path('.iteratr'), { recursive: true });
    expect((await program.run(['sessions'])).stderr).toBe('');
    expect(await program.run(['sessions', 'restore', 'a'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'iteratr: there is no backup of session "a"; nothing can be restored\n',
    });
  });
});

describe('a damaged store', () => {
  const STREAM = ['.iteratr', 'jetstream', '$G', 'streams', 'iteratr_events'] as const;
  const add = (program: Program) => program.run(['tool', 'task-add', '--name', 'SPEC', '--content', 'x']);

  it.each([
    ['an empty meta.inf', (at: (...path: string[]) => string) => writeFileSync(at('meta.inf'), '')],
    ['no meta.inf', (at: (...path: string[]) => string) => rmSync(at('meta.inf'))],
  ])('with %s is written to by no command; moved away, it is restored', async (_, damage) => {
    const program = await built();
    const before = await program.run(['sessions', 'show', 'SPEC']);
    damage((...path) => program.path(...STREAM, ...path));
    for (const ended of [await add(program), await program.run(['sessions'])]) {
      expect(ended).toMatchObject({ code: 1, stdout: '' });
      expect(ended.stderr).toMatch(/^iteratr: the store in .* is damaged: .*meta\.inf .*; move .* restore/);
    }
    expect((await program.run(['doctor'])).stdout).toMatch(/Store +the store in .* is damaged/);
    renameSync(program.path('.iteratr', 'jetstream'), program.path('.iteratr', 'damaged'));
    expect(await program.run(['sessions', 'restore', 'SPEC'])).toMatchObject({ code: 0 });
    expect((await program.run(['sessions', 'show', 'SPEC'])).stdout).toBe(before.stdout);
  });

  it('can be discarded with its backup', async () => {
    const program = await built();
    truncateSync(program.path(...STREAM, 'msgs', '1.blk'), 0);
    expect(await program.run(['sessions', 'delete', 'SPEC', '--yes'])).toMatchObject({ code: 0 });
    expect((await add(program)).stdout).toContain('TAS-1');
    expect((await program.run(['sessions', 'restore'])).stdout).toBe('');
  });

  it.each([
    ['cut', (file: string) => truncateSync(file, 300)],
    ['emptied', (file: string) => truncateSync(file, 0)],
    ['removed', (file: string) => rmSync(file)],
  ])('with a message file that was %s gives no id twice; its session is restored', async (_, damage) => {
    const program = await built();
    const before = await program.run(['sessions', 'show', 'SPEC']);
    damage(program.path(...STREAM, 'msgs', '1.blk'));
    const added = await add(program);
    expect(added).toMatchObject({ code: 1, stdout: '' });
    expect(added.stderr).toMatch(
      /^iteratr: the store has lost events of session "SPEC"; `iteratr sessions restore SPEC` restores/,
    );
    expect(await program.run(['sessions', 'restore', 'SPEC'])).toMatchObject({ code: 0 });
    expect((await program.run(['sessions', 'show', 'SPEC'])).stdout).toBe(before.stdout);
    expect((await add(program)).stdout).toContain('TAS-3');
  });
});
