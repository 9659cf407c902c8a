// Several workers through the real program: claims, work trees, merges on the branch of the session.
import { expect, it } from 'vitest';
import { jsonLines, Program } from '../support/program.ts';
import { mcp } from '../support/scenarios.ts';
import type { Step, Turn } from '../support/scripted-agent/scripted-agent.ts';

const write = (path: string, content: string): Step => ({ write: { path, content } });

/** The reaction of an agent whose prompt names this task as its own. */
function does(task: number, ...steps: readonly Step[]): Turn & { readonly when: string } {
  const id = `TAS-${task}`;
  return {
    when: `Your task is ${id}\\.`,
    steps: [
      mcp('task-status', { id, status: 'in_progress' }),
      ...steps,
      mcp('task-status', { id, status: 'completed' }),
    ],
  };
}

const PLAN = (...contents: readonly string[]): Turn & { readonly when: string } => ({
  when: 'No task is ready.*this is the first iteration',
  steps: [mcp('task-batch-add', { tasks: contents.map((content) => ({ content })) })],
});
const CLOSING: Turn & { readonly when: string } = {
  when: 'No task is ready',
  steps: [mcp('session-complete')],
};

function story(stdout: string): string[] {
  const shown = [
    'WorkerJoined',
    'TaskClaimed',
    'TaskMerged',
    'MergeConflicted',
    'ClosingClaimed',
    'TaskReturned',
    'WorkerLeft',
  ];
  return jsonLines(stdout).flatMap((line) => {
    const { type = '', data } = (line.event ?? {}) as { type?: string; data?: Record<string, unknown> };
    return shown.includes(type) ? [`${type} ${data?.worker} ${data?.id ?? ''}`.trim()] : [];
  });
}

/** Returns the tasks that were merged, sorted; one that was merged twice comes twice. */
function mergedTasks(stdout: string): (string | undefined)[] {
  const merged = story(stdout).filter((line) => line.startsWith('TaskMerged'));
  return merged.map((line) => line.split(' ')[2]).sort();
}

it('lets two workers do independent tasks side by side, and merges each on the branch of the session', async () => {
  const program = new Program();
  const { code, stdout, stderr } = await program.build(
    {
      reactions: [
        PLAN('Write one', 'Write two', 'Write three'),
        does(1, write('one.txt', '1')),
        does(2, write('two.txt', '2')),
        does(3, write('three.txt', '3')),
        CLOSING,
      ],
    },
    ['--output', 'json', '--workers', '2'],
  );
  expect({ code, stderr, last: jsonLines(stdout).at(-1) }).toMatchObject({
    code: 0,
    last: { reason: 'complete' },
  });
  const branch = program.git('branch', '--list', 'iteratr/*').trim();
  const files = program.git('ls-tree', '--name-only', branch);
  expect(files.split('\n')).toEqual(expect.arrayContaining(['one.txt', 'two.txt', 'three.txt']));
  const merges = program.git(
    'log',
    '--first-parent',
    '--format=%s|%(trailers:key=Iteratr-Task,valueonly,separator=%x20)|%P',
    branch,
  );
  expect(merges).toMatch(/Write one\|TAS-1\|\w+ \w+\n/);
  expect(program.git('status', '--short')).toBe('');
  expect(program.git('worktree', 'list').trim().split('\n')).toHaveLength(1);
  expect(mergedTasks(stdout)).toEqual(['TAS-1', 'TAS-2', 'TAS-3']);
});

const both = { when: 'The merge is under way', steps: [write('shared.txt', 'one and two')] };
/** Both workers begin at the same commit. */
const SLOW: Step = { wait: 1_500 };

it('lets the agent resolve a conflict with both sides', async () => {
  const program = new Program();
  const { code, stdout } = await program.build(
    {
      reactions: [
        PLAN('Write one', 'Write two'),
        both,
        does(1, SLOW, write('shared.txt', 'one')),
        does(2, SLOW, write('shared.txt', 'two')),
        CLOSING,
      ],
    },
    ['--output', 'json', '--workers', '2'],
  );
  expect({ code, last: jsonLines(stdout).at(-1) }).toMatchObject({ code: 0, last: { reason: 'complete' } });
  expect(program.git('show', 'iteratr/SPEC:shared.txt')).toBe('one and two');
  expect(story(stdout).filter((line) => line.startsWith('MergeConflicted'))).toHaveLength(1);
  expect(mergedTasks(stdout)).toEqual(['TAS-1', 'TAS-2']);
});

it('returns the task of a conflict that stays, keeps its branch, and does it again on the new state', async () => {
  const program = new Program();
  const { code, stdout } = await program.build(
    {
      reactions: [
        PLAN('Write one', 'Write two'),
        { when: 'The merge is under way', steps: [{ text: 'I give up.' }] },
        does(1, SLOW, write('shared.txt', 'one')),
        does(2, SLOW, write('shared.txt', 'two')),
        CLOSING,
      ],
    },
    ['--output', 'json', '--workers', '2'],
  );
  expect({ code, last: jsonLines(stdout).at(-1) }).toMatchObject({ code: 0, last: { reason: 'complete' } });
  expect(story(stdout).filter((line) => line.startsWith('TaskReturned'))).toHaveLength(1);
  expect(mergedTasks(stdout)).toEqual(['TAS-1', 'TAS-2']);
  const kept = program.git('branch', '--list', 'iteratr-work/*').trim();
  expect(kept).toMatch(/^iteratr-work\/SPEC\/w\d-TAS-\d$/);
  expect(program.git('show', `${kept}:shared.txt`)).toMatch(/^(one|two)$/);
});

it('checks work again that was merged with that of others, and lets the agent fix it', async () => {
  const program = new Program();
  program.write('iteratr.yml', 'verify: ["test ! -e one.txt || test ! -e two.txt || test -e ok.txt"]\n');
  program.git('add', '.');
  program.git('commit', '-qm', 'Configure');
  const { code, stdout } = await program.build(
    {
      reactions: [
        PLAN('Write one', 'Write two'),
        { when: 'together it is not accepted', steps: [write('ok.txt', '')] },
        does(1, SLOW, write('one.txt', '1')),
        does(2, SLOW, write('two.txt', '2')),
        CLOSING,
      ],
    },
    ['--output', 'json', '--workers', '2'],
  );
  expect({ code, last: jsonLines(stdout).at(-1) }).toMatchObject({ code: 0, last: { reason: 'complete' } });
  expect(program.git('ls-tree', '--name-only', 'iteratr/SPEC')).toContain('ok.txt');
  // Green on every commit of the branch.
  for (const commit of program
    .git('log', '--first-parent', '--format=%H', 'iteratr/SPEC')
    .trim()
    .split('\n')) {
    const files = program.git('ls-tree', '--name-only', commit).split('\n');
    expect(files.includes('one.txt') && files.includes('two.txt') && !files.includes('ok.txt')).toBe(false);
  }
});

it('continues after a kill: what is merged stays, the rest is done again, nothing twice', async () => {
  const program = new Program();
  const scenario = {
    reactions: [
      PLAN('Write one', 'Write two', 'Write three'),
      does(1, write('one.txt', '1')),
      does(2, { wait: 2_000 }, write('two.txt', '2')),
      does(3, { wait: 2_000 }, write('three.txt', '3')),
      CLOSING,
    ],
  };
  const args = ['--output', 'json', '--workers', '2'];
  const first = program.startBuild(scenario, args);
  await first.printed('"type":"TaskMerged"');
  first.signal('SIGKILL');
  await first.ended;
  const { code, stdout } = await program.build(scenario, args);
  expect({ code, last: jsonLines(stdout).at(-1) }).toMatchObject({ code: 0, last: { reason: 'complete' } });
  const tasks = program
    .git(
      'log',
      '--first-parent',
      '--format=%(trailers:key=Iteratr-Task,valueonly,separator=%x20)',
      'iteratr/SPEC',
    )
    .trim()
    .split('\n')
    .filter(Boolean);
  expect(tasks.sort()).toEqual(['TAS-1', 'TAS-2', 'TAS-3']);
  const types = (await program.events()).map(({ type }) => type);
  expect(types.filter((type) => type === 'WorkerLost')).toHaveLength(2);
  expect(program.git('worktree', 'list').trim().split('\n')).toHaveLength(1);
});

it('says what is uncommitted, and gives it to the workers if asked', async () => {
  const scenario = {
    reactions: [PLAN('Look'), does(1, { shell: 'cat new.txt > seen.txt || true' }), CLOSING],
  };
  const without = new Program();
  without.write('new.txt', 'new');
  const first = await without.build(scenario, ['--workers', '2']);
  expect(first.stdout).toContain(
    '1 uncommitted file of your work tree: the workers do not have what is in there',
  );
  expect(without.git('show', 'iteratr/SPEC:seen.txt')).toBe('');
  expect(without.git('status', '--short')).toBe('?? new.txt\n');
  const given = new Program();
  given.write('new.txt', 'new');
  const second = await given.build(scenario, ['--workers', '2', '--include-dirty']);
  expect(second.stdout).not.toContain('uncommitted file of your work tree');
  expect(given.git('show', 'iteratr/SPEC:seen.txt')).toBe('new');
  expect(given.git('status', '--short')).toBe('?? new.txt\n');
});

it.each([
  ['no git', (program: Program) => void program, { git: false }, /several workers need git/],
  [
    'a branch iteratr',
    (program: Program) => void program.git('branch', 'iteratr'),
    {},
    /there is a branch "iteratr"/,
  ],
  [
    'a branch of this name',
    (program: Program) => void program.git('branch', 'iteratr/SPEC'),
    {},
    /there is a branch iteratr\/SPEC that this session has not created/,
  ],
])('does not start with %s', async (_, prepare, options, message) => {
  const program = new Program(options);
  prepare(program);
  const { code, stderr } = await program.build({ reactions: [PLAN('a')] }, ['--workers', '2']);
  expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
});

it('does not start without commits: their work could not be merged', async () => {
  const program = new Program();
  const { code, stderr } = await program.build({ turns: [] }, ['--workers', '2', '--no-auto-commit']);
  expect([code, stderr]).toEqual([2, expect.stringContaining('several workers need auto_commit')]);
});
