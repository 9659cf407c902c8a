// What the loop does about changes of protected files: they are red, whatever the checks say.
import { describe, expect, it } from 'vitest';
import { Harness, type HarnessOptions, SESSION } from '../../support/harness.ts';
import type { Turn } from '../../support/scripted-turns.ts';

const FILES = { 'test/a.ts': 'expect(1)', 'iteratr.yml': 'verify: [npm test]' };

let harness: Harness;

const completes =
  (change: () => unknown = () => undefined): Turn =>
  async ({ tool }) => {
    await tool('task-status', { id: 'TAS-1', status: 'in_progress' });
    harness.workTree.change('a.ts');
    change();
    await tool('task-status', { id: 'TAS-1', status: 'completed' });
  };
const set = (path: string, content: string) => (): undefined => {
  harness.protectedFiles.contents.set(path, content);
};
const weakens = set('test/a.ts', 'expect(2)');
const undoes = set('test/a.ts', 'expect(1)');

async function play(turns: readonly Turn[], options: HarnessOptions = {}) {
  harness = new Harness({
    turns,
    checks: { 'npm test': ['green'] },
    protectedFiles: FILES,
    ...options,
    request: { iterations: 1, ...options.request },
  });
  await harness.tool('task-add', { content: 'a task' });
  return harness.run();
}

async function story(): Promise<string[]> {
  return (await harness.events()).flatMap(({ type, data }) => {
    if (type === 'ProtectedFilesChanged')
      return [data.changes.map(({ path, kind }) => `${path} ${kind}`).join() || 'as accepted'];
    if (type === 'ProtectedFilesAccepted') return [`accepted ${data.files.map(({ path }) => path).join()}`];
    if (type === 'TaskReturned') return [`returned: ${data.reason}`];
    return type === 'TaskVerified' || type === 'SessionCompleted' ? [type] : [];
  });
}

const BASELINE = 'accepted test/a.ts,iteratr.yml';

describe('a change of a protected file', () => {
  it('is undone in the same context when the agent hears of it', async () => {
    await play([completes(weakens), undoes]);
    expect(await story()).toEqual([BASELINE, 'test/a.ts changed', 'as accepted', 'TaskVerified']);
    const told = harness.agent.prompts[1]?.[0];
    expect(told).toContain('protected files changed: test/a.ts');
    expect(told).toContain('test/a.ts (changed)\n-expect(1)\n+expect(2)');
  });

  it('is red although the checks are green, and returns the task', async () => {
    await play([completes(weakens), () => undefined, () => undefined]);
    expect(await story()).toEqual([
      ...[BASELINE, 'test/a.ts changed', 'returned: protected files changed: test/a.ts'],
    ]);
    const output = harness.seen.flatMap((event) =>
      event.type === 'hook' && event.event.type === 'hook-output' ? [event.event.text] : [],
    );
    expect(output.join('')).toContain('test/a.ts changed\n-expect(1)\n+expect(2)\n');
  });

  it('keeps the session from completion', async () => {
    const both: Turn = async (turn) => {
      await completes(weakens)(turn);
      await turn.tool('session-complete');
    };
    const { reason } = await play([both, () => undefined, () => undefined]);
    expect(reason).toBe('iteration_limit');
    expect((await story()).at(-1)).toContain('returned');
  });

  it('is accepted by the user in another terminal', async () => {
    const accepts: Turn = async () => {
      await harness.sessions.get(SESSION).execute({ type: 'AcceptFoundChanges' }, 'user');
    };
    await play([completes(weakens), accepts]);
    expect(await story()).toEqual([...[BASELINE, 'test/a.ts changed', 'accepted test/a.ts', 'TaskVerified']]);
  });

  it('of the configuration is red, and of a file that did not exist', async () => {
    await play([completes(set('iteratr.yml', 'verify: []')), () => undefined, () => undefined]);
    expect((await story())[1]).toBe('iteratr.yml changed');
    await play([completes(set('test/new.ts', 'x')), () => undefined, () => undefined]);
    expect((await story())[1]).toBe('test/new.ts added');
  });

  it('is found without any check', async () => {
    await play([completes(weakens), undoes], { checks: {} });
    expect(await story()).toEqual([BASELINE, 'test/a.ts changed', 'as accepted']);
  });

  it('is not looked for if nothing is protected and nothing is checked', async () => {
    harness = new Harness({ turns: [completes(weakens)] });
    await harness.tool('task-add', { content: 'a task' });
    await harness.run({ iterations: 1 });
    expect(await story()).toEqual([]);
  });
});

describe('between runs', () => {
  it('a change is the user’s, and is accepted', async () => {
    await play([completes(), completes()]);
    weakens();
    await harness.run({ iterations: 1 });
    expect(await story()).toEqual([BASELINE, 'TaskVerified', 'accepted test/a.ts', 'TaskVerified']);
    expect(harness.seen).toContainEqual({
      type: 'notice',
      level: 'info',
      message: expect.stringContaining('is accepted: test/a.ts'),
    });
  });

  it('what the agent left changed stays red', async () => {
    await play([weakens, completes(), undoes]);
    await harness.run({ iterations: 1 });
    expect(await story()).toEqual([BASELINE, 'test/a.ts changed', 'as accepted', 'TaskVerified']);
  });
});
