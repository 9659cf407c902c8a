// Specifies which session a spec is built in, with the real program: names in every script, and no spec taken for another.
import { readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { quote } from 'shlex';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../adapters/nats/open-store.ts';
import { UNRECORDED_PROCESSES } from '../../adapters/process/system-processes.ts';
import type { SessionEvent } from '../../domain/session/session.events.ts';
import { sessionName } from '../../domain/session/session-name.ts';
import { SILENT } from '../support/harness.ts';
import { type Ended, ITERATR, Program } from '../support/program.ts';
import { adds, ONE_TASK } from '../support/scenarios.ts';
import { KEY, leave, openTerminal } from '../support/tui-program.ts';

interface Listed {
  readonly name: string;
  readonly condition: string;
  readonly spec: string | null;
  readonly iterations: number;
}

async function listed(program: Program): Promise<Listed[]> {
  const all = JSON.parse((await program.run(['sessions', '--json'])).stdout) as Listed[];
  return all.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function specsOf(program: Program): Promise<Record<string, string | null>> {
  return Object.fromEntries((await listed(program)).map(({ name, spec }) => [name, spec]));
}

/** What an older version has left of a run. */
async function ranBefore(program: Program, session: string, spec: string): Promise<void> {
  const store = await openStore({
    processes: UNRECORDED_PROCESSES,
    dataDir: program.dataDir,
    logger: SILENT,
  });
  const name = sessionName(session);
  const events: SessionEvent[] = [
    { type: 'RunStarted', data: { spec, model: 'fake/model' } },
    { type: 'RunEnded', data: { reason: 'iteration_limit' } },
  ];
  await store.events.append(
    name,
    events.map((event, index) => ({
      event,
      meta: {
        id: `${session}-${index}`,
        session: name,
        time: '2026-01-01T00:00:00.000Z',
        iteration: null,
        actor: 'user' as const,
      },
    })),
    0,
  );
  await store.close();
}

function once(program: Program, ...args: readonly string[]): Promise<Ended> {
  return program.build({ turns: [adds('a task')] }, ['-i', '1', ...args]);
}

function refused(stderr: string): Ended {
  return { code: 2, stdout: '', stderr: `iteratr: ${stderr}\n` };
}

describe('names', () => {
  it('in every script are sessions of their own, from build to deletion', async () => {
    const program = new Program();
    for (const name of ['認証', '決済']) {
      program.write(`${name}.md`, `# ${name}\n`);
      const { code, stdout } = await program.build(ONE_TASK, ['--spec', `${name}.md`]);
      expect([code, stdout]).toEqual([0, expect.stringContaining(`session ${name}`)]);
    }
    expect(await listed(program)).toMatchObject([
      { name: '決済', condition: 'complete', spec: '決済.md', iterations: 1 },
      { name: '認証', condition: 'complete', spec: '認証.md', iterations: 1 },
    ]);
    expect(readdirSync(join(program.dataDir, 'transcripts')).sort()).toEqual([
      '=E6=B1=BA=E6=B8=88',
      '=E8=AA=8D=E8=A8=BC',
    ]);
    expect((await program.run(['sessions', 'rename', '認証', 'mon-résumé'])).code).toBe(0);
    expect((await program.run(['sessions', 'delete', '決済', '--yes'])).code).toBe(0);
    expect(readdirSync(join(program.dataDir, 'transcripts'))).toEqual(['mon-r=C3=A9sum=C3=A9']);
    expect(await specsOf(program)).toEqual({ 'mon-résumé': '認証.md' });
  });

  it('are the same in NFD, wherever they are given', async () => {
    const program = new Program();
    const [name, decomposed] = ['résumé', 'résumé'.normalize('NFD')];
    program.write(`${decomposed}.md`, '# One\n');
    expect((await once(program, '--spec', `${decomposed}.md`)).code).toBe(3);
    const env = { ITERATR_SESSION: decomposed };
    const all: [args: string[], env?: Record<string, string>][] = [
      [['sessions', 'show', decomposed]],
      [['sessions', 'show', decomposed, '--name', name]],
      [['tool', 'task-list', '--name', decomposed]],
      [['tool', 'task-list'], env],
      [['message', '--name', decomposed, 'Hello']],
      [['pause', '--name', decomposed]],
      [['sessions', 'log', decomposed]],
    ];
    for (const [args, given = {}] of all) {
      expect([args, await program.run(args, { env: given })]).toEqual([
        args,
        expect.objectContaining({ code: 0 }),
      ]);
    }
    expect((await once(program, '--name', decomposed)).code).toBe(3);
    expect(await listed(program)).toMatchObject([{ name, iterations: 2 }]);
    const begun = decomposed.slice(0, 3);
    const { stdout } = await program.run(['complete', '--', 'sessions', 'show', begun]);
    expect(stdout).toBe(`${begun}sumé\n`);
  });

  it('that begin with "-" can be given', async () => {
    const program = new Program({ git: false });
    expect((await program.run(['tool', 'task-add', '--name=--', '--content', 'x'])).code).toBe(0);
    expect((await program.run(['tool', 'task-list', '--name', '--'])).code).toBe(0);
    expect((await program.run(['sessions', 'show', '--name=--'])).code).toBe(0);
    expect((await program.run(['sessions', 'show', '--', '--'])).code).toBe(0);
    expect((await program.run(['sessions', 'rename', '--', '--', '-x'])).code).toBe(0);
    expect((await program.run(['sessions', 'rename', '--', '-x', '---'])).code).toBe(0);
    for (const args of [['--name', '---'], ['--name=---'], ['-n', '---'], ['--', '---']]) {
      expect(await program.run(['sessions', 'show', ...args])).toMatchObject({ code: 0, stderr: '' });
    }
    expect((await program.run(['message', '-n', '---', '--', '--'])).code).toBe(0);
    expect((await listed(program)).map(({ name }) => name)).toEqual(['---']);
  });

  it('that differ only in case are refused, naming the one that is there', async () => {
    const program = new Program();
    program.write('feature.md', '# One\n');
    program.write('Feature.md', '# Two\n');
    await once(program, '--spec', 'feature.md');
    const says = (name: string) =>
      `session name "${name}" differs from the existing session "feature" only in case; use "feature" or choose another name`;
    expect(await once(program, '--spec', 'Feature.md')).toEqual(refused(says('Feature')));
    const add = await program.run(['tool', 'task-add', '--name', 'FEATURE', '--content', 'x']);
    expect(add).toEqual(refused(says('FEATURE')));
    await program.run(['tool', 'task-add', '--name', 'other', '--content', 'x']);
    expect(await program.run(['sessions', 'rename', 'other', 'FeaturE'])).toEqual(refused(says('FeaturE')));
    expect(await specsOf(program)).toEqual({ feature: 'feature.md', other: null });
  });
});

describe('a session belongs to its spec', () => {
  async function twoFolders(): Promise<Program> {
    const program = new Program();
    for (const folder of ['a', 'b']) {
      program.mkdir(folder);
      program.write(`${folder}/feature.md`, `# ${folder}\n`);
    }
    expect((await once(program, '--spec', 'a/feature.md')).code).toBe(3);
    return program;
  }

  it('another one of the same name is refused, with both and the ways out; also with --reset', async () => {
    const program = await twoFolders();
    const before = await program.events('feature');
    const says =
      'session "feature" belongs to the spec a/feature.md, not to b/feature.md; build b/feature.md in another session with --name <other>, or in this one with --name feature --spec b/feature.md, or rename, reset or delete the session first (`iteratr sessions`)';
    expect(await once(program, '--spec', 'b/feature.md')).toEqual(refused(says));
    expect(await once(program, '--reset', '--spec', 'b/feature.md')).toEqual(refused(says));
    expect(await program.events('feature')).toEqual(before);
  });

  it('name and spec together are consent, which is recorded; a name alone is its own spec', async () => {
    const program = await twoFolders();
    const changed = await once(program, '--name', 'feature', '--spec', './b/feature.md');
    expect([changed.code, changed.stdout]).toEqual([
      3,
      expect.stringContaining('session continues with b/feature.md instead of a/feature.md'),
    ]);
    const events = await program.events('feature');
    expect(events.filter(({ type }) => type === 'SessionSpecChanged').map(({ data }) => data)).toEqual([
      { from: 'a/feature.md', to: 'b/feature.md' },
    ]);
    expect((await once(program, '--name', 'feature')).stdout).toContain('spec b/feature.md');
    expect((await once(program, '--spec', 'a/feature.md')).code).toBe(2);
    expect((await once(program, '--spec', 'b/feature.md')).code).toBe(3);
    expect((await program.run(['sessions'])).stdout).toMatch(/^feature +stopped .* b\/feature\.md$/m);
  });

  it('however it is named, from wherever', async () => {
    const program = await twoFolders();
    symlinkSync(program.path('a', 'feature.md'), program.path('link.md'));
    for (const spec of ['./a/feature.md', program.path('a', 'feature.md')]) {
      expect((await once(program, '--spec', spec)).code).toBe(3);
    }
    const inside = await program.build(
      { turns: [adds('more')] },
      ['-i', '1', '--spec', 'feature.md', '--data-dir', '../.iteratr'],
      { cwd: program.path('a') },
    );
    expect(inside.code).toBe(3);
    expect((await once(program, '--name', 'feature', '--spec', 'link.md')).code).toBe(3);
    expect((await program.events('feature')).map(({ type }) => type)).not.toContain('SessionSpecChanged');
  });

  it('what an older version has begun goes on under the name it has', async () => {
    const program = new Program();
    for (const name of ['認証', '決済', 'mon-résumé']) program.write(`${name}.md`, `# ${name}\n`);
    await ranBefore(program, '--', './認証.md');
    await ranBefore(program, 'mon-r-sum-', program.path('mon-résumé.md'));
    for (const name of ['認証', '決済', 'mon-résumé']) {
      expect((await once(program, '--spec', `${name}.md`)).code).toBe(3);
    }
    expect(await specsOf(program)).toEqual({
      '--': '認証.md',
      決済: '決済.md',
      'mon-r-sum-': 'mon-résumé.md',
    });
  });

  it('a spec from a pipe is told by what is in it', async () => {
    const program = new Program();
    const { commandLine } = program.agent({ turns: [adds('one'), adds('two'), adds('three')] });
    const piped = (text: string, fd: number) => {
      const build = `${quote(process.execPath)} ${quote(ITERATR)} build --headless -i 1`;
      const command = `exec ${fd}< <(echo ${text}); ${build} --spec /dev/fd/${fd}`;
      return program.startCommand(['bash', '-c', command], { env: { ITERATR_AGENT: commandLine } }).ended;
    };
    for (const [text, fd] of [
      ['one', 7],
      ['one', 8],
      ['other', 7],
    ] as const) {
      expect(await piped(text, fd)).toMatchObject({ code: 3, stderr: '' });
    }
    const sessions = await listed(program);
    expect(sessions.map(({ iterations }) => iterations).sort()).toEqual([1, 2]);
    for (const { name, spec } of sessions) expect(name).toBe(`piped-${spec?.replace('pipe:', '')}`);
  });

  it('in a terminal it is asked what to do', async () => {
    const program = await twoFolders();
    const { commandLine } = program.agent(ONE_TASK);
    const open = () =>
      openTerminal(program, ['build', '--spec', 'b/feature.md'], { env: { ITERATR_AGENT: commandLine } });
    const left = open();
    await left.waitForText('Session "feature" belongs to another spec');
    left.type(KEY.escape);
    expect((await left.exited).code).toBe(130);
    const built = open();
    await built.waitForText(/Build b\/feature\.md in a new session +b-feature/);
    built.type(KEY.enter);
    await built.waitForText('Session complete');
    expect(await leave(built)).toBe(0);
    expect(await specsOf(program)).toEqual({ 'b-feature': 'b/feature.md', feature: 'a/feature.md' });
  });
});
