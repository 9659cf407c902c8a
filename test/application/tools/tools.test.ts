// Specifies what each tool answers, in words and in data, and what it says to input that cannot be right.
import { beforeEach, describe, expect, it } from 'vitest';
import { TOOLS } from '../../../application/tools/run-tool.ts';
import type { ToolInput } from '../../../application/tools/tool.ts';
import { workerName } from '../../../domain/worker/worker.ts';
import { Harness, SESSION } from '../../support/harness.ts';

let harness: Harness;

beforeEach(() => {
  harness = new Harness();
});

async function seeded(): Promise<void> {
  const tasks = [
    { content: 'Model', priority: 3 },
    { content: 'Endpoint', depends_on: ['TAS-1'] },
    { content: 'Docs\nand more', priority: '0', status: 'blocked' },
  ];
  await harness.tool('task-batch-add', { tasks });
}

const task = (
  id: string,
  content: string,
  status = 'remaining',
  priority = 2,
  depends_on: string[] = [],
) => ({
  id,
  content,
  status,
  priority,
  depends_on,
});

/** What the answer to an addition says: all but the content, which the caller knows. */
const added = (...[id, ...rest]: [string, string?, number?, string[]?]) => {
  const { content: _, ...data } = task(id, '', ...rest);
  return data;
};

describe('tasks', () => {
  it('are added one by one, with all that is said of them', async () => {
    expect(await harness.tool('task-add', { content: '  Model  ' })).toEqual({
      text: 'TAS-1 [P2] remaining',
      data: [added('TAS-1')],
    });
    const all = { content: 'Endpoint', status: 'in_progress', priority: 4, depends_on: ['1'] };
    expect(await harness.tool('task-add', all)).toEqual({
      text: 'TAS-2 [P4] in_progress',
      data: [added('TAS-2', 'in_progress', 4, ['TAS-1'])],
    });
    const shell = { content: '007', priority: '0', depends_on: ' tas-1, 2 ' };
    expect((await harness.tool('task-add', shell)).data).toEqual([
      added('TAS-3', 'remaining', 0, ['TAS-1', 'TAS-2']),
    ]);
    expect((await harness.tool('task-list')).text).toContain('TAS-3 [P0] 007');
  });

  it('declare files, which the lists name and task-update replaces', async () => {
    await harness.tool('task-add', { content: 'A', files: 'src/a.ts, ./test/' });
    await harness.tool('task-batch-add', {
      tasks: [{ content: 'B', files: ['src/b,c.ts'] }, { content: 'C' }],
    });
    const list = await harness.tool('task-list');
    expect(list.text).toContain(
      '- TAS-1 [P2] A (touches src/a.ts, test)\n- TAS-2 [P2] B (touches src/b,c.ts)',
    );
    expect(list.data).toMatchObject([{ files: ['src/a.ts', 'test'] }, { files: ['src/b,c.ts'] }, {}]);
    expect((await harness.tool('task-next')).data).toMatchObject({ files: ['src/a.ts', 'test'] });
    const update = async (files: unknown) => await harness.tool('task-update', { id: '1', files });
    const data = { id: 'TAS-1', changed: true };
    expect(await update(['src/z.ts'])).toEqual({ text: 'TAS-1 has new files', data });
    expect((await update('src/z.ts')).text).toBe('TAS-1 already has these files');
    expect((await harness.tool('task-list')).text).toContain('A (touches src/z.ts)');
    expect(await update('')).toEqual({ text: 'TAS-1 has new files', data });
    expect((await harness.tool('task-list')).text).toContain('- TAS-1 [P2] A\n');
    const both = await harness.tool('task-update', { id: '1', content: 'D', files: ['x'] });
    expect(both.text).toBe('TAS-1 has new files; TAS-1 has new content');
  });

  it('are added together, all or none, also from JSON text', async () => {
    await harness.tool('task-batch-add', { tasks: '[{"content":"A"},{"content":"B","depends_on":"TAS-1"}]' });
    const twice = [{ content: 'C' }, { content: 'a' }];
    await expect(harness.tool('task-batch-add', { tasks: twice })).rejects.toMatchObject({
      code: 'TASK.DUPLICATE',
      message: expect.stringContaining('TAS-1'),
    });
    await expect(
      harness.tool('task-batch-add', { tasks: [{ content: 'C' }, { content: ' c ' }] }),
    ).rejects.toMatchObject({ code: 'TASK.DUPLICATE' });
    expect((await harness.tool('task-list')).data).toEqual([
      task('TAS-1', 'A'),
      task('TAS-2', 'B', 'remaining', 2, ['TAS-1']),
    ]);
  });

  it('are listed by status, with what they wait for', async () => {
    await seeded();
    expect((await harness.tool('task-list')).text).toBe(
      [
        'remaining (2)',
        '- TAS-1 [P3] Model',
        '- TAS-2 [P2] Endpoint (waits for TAS-1)',
        'blocked (1)',
        '- TAS-3 [P0] Docs',
        '  and more',
      ].join('\n'),
    );
    expect(await harness.tool('task-list', { status: 'completed' })).toEqual({
      text: 'no completed tasks',
      data: [],
    });
  });

  it('come as claimed to each of several workers, and to others what nobody has claimed', async () => {
    await seeded();
    const session = harness.sessions.get(SESSION);
    const [w1, w2] = [workerName(1), workerName(2)];
    for (const host of ['a', 'b']) await session.execute({ type: 'JoinWorker', host }, 'loop');
    await session.execute({ type: 'ClaimTask', worker: w1 }, { actor: 'loop', worker: w1 });
    expect((await harness.tool('task-next', {}, 'agent', w1)).text).toBe('TAS-1 [P3] Model');
    for (const worker of [w2, undefined]) {
      expect((await harness.tool('task-next', {}, 'agent', worker)).text).toMatch(/^no task is ready/);
    }
    await expect(harness.tool('task-status', { id: 1, status: 'completed' }, 'agent', w2)).rejects.toThrow(
      'w1 works on TAS-1; leave it to that worker',
    );
  });

  it('come one after the other: the ready one of the highest priority', async () => {
    await seeded();
    expect(await harness.tool('task-next')).toEqual({
      text: 'TAS-1 [P3] Model',
      data: task('TAS-1', 'Model', 'remaining', 3),
    });
    expect(await harness.tool('task-status', { id: 1, status: 'completed' })).toEqual({
      text: 'TAS-1 remaining → completed',
      data: { id: 'TAS-1', status: 'completed', previous: 'remaining' },
    });
    expect((await harness.tool('task-next')).text).toBe('TAS-2 [P2] Endpoint (after TAS-1, done)');
    await harness.tool('task-status', { id: 'tas-2', status: 'cancelled' });
    expect(await harness.tool('task-next')).toEqual({
      text: 'no task is ready: TAS-3 is blocked',
      data: null,
    });
  });

  it('that are set to what they are already make no event', async () => {
    await seeded();
    const before = await harness.types();
    expect(await harness.tool('task-status', { id: 'TAS-1', status: 'remaining' })).toEqual({
      text: 'TAS-1 is already remaining',
      data: { id: 'TAS-1', status: 'remaining' },
    });
    expect(await harness.tool('task-priority', { id: 'TAS-1', priority: 3 })).toEqual({
      text: 'TAS-1 already has priority 3',
      data: { id: 'TAS-1', priority: 3 },
    });
    expect(await harness.tool('task-depends', { id: 'TAS-2', depends_on: 'TAS-1' })).toEqual({
      text: 'TAS-2 depends on TAS-1',
      data: { id: 'TAS-2', depends_on: ['TAS-1'] },
    });
    expect(await harness.types()).toEqual(before);
  });

  it('get another priority and more dependencies', async () => {
    await seeded();
    expect(await harness.tool('task-priority', { id: 'TAS-3', priority: '4' })).toEqual({
      text: 'TAS-3 priority 0 → 4',
      data: { id: 'TAS-3', priority: 4, previous: 0 },
    });
    expect(await harness.tool('task-depends', { id: 'TAS-3', depends_on: ['TAS-1', '2'] })).toEqual({
      text: 'TAS-3 depends on TAS-1, TAS-2',
      data: { id: 'TAS-3', depends_on: ['TAS-1', 'TAS-2'] },
    });
    await expect(harness.tool('task-depends', { id: 'TAS-1', depends_on: '3' })).rejects.toMatchObject({
      message: expect.stringContaining('TAS-1 → TAS-3 → TAS-1'),
    });
  });
});

describe('the content of a task', () => {
  it('is changed, and the answer does not repeat it', async () => {
    await seeded();
    expect(await harness.tool('task-update', { id: '1', content: 'Model and its tests' })).toEqual({
      text: 'TAS-1 has new content',
      data: { id: 'TAS-1', changed: true },
    });
    expect((await harness.tool('task-list')).text).toContain('TAS-1 [P3] Model and its tests');
    expect(await harness.tool('task-update', { id: '1', content: ' Model and its tests ' })).toEqual({
      text: 'TAS-1 already has this content',
      data: { id: 'TAS-1', changed: false },
    });
  });

  it('of another task, or of none, is refused', async () => {
    await seeded();
    const change = (id: string, content: string) => harness.tool('task-update', { id, content });
    await expect(change('1', 'endpoint')).rejects.toThrow('TAS-2 (remaining) has the same content');
    await expect(change('1', ' ')).rejects.toMatchObject({ code: 'TASK.EMPTY' });
    await expect(change('9', 'x')).rejects.toMatchObject({ code: 'TASK.NOT_FOUND' });
  });
});

describe('text that is too large is refused with its limit, and not repeated:', () => {
  const tooLarge = (kb: number) => 'ß'.repeat((kb * 1024) / 2 + 1);

  it.each([
    ['a task', 'task-add', { content: tooLarge(64) }, 'the task has 65 KB, the limit is 64 KB'],
    ['one of several', 'task-batch-add', { tasks: [{ content: tooLarge(64) }] }, 'the task has 65 KB'],
    ['new content', 'task-update', { id: '1', content: tooLarge(64) }, 'the task has 65 KB'],
    [
      'a note',
      'note-add',
      { type: 'tip', content: tooLarge(256) },
      'the note has 257 KB, the limit is 256 KB',
    ],
    [
      'a summary',
      'iteration-summary',
      { summary: tooLarge(256) },
      'the summary has 257 KB, the limit is 256 KB',
    ],
  ])('%s', async (_, tool, input, message) => {
    await seeded();
    const before = await harness.types();
    const error = await harness.tool(tool, input).then(String, (refused: Error) => refused.message);
    expect(error).toContain(message);
    expect(error.length).toBeLessThan(200);
    expect(await harness.types()).toEqual(before);
  });

  it('text of the limit is taken', async () => {
    await harness.tool('task-add', { content: 'ß'.repeat((64 * 1024) / 2) });
    await harness.tool('note-add', { type: 'tip', content: '🙂'.repeat((256 * 1024) / 4) });
  });
});

describe('notes', () => {
  it('are added and listed, of one type or all', async () => {
    expect(await harness.tool('note-add', { content: 'Look', type: 'tip' })).toEqual({
      text: 'NOT-1 [tip]',
      data: { id: 'NOT-1', type: 'tip', iteration: null },
    });
    await harness.tool('note-add', { content: 'Help', type: 'stuck' });
    expect((await harness.tool('note-list')).text).toBe('NOT-1 [tip] Look\nNOT-2 [stuck] Help');
    expect((await harness.tool('note-list', { type: 'stuck' })).data).toEqual([
      { id: 'NOT-2', type: 'stuck', content: 'Help', iteration: null },
    ]);
    expect((await harness.tool('note-list', { type: 'learning' })).text).toBe('no notes of type learning');
  });

  it('are none at first', async () => {
    await harness.tool('task-add', { content: 'x' });
    expect(await harness.tool('note-list')).toEqual({ text: 'no notes yet', data: [] });
  });
});

describe('the session', () => {
  it('is complete when every task is done', async () => {
    await seeded();
    await expect(harness.tool('session-complete')).rejects.toThrow(/TAS-1.*TAS-2.*TAS-3/s);
    for (const id of [1, 2]) await harness.tool('task-status', { id, status: 'completed' });
    await harness.tool('task-status', { id: 3, status: 'cancelled' });
    expect(await harness.tool('session-complete')).toEqual({
      text: 'session demo is complete: 2 of 3 tasks completed, 1 cancelled',
      data: { session: 'demo', total: 3, completed: 2, cancelled: 1 },
    });
  });

  it('that does not exist is told of, with those that do', async () => {
    for (const { name, parameters, opensSession } of TOOLS) {
      if (opensSession) continue;
      const input = Object.fromEntries(
        parameters.filter(({ required }) => required).map((parameter) => [parameter.name, '1']),
      );
      await expect(harness.tool(name, input)).rejects.toMatchObject({ code: 'SESSION.NOT_FOUND' });
    }
    expect(await harness.types()).toEqual([]);
  });

  it('has a summary for an iteration only', async () => {
    await harness.tool('task-add', { content: 'x' });
    await expect(harness.tool('iteration-summary', { summary: 'done' })).rejects.toThrow(/iteration/);
    await harness.sessions
      .get(SESSION)
      .execute({ type: 'StartIteration', agent: 'opencode', model: 'm' }, 'loop');
    expect(await harness.tool('iteration-summary', { summary: ' done ' })).toEqual({
      text: 'summary of iteration 1 recorded',
      data: { iteration: 1 },
    });
  });
});

describe('input that cannot be right', () => {
  const cases: [tool: string, input: ToolInput, code: string, says: RegExp][] = [
    ['task-add', {}, 'INPUT', /^task-add needs "content": what to do/],
    ['task-add', { content: null }, 'INPUT', /needs "content"/],
    [
      'task-add',
      { content: 'x', prio: 1 },
      'INPUT',
      /no parameter "prio"; use only content, status, priority, depends_on/,
    ],
    ['task-next', { id: 1 }, 'INPUT', /no parameter "id"; give no parameters/],
    ['task-add', { content: {} }, 'INPUT', /"content" must be a string, not \{\}/],
    ['task-add', { content: true }, 'INPUT', /"content" must be a string, not true/],
    ['task-add', { content: '' }, 'TASK.EMPTY', /empty/],
    ['task-add', { content: 'x', status: 'open' }, 'TASK.INVALID_STATUS', /"open".*remaining/],
    ['task-add', { content: 'x', status: '' }, 'TASK.INVALID_STATUS', /remaining/],
    ['task-add', { content: 'x', priority: 1.5 }, 'TASK.INVALID_PRIORITY', /1\.5/],
    ['task-add', { content: 'x', priority: '' }, 'TASK.INVALID_PRIORITY', /0.*4/],
    ['task-add', { content: 'x', priority: [1] }, 'TASK.INVALID_PRIORITY', /0.*4/],
    ['task-add', { content: 'x', depends_on: [{}] }, 'INPUT', /list of ids such as TAS-1,TAS-2/],
    ['task-add', { content: 'x', depends_on: { id: 1 } }, 'INPUT', /list of ids such as TAS-1,TAS-2/],
    ['task-add', { content: 'x', depends_on: ['TAS-0'] }, 'TASK.INVALID_ID', /TAS-0/],
    ['task-status', { id: '', status: 'completed' }, 'TASK.INVALID_ID', /TAS-/],
    ['task-status', { id: 'NOT-1', status: 'completed' }, 'TASK.INVALID_ID', /NOT-1/],
    ['task-status', { id: -1, status: 'completed' }, 'TASK.INVALID_ID', /-1/],
    ['task-status', { id: '99999999999999999999', status: 'completed' }, 'TASK.INVALID_ID', /9999/],
    ['task-add', { content: 'x', files: [{}] }, 'INPUT', /list of files such as src/],
    ['task-add', { content: 'x', files: 'a,../b' }, 'TASK.INVALID_FILE', /"\.\.\/b" of a task leads out/],
    ['task-batch-add', { tasks: [{ content: 'x', files: '/a' }] }, 'TASK.INVALID_FILE', /is not relative/],
    ['task-update', { id: 1, files: 'a,,b' }, 'TASK.INVALID_FILE', /"" of a task names nothing/],
    ['task-depends', { id: 1, depends_on: [] }, 'INPUT', /name at least one task/],
    [
      'task-depends',
      { id: 1, depends_on: '' },
      'TASK.INVALID_ID',
      /"" is not a task id; use an id such as TAS-/,
    ],
    ['task-batch-add', { tasks: {} }, 'INPUT', /"tasks" must be an array of tasks such as/],
    ['task-batch-add', { tasks: '"x"' }, 'INPUT', /"tasks" must be an array/],
    ['task-batch-add', { tasks: '[' }, 'INPUT', /"tasks" is not valid JSON \(/],
    ['task-batch-add', { tasks: [] }, 'INPUT', /"tasks" is empty/],
    [
      'task-batch-add',
      { tasks: [{ content: 'x' }, []] },
      'INPUT',
      /^item 2 of "tasks" is \[\], not an object; give /,
    ],
    [
      'task-batch-add',
      { tasks: [{ content: 'x' }, {}] },
      'INPUT',
      /^item 2 of "tasks": a task needs "content"/,
    ],
    [
      'note-add',
      { content: 'x', type: 'idea' },
      'NOTE.INVALID_TYPE',
      /"idea".*learning, stuck, tip, decision/,
    ],
    ['note-add', { content: ' ', type: 'tip' }, 'NOTE.EMPTY', /empty/],
    ['no-tool', {}, 'INPUT', /no tool "no-tool"; use one of task-add, task-batch-add/],
  ];

  it.each(cases)('%s %j', async (tool, input, code, says) => {
    await seeded();
    const before = await harness.types();
    await expect(harness.tool(tool, input)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(says),
    });
    expect(await harness.types()).toEqual(before);
  });
});
