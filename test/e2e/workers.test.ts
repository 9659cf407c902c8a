// Several workers through the real program: claims, work trees, merges on the branch of the session.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { jsonLines, Program } from '../support/program.ts';
import { mcp } from '../support/scenarios.ts';
import type { Step } from '../support/scripted-agent/scripted-agent.ts';
import { waitFor } from '../support/wait-for.ts';
import { CLOSES, does, plans, write } from '../support/worker-scenario.ts';

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
        plans('Write one', 'Write two', 'Write three'),
        does(1, write('one.txt', '1')),
        does(2, write('two.txt', '2')),
        does(3, write('three.txt', '3')),
        CLOSES,
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
        plans('Write one', 'Write two'),
        both,
        does(1, SLOW, write('shared.txt', 'one')),
        does(2, SLOW, write('shared.txt', 'two')),
        CLOSES,
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
  const done = program.path('.git', 'done.txt');
  program.write(
    '.iteratr.hooks.yml',
    JSON.stringify({
      version: 1,
      hooks: { on_task_complete: [{ command: `echo {{ task_id }} >> '${done}'` }] },
    }),
  );
  program.git('add', '.');
  program.git('commit', '-qm', 'Add a hook');
  const { code, stdout } = await program.build(
    {
      reactions: [
        plans('Write one', 'Write two'),
        { when: 'The merge is under way', steps: [{ text: 'I give up.' }] },
        does(1, SLOW, write('shared.txt', 'one')),
        does(2, SLOW, write('shared.txt', 'two')),
        CLOSES,
      ],
    },
    ['--output', 'json', '--workers', '2'],
  );
  expect({ code, last: jsonLines(stdout).at(-1) }).toMatchObject({ code: 0, last: { reason: 'complete' } });
  expect(story(stdout).filter((line) => line.startsWith('TaskReturned'))).toHaveLength(1);
  expect(mergedTasks(stdout)).toEqual(['TAS-1', 'TAS-2']);
  // Once for each, although one was completed twice.
  expect(readFileSync(done, 'utf8').trim().split('\n').sort()).toEqual(['TAS-1', 'TAS-2']);
  const kept = program.git('branch', '--list', 'iteratr-work/*').trim();
  expect(kept).toMatch(/^iteratr-work\/SPEC\/w\d-TAS-\d$/);
  expect(program.git('show', `${kept}:shared.txt`)).toMatch(/^(one|two)$/);
});

it('shows hooks what has landed, and commits nothing that they write in the work tree', async () => {
  const program = new Program();
  const seen = program.path('.git', 'seen.txt');
  const hooks = { on_task_complete: [{ command: `echo *.txt >> '${seen}'; echo hook > of-a-hook` }] };
  program.write('.iteratr.hooks.yml', JSON.stringify({ version: 1, hooks }));
  program.git('add', '.');
  program.git('commit', '-qm', 'Add a hook');
  const tasks = [1, 2, 3, 4];
  const { code } = await program.build(
    {
      reactions: [
        plans(...tasks.map((task) => `Write ${task}`)),
        ...tasks.map((task) => does(task, { wait: 300 }, write(`${task}.txt`, 'work'))),
        CLOSES,
      ],
    },
    ['--output', 'json', '--workers', '2'],
  );
  expect(code).toBe(0);
  expect(readFileSync(seen, 'utf8').trim().split('\n')).toContain('1.txt 2.txt 3.txt 4.txt');
  expect(program.git('ls-tree', '-r', '--name-only', 'iteratr/SPEC')).not.toContain('of-a-hook');
});

it('checks work again that was merged with that of others, and lets the agent fix it', async () => {
  const program = new Program();
  program.write('iteratr.yml', 'verify: ["test ! -e one.txt || test ! -e two.txt || test -e ok.txt"]\n');
  program.git('add', '.');
  program.git('commit', '-qm', 'Configure');
  const { code, stdout } = await program.build(
    {
      reactions: [
        plans('Write one', 'Write two'),
        { when: 'together it is not accepted', steps: [write('ok.txt', '')] },
        does(1, SLOW, write('one.txt', '1')),
        does(2, SLOW, write('two.txt', '2')),
        CLOSES,
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

it('merges nothing that an agent completed and then ended before its checks ran', async () => {
  const program = new Program();
  program.write('iteratr.yml', 'verify: ["test ! -e broken"]\n');
  program.git('add', '.');
  program.git('commit', '-qm', 'Configure');
  const mark = join(program.base, 'tried');
  const attempt = `if [ -e '${mark}' ]; then echo 1 > one.txt; else touch broken '${mark}'; echo first; fi`;
  const { code, stdout } = await program.build(
    {
      reactions: [
        plans('Write one'),
        {
          when: 'Your task is TAS-1\\.',
          steps: [
            { shell: attempt, save: { name: 'first', match: 'first' } },
            mcp('task-status', { id: 'TAS-1', status: 'completed' }),
            { crash: { signal: 'SIGKILL' }, ifSet: 'first' },
          ],
        },
        CLOSES,
      ],
    },
    ['--output', 'json', '--workers', '2'],
  );
  expect({ code, last: jsonLines(stdout).at(-1) }).toMatchObject({ code: 0, last: { reason: 'complete' } });
  expect(mergedTasks(stdout)).toEqual(['TAS-1']);
  expect(program.git('log', '--format=', '--name-only', 'iteratr/SPEC')).not.toContain('broken');
  const events = await program.events();
  const types = events
    .map(({ type }) => type)
    .filter((type) => /^Task(Returned|Verified|Merged)$/.test(type));
  expect(types).toEqual(['TaskReturned', 'TaskVerified', 'TaskMerged']);
});

it('continues after a kill: what is merged stays, the rest is done again, nothing twice', async () => {
  const program = new Program();
  const scenario = {
    reactions: [
      plans('Write one', 'Write two', 'Write three'),
      does(1, write('one.txt', '1')),
      does(2, { wait: 2_000 }, write('two.txt', '2')),
      does(3, { wait: 2_000 }, write('three.txt', '3')),
      CLOSES,
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
    reactions: [plans('Look'), does(1, { shell: 'cat new.txt > seen.txt || true' }), CLOSES],
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
  const { code, stderr } = await program.build({ reactions: [plans('a')] }, ['--workers', '2']);
  expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
});

it('does not start without commits: their work could not be merged', async () => {
  const program = new Program();
  const { code, stderr } = await program.build({ turns: [] }, ['--workers', '2', '--no-auto-commit']);
  expect([code, stderr]).toEqual([2, expect.stringContaining('several workers need auto_commit')]);
});

it('merges the work into the branch of the user, and lists what is not merged', async () => {
  const program = new Program();
  const reactions = [plans('Write one'), does(1, write('one.txt', '1')), CLOSES];
  await program.build({ reactions }, ['--workers', '2']);
  const dry = await program.run(['merge', '--dry-run']);
  expect([dry.code, dry.stdout]).toEqual([
    0,
    expect.stringMatching(
      /^would merge iteratr\/SPEC into main: 1 merge with 1 changed file\n {2}\w{8} Write one\n$/,
    ),
  ]);
  expect(program.exists('one.txt')).toBe(false);
  program.write('README.md', 'changed');
  program.git('add', 'README.md');
  const dirty = await program.run(['merge']);
  expect([dirty.code, dirty.stderr]).toEqual([
    1,
    'iteratr: the work tree has uncommitted changes; nothing was merged; commit or stash them first\n',
  ]);
  program.git('commit', '-qm', 'Change the readme');
  const merged = await program.run(['merge', '--json']);
  expect(JSON.parse(merged.stdout)).toMatchObject({
    session: 'SPEC',
    into: 'main',
    files: ['one.txt'],
    merged: true,
  });
  expect(program.read('one.txt')).toBe('1');
  expect(program.git('log', '-1', '--format=%s')).toBe('Merge the work of iteratr/SPEC\n');
  const again = await program.run(['merge']);
  expect([again.code, again.stdout]).toEqual([0, 'main has everything of iteratr/SPEC already\n']);
  program.git('checkout', '-q', '--detach');
  expect((await program.run(['merge', '--dry-run'])).stderr).toContain('HEAD is detached');
});

it('refuses to merge a conflict, and leaves the work tree as it was', async () => {
  const program = new Program();
  const reactions = [plans('Write one'), does(1, write('one.txt', '1')), CLOSES];
  await program.build({ reactions }, ['--workers', '2']);
  program.write('one.txt', 'mine');
  program.git('add', '.');
  program.git('commit', '-qm', 'Mine');
  const head = program.git('rev-parse', 'HEAD');
  expect(await program.run(['merge', '--dry-run'])).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('in conflict:\n  one.txt\n'),
  });
  const { code, stderr } = await program.run(['merge']);
  expect([code, stderr]).toEqual([
    1,
    expect.stringContaining('iteratr/SPEC conflicts with main in one.txt; nothing was changed'),
  ]);
  expect([program.git('rev-parse', 'HEAD'), program.git('status', '--short')]).toEqual([head, '']);
});

it('lists kept branches and removes only what is merged', async () => {
  const program = new Program();
  const none = await program.run(['worktrees']);
  expect([none.code, none.stdout]).toEqual([0, 'no worker has a branch or a work tree here\n']);
  const reactions = [
    plans('Write one', 'Write two'),
    { when: 'The merge is under way', steps: [{ text: 'I give up.' }] },
    does(1, SLOW, write('shared.txt', 'one')),
    does(2, SLOW, write('shared.txt', 'two')),
    CLOSES,
  ];
  await program.build({ reactions }, ['--workers', '2']);
  const listed = await program.run(['worktrees']);
  expect(listed.stdout).toMatch(/iteratr-work\/SPEC\/w\d-TAS-\d {2}1 commit not merged/);
  expect(listed.stdout).toContain('look at it with: git log -p iteratr-work/SPEC/');
  const pruned = await program.run(['worktrees', '--prune', '--json']);
  expect(JSON.parse(pruned.stdout)).toMatchObject({
    removed: [],
    left: [{ session: 'SPEC', unmerged: 1, path: null }],
  });
  program.git('branch', '-f', 'iteratr-work/SPEC/w1-TAS-9', 'iteratr/SPEC');
  const second = await program.run(['worktrees', '--prune']);
  expect(second.stdout).toMatch(/^removed iteratr-work\/SPEC\/w1-TAS-9\n/);
});

it('removes no branch whose commits git cannot count', async () => {
  const program = new Program();
  program.write('one.txt', 'one');
  program.git('checkout', '-q', '-b', 'iteratr-work/SPEC/w1-TAS-1');
  program.git('add', '.');
  program.git('commit', '-qm', 'Work');
  const commit = program.git('rev-parse', 'HEAD').trim();
  program.git('checkout', '-q', 'main');
  program.git('branch', 'iteratr/SPEC');
  rmSync(program.path('.git', 'objects', commit.slice(0, 2), commit.slice(2)));
  const { code, stderr } = await program.run(['worktrees', '--prune']);
  expect([code, stderr]).toEqual([1, expect.stringMatching(/^iteratr: git [a-z-]+ failed: /)]);
  expect(program.exists('.git/refs/heads/iteratr-work/SPEC/w1-TAS-1')).toBe(true);
});

it('lists who works on what while the build runs, and starts from scratch beside the old branch', async () => {
  const program = new Program();
  const reactions = [
    plans('Write one', 'Write two'),
    does(1, { wait: 60_000 }),
    does(2, { wait: 60_000 }),
    CLOSES,
  ];
  const build = program.startBuild({ reactions }, ['--output', 'json', '--workers', '2']);
  await waitFor('two claims', async () => {
    const claims = (await program.events()).filter(({ type }) => type === 'TaskClaimed');
    return claims.length === 2;
  });
  const listed = await program.run(['workers', '--name', 'SPEC', '--json']);
  const rows = JSON.parse(listed.stdout) as Record<string, unknown>[];
  expect(rows.map(({ name, lease }) => [name, lease])).toEqual([
    ['w1', 'alive'],
    ['w2', 'alive'],
  ]);
  expect(rows.map(({ task }) => task).sort()).toEqual(['TAS-1', 'TAS-2']);
  const inUse = () =>
    program.git('branch', '--list', 'iteratr-work/SPEC/*-TAS-*', '--format=%(worktreepath)');
  const before = inUse();
  expect(before.trim().split('\n')).toHaveLength(2);
  await program.run(['worktrees', '--prune']);
  expect(inUse()).toBe(before);
  build.signal('SIGINT');
  await build.ended;
  const after = await program.run(['workers', '--name', 'SPEC']);
  expect(after.stdout).toBe('no workers: no build runs the session\n');
  const quick = [plans('Write three'), does(1, write('three.txt', '3')), CLOSES];
  expect((await program.build({ reactions: quick }, ['--workers', '2', '--reset'])).code).toBe(0);
  expect(program.git('branch', '--list', 'iteratr/*').trim().split(/\s+/)).toEqual([
    'iteratr/SPEC',
    'iteratr/SPEC.old-1',
  ]);
});

it('uses every iteration that the limit allows, and says that it was reached', async () => {
  const program = new Program();
  const reactions = [
    plans('Write one', 'Write two', 'Write three'),
    ...[1, 2, 3].map((task) => does(task, SLOW, write(`${task}.txt`, 'x'))),
    CLOSES,
  ];
  const { code, stdout } = await program.build({ reactions }, [
    ...['--output', 'json', '--workers', '3', '--iterations', '2'],
  ]);
  expect({ code, last: jsonLines(stdout).at(-1) }).toMatchObject({
    code: 3,
    last: { reason: 'iteration_limit' },
  });
  const left = (await program.events()).filter(({ type }) => type === 'WorkerLeft');
  expect(left.map(({ data }) => (data as { reason: string }).reason)).toEqual(
    Array.from({ length: 3 }, () => 'iteration_limit'),
  );
});

it('holds changes of protected files against the worker that has made them, and only against it', async () => {
  const program = new Program();
  program.write('a.test.txt', 'expected');
  program.write('iteratr.yml', 'protect: ["*.test.txt"]\n');
  program.git('add', '.');
  program.git('commit', '-qm', 'Configure');
  const reactions = [
    plans('Write one', 'Write two'),
    { when: 'These files are protected', steps: [{ text: 'No.' }] },
    does(1, write('a.test.txt', 'changed')),
    does(2, SLOW, SLOW, write('two.txt', '2')),
    CLOSES,
  ];
  const { stdout } = await program.build({ reactions }, [
    ...['--output', 'json', '--workers', '2', '--iterations', '3'],
  ]);
  expect(mergedTasks(stdout)).toEqual(['TAS-2']);
  const events = await program.events();
  const found = events.filter(({ type, worker }) => type === 'ProtectedFilesChanged' && worker !== undefined);
  const claim = events.find(
    ({ type, data }) => type === 'TaskClaimed' && (data as { id: string }).id === 'TAS-1',
  );
  // The other one has looked as well, and has cleared nothing.
  expect(found.map(({ worker }) => worker)).toEqual([claim?.worker]);
});

it('keeps tasks apart that name the same file, as long as another one is ready', async () => {
  const program = new Program();
  const file = program.path('prompts.ndjson');
  const tasks = [
    { content: 'Write one', files: ['src/shared.txt'] },
    { content: 'Write two', files: ['./src/'] },
    { content: 'Write three', files: ['three.txt'] },
  ];
  const reactions = [
    { when: 'No task is ready.*this is the first iteration', steps: [mcp('task-batch-add', { tasks })] },
    does(1, SLOW, write('src/shared.txt', 'one')),
    does(2, write('src/two.txt', '2')),
    does(3, SLOW, write('three.txt', '3')),
    CLOSES,
  ];
  const { code, stdout } = await program.build({ promptsFile: file, reactions }, [
    ...['--output', 'json', '--workers', '2'],
  ]);
  expect({ code, last: jsonLines(stdout).at(-1) }).toMatchObject({ code: 0, last: { reason: 'complete' } });
  const order = story(stdout).flatMap(
    (line) => /^Task(?:Claimed|Merged) w\d (TAS-\d)$/.exec(line)?.slice(1) ?? [],
  );
  // Both of the first claims, and the second task only when one of them is merged.
  expect(order.slice(0, 2).sort()).toEqual(['TAS-1', 'TAS-3']);
  expect(order.indexOf('TAS-2')).toBeGreaterThan(2);
  expect(mergedTasks(stdout)).toEqual(['TAS-1', 'TAS-2', 'TAS-3']);
  expect(program.read('prompts.ndjson')).toMatch(/works on TAS-[13]: Write (one|three) \(touches /);
});

it('pauses one worker and sends one a message, while the other continues', async () => {
  const program = new Program();
  const file = program.path('prompts.ndjson');
  const [asked, resumed] = [join(program.base, 'asked'), join(program.base, 'resumed')];
  const reactions = [
    plans('Write one', 'Write two', 'Write three', 'Write four'),
    { when: '^only for w2$', steps: [{ text: 'Understood.' }] },
    ...[1, 2].map((task) => does(task, { until: asked }, write(`${task}.txt`, 'x'))),
    does(3, write('3.txt', 'x')),
    // It is the last one, so the run does not end while w1 is paused.
    does(4, { until: resumed }, write('4.txt', 'x')),
    CLOSES,
  ];
  const build = program.startBuild({ promptsFile: file, reactions }, ['--output', 'json', '--workers', '2']);
  await waitFor('two claims', async () => {
    const claims = (await program.events()).filter(({ type }) => type === 'TaskClaimed');
    return claims.length >= 2;
  });
  const wrong = await program.run(['message', '--name', 'SPEC', '--worker', 'w7', 'x']);
  expect([wrong.code, wrong.stderr]).toEqual([
    1,
    'iteratr: w7 is not a worker of this session: they are w1, w2\n',
  ]);
  expect((await program.run(['message', '--name', 'SPEC', '--worker', 'w2', 'only for w2'])).code).toBe(0);
  expect((await program.run(['pause', '--name', 'SPEC', '--worker', 'w1'])).code).toBe(0);
  writeFileSync(asked, '');
  await waitFor('w1 to pause', async () => (await program.events()).some(({ type }) => type === 'RunPaused'));
  await waitFor('three merges', async () => {
    return (await program.events()).filter(({ type }) => type === 'TaskMerged').length >= 3;
  });
  expect((await program.run(['resume', '--name', 'SPEC', '--worker', 'w1'])).code).toBe(0);
  writeFileSync(resumed, '');
  const { code } = await build.ended;
  expect(code).toBe(0);
  const events = await program.events();
  expect(events.filter(({ type }) => type === 'RunPaused').map(({ worker }) => worker)).toEqual(['w1']);
  expect(events.filter(({ type }) => type === 'UserMessagesDelivered').map(({ worker }) => worker)).toEqual([
    'w2',
  ]);
});

it('continues in place with the tasks of workers that were killed', async () => {
  const program = new Program();
  const tasks = [does(1, { wait: 60_000 }), does(2, { wait: 60_000 })];
  const build = program.startBuild({ reactions: [plans('Write one', 'Write two'), ...tasks] }, [
    '--workers',
    '2',
  ]);
  await waitFor('two tasks in progress', async () => {
    return (await program.events()).filter(({ type }) => type === 'TaskStatusChanged').length === 2;
  });
  build.signal('SIGKILL');
  await build.ended;
  const turn = (id: string) => ({ steps: [mcp('task-status', { id, status: 'completed' })] });
  const { code } = await program.build({
    turns: [turn('TAS-1'), turn('TAS-2'), { steps: [mcp('session-complete')] }],
  });
  expect(code).toBe(0);
});

it('continues on the work of a session that was renamed', async () => {
  const program = new Program();
  const reactions = [plans('Write one'), does(1, write('one.txt', '1')), CLOSES];
  await program.build({ reactions }, ['--workers', '2']);
  expect((await program.run(['sessions', 'rename', 'SPEC', 'other'])).code).toBe(0);
  await program.run(['tool', 'task-add', '--name', 'other', '--content', 'Write two']);
  const more = { reactions: [does(2, { shell: 'cat one.txt > two.txt' }), CLOSES] };
  expect((await program.build(more, ['--name', 'other', '--workers', '2'])).code).toBe(0);
  expect(program.git('show', 'iteratr/other:two.txt')).toBe('1');
});

it('lets a reviewer look at the work of each worker, which is merged when it is accepted', async () => {
  const program = new Program();
  const accepts = (id: number) => ({
    when: `^(?![^]*Your task is)[^]*TAS-${id} `,
    steps: [mcp('review-accept', { id: `TAS-${id}`, reason: 'fine' })],
  });
  const judge = program.agent({ reactions: [accepts(1), accepts(2)] });
  const worker = program.agent({
    reactions: [
      plans('Write one', 'Write two'),
      does(1, SLOW, write('one.txt', '1')),
      does(2, SLOW, write('two.txt', '2')),
      CLOSES,
    ],
  });
  const agents = { judge: { command: judge.commandLine }, worker: { command: worker.commandLine } };
  program.write(
    'iteratr.yml',
    JSON.stringify({ agents, roles: { work: 'worker', review: 'judge' }, review: true }),
  );
  program.git('add', '.');
  program.git('commit', '-qm', 'Configure');
  const env = { ITERATR_AGENT: undefined, ITERATR_MODEL: undefined };
  const { code, stdout } = await program.run(['build', '--headless', '--output', 'json', '--workers', '2'], {
    env,
  });
  expect(jsonLines(stdout).at(-1)).toMatchObject({ reason: 'complete' });
  expect(code).toBe(0);
  expect(mergedTasks(stdout)).toEqual(['TAS-1', 'TAS-2']);
  const events = await program.events();
  const reviews = events.filter(({ type }) => type === 'TaskReviewed');
  expect(reviews.map(({ data }) => (data as { id: string }).id).sort()).toEqual(['TAS-1', 'TAS-2']);
  // Each is reviewed by its own worker, before it is merged.
  for (const { worker: whose, data } of reviews) {
    const merge = events.find(
      ({ type, data: of }) =>
        type === 'TaskMerged' && (of as { id: string }).id === (data as { id: string }).id,
    );
    expect(merge?.worker).toBe(whose);
  }
});

it('merges into the branch of the user at the end if asked, and fails if it cannot', async () => {
  const program = new Program();
  const reactions = [plans('Write one'), does(1, write('one.txt', '1')), CLOSES];
  const done = await program.build({ reactions }, ['--workers', '2', '--merge']);
  expect([done.code, done.stderr]).toEqual([0, 'iteratr: the work of iteratr/SPEC is in main\n']);
  expect(program.read('one.txt')).toBe('1');
  const other = new Program();
  other.write('one.txt', 'mine');
  other.git('add', '.');
  const failed = await other.build({ reactions }, ['--workers', '2', '--merge']);
  expect([failed.code, failed.stderr]).toEqual([
    1,
    expect.stringContaining('iteratr: the work is not merged: the work tree has uncommitted changes'),
  ]);
  const alone = await other.build({ reactions }, ['--merge']);
  expect([alone.code, alone.stderr]).toEqual([2, expect.stringContaining('--merge is for several workers')]);
});

it('merges what its checks leave files behind for, without those files', async () => {
  const program = new Program();
  program.write('kept.txt', 'old\n');
  program.git('add', '.');
  program.git('commit', '--quiet', '--message', 'Keep');
  const { code, stdout } = await program.build(
    {
      reactions: [
        plans('Write one', 'Write two', 'Write three'),
        ...[1, 2, 3].map((task) => does(task, write(`${task}.txt`, `${task}`))),
        CLOSES,
      ],
    },
    ['--output', 'json', '--workers', '2'],
    {
      env: {
        ITERATR_VERIFY: JSON.stringify([
          'mkdir -p coverage && date +%N > coverage/report && date +%N > kept.txt',
        ]),
      },
    },
  );
  expect({ code, last: jsonLines(stdout).at(-1) }).toMatchObject({ code: 0, last: { reason: 'complete' } });
  expect(mergedTasks(stdout)).toEqual(['TAS-1', 'TAS-2', 'TAS-3']);
  expect(program.git('ls-tree', '-r', '--name-only', 'iteratr/SPEC')).not.toContain('coverage');
  expect(program.git('show', 'iteratr/SPEC:kept.txt')).toBe('old\n');
  expect(program.git('worktree', 'list').trim().split('\n')).toHaveLength(1);
});

it('keeps work that a hook of the repository does not let it commit, returns the task and merges the rest', async () => {
  const program = new Program();
  const hook = program.path('.git', 'hooks', 'pre-commit');
  mkdirSync(dirname(hook), { recursive: true });
  const refuse =
    'git diff --cached --name-only | grep -q bad && { echo "no bad files" >&2; exit 1; }; exit 0';
  writeFileSync(hook, `#!/bin/sh\n${refuse}\n`, { mode: 0o755 });
  const { code, stdout } = await program.build(
    {
      reactions: [
        plans('Write one', 'Write two'),
        { ...does(1, write('one.txt', '1')), when: 'Your task is TAS-1\\..*could not be committed' },
        does(1, write('bad.txt', 'bad')),
        does(2, write('two.txt', '2')),
        CLOSES,
      ],
    },
    ['--output', 'json', '--workers', '2'],
  );
  expect({ code, last: jsonLines(stdout).at(-1) }).toMatchObject({ code: 0, last: { reason: 'complete' } });
  expect(mergedTasks(stdout)).toEqual(['TAS-1', 'TAS-2']);
  const kept = program
    .git('branch', '--list', '--format=%(refname:short)', 'iteratr-work/*')
    .trim()
    .split('\n');
  expect(kept).toHaveLength(1);
  expect(program.git('show', `${kept[0]}:bad.txt`)).toBe('bad');
});

it('commits and merges also what a process writes while the work is committed', async () => {
  const program = new Program();
  const hook = program.path('.git', 'hooks', 'post-commit');
  mkdirSync(dirname(hook), { recursive: true });
  writeFileSync(hook, '#!/bin/sh\ntest -e late.txt || echo late > late.txt\n', { mode: 0o755 });
  const { code, stdout } = await program.build(
    {
      reactions: [
        plans('Write one', 'Write two'),
        does(1, write('one.txt', '1')),
        does(2, write('two.txt', '2')),
        CLOSES,
      ],
    },
    ['--output', 'json', '--workers', '2'],
  );
  expect({ code, last: jsonLines(stdout).at(-1) }).toMatchObject({ code: 0, last: { reason: 'complete' } });
  expect(mergedTasks(stdout)).toEqual(['TAS-1', 'TAS-2']);
  expect(program.git('show', 'iteratr/SPEC:late.txt')).toBe('late\n');
  expect(stdout).not.toContain('could not be committed');
});

it('does not pass the limit of iterations if both workers continue their tasks', async () => {
  const program = new Program();
  const endless = (task: number) => ({
    when: `Your task is TAS-${task}\\.`,
    steps: [
      mcp('task-status', { id: `TAS-${task}`, status: 'in_progress' }),
      SLOW,
      write(`${task}.txt`, 'part'),
    ],
  });
  const { code, stdout } = await program.build(
    { reactions: [plans('Write one', 'Write two'), endless(1), endless(2)] },
    ['--output', 'json', '--workers', '2', '-i', '4'],
  );
  expect({ code, last: jsonLines(stdout).at(-1) }).toMatchObject({
    code: 3,
    last: { reason: 'iteration_limit' },
  });
  const started = (await program.events()).filter(({ type }) => type === 'IterationStarted');
  expect(started).toHaveLength(4);
});

it.each(['good', 'bad'])(
  'checks and merges, or names, what an agent changes in reply to the last hook output: %s',
  async (kind) => {
    const program = new Program();
    const hooks = { on_task_complete: [{ command: 'echo please tidy up', pipe_output: true }] };
    program.write('.iteratr.hooks.yml', JSON.stringify({ version: 1, hooks }));
    program.write('iteratr.yml', 'verify: ["test ! -e bad.txt"]\n');
    program.git('add', '.');
    program.git('commit', '-qm', 'Configure');
    const { code, stdout } = await program.build(
      {
        reactions: [
          plans('Write one', 'Write two'),
          does(1, SLOW, write('one.txt', 'one')),
          does(2, SLOW, write('two.txt', 'two')),
          { when: 'please tidy up', steps: [write(`${kind}.txt`, 'in reply')] },
        ],
      },
      ['--output', 'json', '--workers', '2', '-i', '3'],
    );
    // The limit ends both workers after their tasks.
    expect(code).toBe(3);
    const files = program.git('ls-tree', '--name-only', 'iteratr/SPEC').split('\n');
    expect(files.includes(`${kind}.txt`)).toBe(kind === 'good');
    const left = program.git('branch', '--list', 'iteratr-work/*').trim();
    const notices = jsonLines(stdout).filter(({ type }) => type === 'notice');
    const warned = notices
      .map(({ message }) => String(message))
      .filter((text) => text.includes('not merged'));
    if (kind === 'good') expect([left, warned]).toEqual(['', []]);
    else {
      const named = expect.stringMatching(/last hook output: .*kept on the branch iteratr-work\/SPEC\/w/);
      expect(warned).toEqual(expect.arrayContaining([named]));
      expect(left).toContain('iteratr-work/SPEC/w');
    }
  },
);
