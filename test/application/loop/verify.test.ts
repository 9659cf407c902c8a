// What checks decide: which tasks are verified, unverified, returned or doubtful, and when a session is complete.
import { describe, expect, it } from 'vitest';
import { evidenceLine } from '../../../application/wording/evidence-wording.ts';
import type { SessionEvent } from '../../../domain/session/session.events.ts';
import { Harness, type HarnessOptions, SESSION } from '../../support/harness.ts';
import type { Turn } from '../../support/scripted-turns.ts';

const TEST = 'npm test';

/** Completes the task, after it has changed a file. */
const completes =
  (task: string, { change = true, complete = false } = {}): Turn =>
  async ({ tool }) => {
    await tool('task-status', { id: task, status: 'in_progress' });
    if (change) harness.workTree.change(`${task}.ts`);
    await tool('task-status', { id: task, status: 'completed' });
    if (complete) await tool('session-complete');
  };

const fixes: Turn = () => {
  harness.workTree.change('fix.ts');
};
const reopensAndCompletes: Turn = async ({ tool }) => {
  harness.workTree.change('again.ts');
  await tool('task-status', { id: 'TAS-1', status: 'completed' });
};

let harness: Harness;

async function play(
  turns: readonly Turn[],
  { tasks = 1, ...options }: HarnessOptions & { tasks?: number } = {},
) {
  harness = new Harness({ turns, ...options });
  for (let task = 1; task <= tasks; task++) await harness.tool('task-add', { content: `task ${task}` });
  return harness.run();
}

async function story(): Promise<string[]> {
  return (await harness.events()).flatMap((event) => chapter(event));
}

function chapter({ type, data }: SessionEvent): string[] {
  switch (type) {
    case 'CheckRan':
      return [`${data.command} ${data.outcome} (${data.phase})`];
    case 'TaskVerified':
    case 'TaskLeftUnverified':
    case 'TaskReturned':
    case 'TaskDoubted':
    case 'TaskAccepted':
      return [`${type} ${data.id}`];
    case 'CompletionRequested':
    case 'CompletionRefused':
    case 'SessionCompleted':
    case 'SessionRestarted':
      return [type];
    case 'IterationStarted':
      return [`#${data.number}`];
    default:
      return [];
  }
}

describe('a task', () => {
  it('is verified when its checks are green after it was completed', async () => {
    const { reason } = await play([completes('TAS-1', { complete: true })], {
      checks: { [TEST]: ['green'] },
    });
    expect(reason).toBe('complete');
    expect(await story()).toEqual([
      ...['npm test green (baseline)', '#1', 'CompletionRequested', 'npm test green (session)'],
      ...['TaskVerified TAS-1', 'SessionCompleted'],
    ]);
  });

  it('is verified together with what was uncommitted before, and its evidence says so', async () => {
    harness = new Harness({ turns: [completes('TAS-1')], checks: { [TEST]: ['green'] } });
    harness.workTree.change('of-the-user.ts');
    await harness.tool('task-add', { content: 'task 1' });
    const { taskReports } = await harness.run({ iterations: 1 });
    expect(taskReports[0]?.evidence?.besides).toEqual({ files: ['of-the-user.ts'], leftOut: 0 });
    expect(evidenceLine(taskReports[0]?.evidence ?? null, String)).toContain(
      'checked together with 1 file that was uncommitted before: of-the-user.ts',
    );
  });

  it('may be fixed in the same context while its checks are red, and is committed once', async () => {
    await play([completes('TAS-1'), fixes], {
      checks: { [TEST]: ['green', 'red', 'green'] },
      request: { iterations: 1 },
    });
    expect(await story()).toEqual([
      ...[
        'npm test green (baseline)',
        '#1',
        'npm test red (task)',
        'npm test green (task)',
        'TaskVerified TAS-1',
      ],
    ]);
    expect(harness.agent).toMatchObject({ contexts: 1 });
    expect(harness.agent.prompts[1]?.[0]).toContain('npm test is red (exit code 1)');
    expect(harness.agent.prompts[1]?.[0]).toContain('$ npm test\nnpm test is red');
    expect(harness.workTree.messages).toHaveLength(1);
  });

  it('returns with the reason when they stay red, and the next iteration knows why', async () => {
    await play([completes('TAS-1'), fixes, fixes, reopensAndCompletes], {
      checks: { [TEST]: ['green', 'red', 'red', 'red', 'green'] },
      request: { iterations: 2 },
    });
    const red = Array(3).fill('npm test red (task)');
    expect(await story()).toEqual([
      ...['npm test green (baseline)', '#1', ...red, 'TaskReturned TAS-1', '#2'],
      ...['npm test green (task)', 'TaskVerified TAS-1'],
    ]);
    expect(harness.agent.prompts[3]?.join()).toContain('- TAS-1 (1 time): npm test is red (exit code 1)');
    expect(harness.workTree.messages[0]).toMatch(
      /^Unverified: TAS-1 task 1\n[\s\S]*Iteratr-Unverified: TAS-1/,
    );
    expect(harness.workTree.messages[1]).toMatch(/^task 1\n/);
  });

  it('is unverified, not returned, while a check is red from the beginning', async () => {
    await play([completes('TAS-1'), completes('TAS-2')], {
      tasks: 2,
      checks: { [TEST]: ['red', 'red', 'green'] },
      request: { iterations: 2 },
    });
    expect(await story()).toEqual([
      ...['npm test red (baseline)', '#1', 'npm test red (task)', 'TaskLeftUnverified TAS-1'],
      ...['#2', 'npm test green (task)', 'TaskVerified TAS-2'],
    ]);
  });

  it('is returned for a check that was green once in this session, also in an earlier run', async () => {
    const request = { iterations: 1, verifyRounds: 0 };
    await play([completes('TAS-1')], { tasks: 2, checks: { [TEST]: ['green'] }, request });
    const { store } = harness;
    await play([completes('TAS-2')], { store, tasks: 0, checks: { [TEST]: ['red'] }, request });
    expect(await story()).toContain('TaskReturned TAS-2');
  });

  it('is returned for a test that fails newly under a check that was red from the beginning', async () => {
    const before = { failing: ['old'] };
    await play([completes('TAS-1'), completes('TAS-2')], {
      tasks: 2,
      checks: { [TEST]: [before, before, { failing: ['old', 'new'] }] },
      request: { iterations: 2, verifyRounds: 0 },
    });
    expect(await story()).toContain('TaskLeftUnverified TAS-1');
    expect(await story()).toContain('TaskReturned TAS-2');
  });

  it.each(['timeout', 'missing'] as const)('is not passed by a check that ends with %s', async (outcome) => {
    await play([completes('TAS-1')], {
      checks: { [TEST]: ['green', outcome] },
      request: { iterations: 1, verifyRounds: 0 },
    });
    expect(await story()).toContain('TaskReturned TAS-1');
  });

  it('is doubtful if nothing was changed for it, and that does not prevent completion', async () => {
    const { reason } = await play([completes('TAS-1', { change: false, complete: true })], {
      checks: { [TEST]: ['green'] },
    });
    expect(reason).toBe('complete');
    expect(await story()).toContain('TaskDoubted TAS-1');
  });

  it('is accepted if the user completes it, without any check', async () => {
    const user: Turn = async () => {
      harness.workTree.change('x');
      await harness.tool('task-status', { id: 'TAS-1', status: 'completed' });
    };
    const hooks = { on_task_complete: 'done' };
    await play([user], { hooks, checks: { [TEST]: ['green'] }, request: { iterations: 1 } });
    expect(await story()).toEqual(['npm test green (baseline)', '#1']);
    const { proof } = harness.sessions.get(SESSION).state;
    expect([...proof.records.values()]).toMatchObject([{ accepted: true }]);
    expect(harness.hooks.calls.filter(({ point }) => point === 'on_task_complete')).toHaveLength(1);
  });

  it('runs its on_task_complete hooks once, when it is verified', async () => {
    await play([completes('TAS-1'), fixes], {
      checks: { [TEST]: ['green', 'red', 'green'] },
      hooks: { on_task_complete: 'done' },
      request: { iterations: 1 },
    });
    const calls = harness.hooks.calls.filter(({ point }) => point === 'on_task_complete');
    expect(calls).toMatchObject([{ context: { taskId: 'TAS-1' } }]);
  });
});

describe('a completion', () => {
  it('is refused while a check is red from the beginning, and the run continues', async () => {
    const { reason } = await play(
      [completes('TAS-1', { complete: true }), fixes, fixes, fixes].concat(async ({ tool }) => {
        harness.workTree.change('y');
        await tool('session-complete');
      }),
      { checks: { [TEST]: ['red', 'red', 'red', 'red', 'green'] } },
    );
    expect(reason).toBe('complete');
    const told = await story();
    expect(told.filter((line) => line === 'CompletionRefused')).toHaveLength(1);
    expect(told.at(-1)).toBe('SessionCompleted');
  });

  it('is not confirmed if a task was added while the checks ran', async () => {
    const { reason } = await play([completes('TAS-1', { complete: true })], {
      checks: { [TEST]: ['green'] },
      request: { iterations: 1 },
      onCheck: (call) => (call === 2 ? harness.tool('task-add', { content: 'one more' }) : undefined),
    });
    expect(reason).toBe('iteration_limit');
    expect(await story()).toContain('CompletionRefused');
  });

  it('runs checks for the session only then, and those for tasks only for tasks', async () => {
    await play([completes('TAS-1'), completes('TAS-2', { complete: true })], {
      tasks: 2,
      checks: { 'quick @task': ['green'], 'slow @session': ['green'] },
    });
    expect(harness.checks.calls).toEqual(['quick', 'slow', 'quick', 'quick', 'slow']);
  });

  it('of an earlier run is checked again, and red reopens the session', async () => {
    await play([completes('TAS-1', { complete: true })], { checks: { [TEST]: ['green'] } });
    const { store } = harness;
    harness = new Harness({ turns: [], store, checks: { [TEST]: ['green'] } });
    expect((await harness.run()).reason).toBe('complete');
    const reopens: Turn = async ({ tool }) => {
      harness.workTree.change('z');
      await tool('session-complete');
    };
    harness = new Harness({ turns: [reopens], store, checks: { [TEST]: ['red', 'green'] } });
    expect((await harness.run()).reason).toBe('complete');
    expect((await story()).slice(-5)).toEqual([
      ...[
        'npm test green (baseline)',
        '#2',
        'CompletionRequested',
        'npm test green (session)',
        'SessionCompleted',
      ],
    ]);
  });
});

describe('a run', () => {
  it('does not begin if the command of a check does not exist', async () => {
    const { reason, error } = await play([], { checks: { 'nmp test': ['missing'] } });
    expect({ reason, error }).toMatchObject({
      reason: 'failed',
      error: { code: 'CHECK.NOT_FOUND', kind: 'malformed' },
    });
  });

  it('judges first what a killed run left without checks', async () => {
    const dies: Turn = async (turn) => {
      await completes('TAS-1')(turn);
      harness.interrupt.abort();
    };
    await play([dies], { checks: { [TEST]: ['green'] } });
    expect(await story()).toEqual(['npm test green (baseline)', '#1']);
    const { store } = harness;
    harness = new Harness({ turns: [], store, checks: { [TEST]: ['green'] }, request: { iterations: 1 } });
    await harness.run();
    expect((await story()).slice(2, 5)).toEqual([
      ...['npm test green (task)', 'TaskVerified TAS-1', 'npm test green (baseline)'],
    ]);
  });

  it('without checks records nothing about proof, and completes at once', async () => {
    await play([completes('TAS-1', { change: false, complete: true })]);
    expect(await story()).toEqual(['#1', 'SessionCompleted']);
  });
});
