// The disk of the work trees is full: nothing incomplete is merged, nothing is lost, and the next build continues.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { type JsonLine, jsonLines, Program } from '../support/program.ts';
import type { Step } from '../support/scripted-agent/scripted-agent.ts';
import { CLOSES, does, plans } from '../support/worker-scenario.ts';

/** Writes 27 KB, or what there is room for. */
const writes = (name: string): Step => ({ shell: `head -c 20000 /dev/urandom | base64 > ${name}` });
const FILL: Step = { shell: 'cat /dev/zero > filler' };
const ARGS = ['--output', 'json', '--workers', '2', '--iterations', '20'];

/** Returns why no small file system can be mounted here; '' if it can. */
function mountProblem(): string {
  const program = new Program({ onEnd: () => undefined });
  try {
    mount(program.base);
    execFileSync('umount', [program.base]);
    return '';
  } catch (error) {
    return String((error as { stderr?: unknown }).stderr ?? error).split('\n')[0] ?? 'it failed';
  } finally {
    rmSync(program.base, { recursive: true, force: true });
  }
}

function mount(path: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', path], { stdio: 'pipe' });
}

/** A project whose work trees are on a file system of 1 MB. */
function projectOnSmallDisk(): { program: Program; disk: string; env: Record<string, string> } {
  const program = new Program();
  const disk = join(program.base, 'disk');
  mkdirSync(disk);
  mount(disk);
  onTestFinished(() => void execFileSync('umount', ['-l', disk]));
  program.write('.gitignore', 'filler\n');
  program.git('add', '.');
  program.git('commit', '-qm', 'Configure');
  return { program, disk, env: { ITERATR_WORKTREES_DIR: disk } };
}

function makeRoom(disk: string): void {
  for (const name of readdirSync(disk, { recursive: true, encoding: 'utf8' })) {
    if (name.endsWith('filler')) rmSync(join(disk, name));
  }
}

function warnings(stdout: string): string[] {
  return jsonLines(stdout).flatMap((line) => (line.level === 'warning' ? [String(line.message)] : []));
}

function recorded(stdout: string, type: string): readonly Record<string, unknown>[] {
  return jsonLines(stdout).flatMap((line) => {
    const event = line.event as { readonly type: string; readonly data: JsonLine } | undefined;
    return event?.type === type ? [event.data] : [];
  });
}

/** Returns the size of a file on the session's branch; 0 if it is not there. */
function sizeOf(program: Program, path: string): number {
  const found = program.git('ls-tree', '-l', 'iteratr/SPEC', path).split(/\s+/)[3];
  return Number(found ?? 0);
}

it('is reported as not run where no small file system can be mounted', ({ skip }) => {
  const problem = mountProblem();
  if (problem !== '') skip(`this user cannot mount a tmpfs (${problem})`);
});

it.skipIf(mountProblem() !== '')(
  'stops the workers whose work may be incomplete, merges none of it, and does it again when there is room',
  async () => {
    const { program, disk, env } = projectOnSmallDisk();
    const tasks = [plans('Write one', 'Write two', 'Write three')];
    const filling = [
      does(1, FILL, writes('one.txt')),
      does(2, FILL, writes('two.txt')),
      does(3, writes('three.txt')),
    ];
    const full = await program.build({ reactions: [...tasks, ...filling, CLOSES] }, ARGS, { env });
    expect({ code: full.code, last: jsonLines(full.stdout).at(-1) }).toMatchObject({
      code: 1,
      last: { reason: 'failed', message: expect.stringContaining(`the disk is full: ${disk}`) },
    });
    const [told, ...others] = warnings(full.stdout).filter((text) => text.startsWith('the worker stopped'));
    expect(others).toHaveLength(1);
    expect(told).toMatch(
      /the disk is full: .*\/w\d \(what was written there may be incomplete and is not merged; it is kept on the branch iteratr-work\/SPEC\/w\d-TAS-\d\); make room and start the build again$/,
    );
    expect(recorded(full.stdout, 'TaskMerged')).toEqual([]);
    expect(recorded(full.stdout, 'WorkerLeft')).toHaveLength(2);
    expect(await program.tool('task-list')).toMatchObject([
      { id: 'TAS-1', status: 'remaining' },
      { id: 'TAS-2', status: 'remaining' },
      { id: 'TAS-3', status: 'remaining' },
    ]);

    const still = await program.build({ reactions: [...tasks, ...filling, CLOSES] }, ARGS, { env });
    expect(still.code).toBe(1);
    expect(jsonLines(still.stdout).at(-1)?.message).toContain('the disk is full: ');

    makeRoom(disk);
    const writing = [1, 2, 3].map((task) => does(task, writes(`${['one', 'two', 'three'][task - 1]}.txt`)));
    const { code, stdout, stderr } = await program.build({ reactions: [...writing, CLOSES] }, ARGS, { env });
    expect({ code, stderr, last: jsonLines(stdout).at(-1) }).toMatchObject({
      code: 0,
      last: { reason: 'complete' },
    });
    expect(
      recorded(stdout, 'TaskMerged')
        .map(({ id }) => id)
        .sort(),
    ).toEqual(['TAS-1', 'TAS-2', 'TAS-3']);
    for (const name of ['one.txt', 'two.txt', 'three.txt'])
      expect(sizeOf(program, name)).toBeGreaterThan(20_000);
    expect(program.git('branch', '--list', 'iteratr-work/*')).toMatch(/iteratr-work\/SPEC\/w\d-TAS-\d/);
  },
);

it.skipIf(mountProblem() !== '')(
  'lets the other worker continue when there is room again, and does the task that was returned',
  async () => {
    const { program, disk, env } = projectOnSmallDisk();
    const go = join(program.base, 'go');
    const scenario = {
      reactions: [
        plans('Write one', 'Write two'),
        does(1, { shell: `test -e '${go}' || cat /dev/zero > filler` }, writes('one.txt')),
        does(2, { until: go }, writes('two.txt')),
        CLOSES,
      ],
    };
    const build = program.startBuild(scenario, ARGS, { env });
    await build.printed('the worker stopped');
    makeRoom(disk);
    writeFileSync(go, '');
    const { code, stdout } = await build.ended;
    expect({ code, last: jsonLines(stdout).at(-1) }).toMatchObject({ code: 0, last: { reason: 'complete' } });
    expect(
      recorded(stdout, 'TaskMerged')
        .map(({ id }) => id)
        .sort(),
    ).toEqual(['TAS-1', 'TAS-2']);
    for (const name of ['one.txt', 'two.txt']) expect(sizeOf(program, name)).toBeGreaterThan(20_000);
  },
);

it.skipIf(mountProblem() !== '')(
  'says so when a work tree does not fit, and leaves none behind',
  async () => {
    const { program, disk, env } = projectOnSmallDisk();
    program.write('big.bin', Buffer.alloc(3_000_000, 'x'));
    program.git('add', '.');
    program.git('commit', '-qm', 'Add a large file');
    const { code, stdout } = await program.build({ reactions: [CLOSES] }, ARGS, { env });
    expect(code).toBe(1);
    const message = String(jsonLines(stdout).at(-1)?.message);
    expect(message).toContain('unable to write file big.bin');
    expect(message).toContain(`the disk may be full: make room in ${disk}`);
    expect(program.git('worktree', 'list').trim().split('\n')).toHaveLength(1);
    expect(statSync(disk).isDirectory()).toBe(true);
  },
);
