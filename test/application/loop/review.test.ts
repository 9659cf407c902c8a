// What the reviewer decides: which tasks it returns, which stay as they are, and when a session is complete.
import { describe, expect, it } from 'vitest';
import { AdapterError } from '../../../application/errors.ts';
import { describeProof, summarizeProof } from '../../../application/session/proof-summary.ts';
import { proofOfTask } from '../../../domain/proof/proof.state.ts';
import { NO_LIMITS } from '../../../domain/run/limits.ts';
import type { SessionEvent } from '../../../domain/session/session.events.ts';
import { taskId } from '../../../domain/task/task.ts';
import { Harness, type HarnessOptions, SESSION } from '../../support/harness.ts';
import type { Turn } from '../../support/scripted-turns.ts';

const TEST = 'npm test';
let harness: Harness;

/** Completes the task, after it has changed a file. */
const completes =
  (task = 'TAS-1', { change = true, complete = false } = {}): Turn =>
  async ({ tool }) => {
    if (change) harness.workTree.change(`${task}.ts`);
    await tool('task-status', { id: task, status: 'completed' });
    if (complete) await tool('session-complete');
  };
const accepts =
  (...ids: string[]): Turn =>
  async ({ tool }) => {
    for (const id of ids.length > 0 ? ids : ['TAS-1']) await tool('review-accept', { id });
  };
const returns =
  (reason = 'an empty list throws', id = 'TAS-1'): Turn =>
  async ({ tool }) => {
    await tool('review-return', { id, reason });
  };
const saysNothing: Turn = ({ say }) => {
  say('Looks good to me.');
  return undefined;
};

async function play(
  turns: readonly Turn[],
  reviews: readonly Turn[],
  { tasks = 1, ...options }: Omit<HarnessOptions, 'reviews'> & { tasks?: number } = {},
) {
  harness = new Harness({ turns, reviews, ...options });
  for (let task = 1; task <= tasks; task++) await harness.tool('task-add', { content: `task ${task}` });
  return harness.run();
}

async function story(): Promise<string[]> {
  return (await harness.events()).flatMap(chapter);
}

function chapter({ type, data }: SessionEvent): string[] {
  switch (type) {
    case 'ReviewStarted':
      return [`review of ${data.ids.join()} by ${data.agent}`];
    case 'TaskReviewed':
      return [`${data.id} ${data.verdict}`];
    case 'TaskReturned':
      return [`${data.id} returned by ${data.by}: ${data.reason}`];
    case 'ReviewMissed':
      return [`${data.id} missed: ${data.reason}`];
    case 'TaskDoubted':
    case 'TaskVerified':
      return [`${type} ${data.id}`];
    case 'IterationStarted':
      return [`#${data.number}`];
    case 'IterationCommitted':
    case 'CompletionRequested':
    case 'CompletionRefused':
    case 'SessionCompleted':
      return [type];
    default:
      return [];
  }
}

const proof = () => proofOfTask(harness.sessions.get(SESSION).state.proof, taskId(1));

describe('a reviewer', () => {
  it('that returns once and then accepts lets the task be done again before the session is complete', async () => {
    const { reason } = await play(
      [completes('TAS-1', { complete: true }), completes('TAS-1', { complete: true })],
      [returns(), accepts()],
    );
    expect(reason).toBe('complete');
    expect(await story()).toEqual([
      ...['#1', 'CompletionRequested', 'IterationCommitted', 'review of TAS-1 by judge'],
      ...['TAS-1 returned by reviewer: an empty list throws', 'CompletionRefused'],
      ...['#2', 'CompletionRequested', 'IterationCommitted', 'review of TAS-1 by judge'],
      ...['TAS-1 accepted', 'SessionCompleted'],
    ]);
    expect(harness.agent.prompts[1]?.join()).toContain('- TAS-1 (1 time): an empty list throws');
    expect(harness.reviewing).toMatchObject({ contexts: 2, open: 0 });
    expect(harness.openTrees).toBe(0);
    expect(proof()).toBe('unverified');
    const summary = summarizeProof(harness.sessions.get(SESSION).state);
    expect(summary && describeProof(summary)).toBe('1 unverified (TAS-1), 1 reviewed');
  });

  it('looks at the commit of the iteration, after the checks were green', async () => {
    await play([completes()], [accepts()], { checks: { [TEST]: ['green'] }, request: { iterations: 1 } });
    expect(await story()).toEqual([
      ...['#1', 'TaskVerified TAS-1', 'IterationCommitted', 'review of TAS-1 by judge', 'TAS-1 accepted'],
    ]);
    expect(harness.reviewed).toMatchObject([{ commit: 'commit-1', tasks: ['TAS-1'] }]);
    const prompt = harness.reviewing.prompts[0]?.join();
    expect(prompt).toContain('- TAS-1 [P2] task 1\n');
    expect(prompt).toContain('changes of commit-1\n- npm test is green');
    expect(proof()).toBe('verified');
  });

  it('looks at all tasks of an iteration at once, and knows why one was returned before', async () => {
    const both: Turn = async (turn) => {
      await completes('TAS-1')(turn);
      await completes('TAS-2')(turn);
    };
    const answers: Turn = async ({ tool }) => {
      await tool('review-return', { id: 'TAS-1', reason: 'no test' });
      await tool('review-accept', { id: 'TAS-2' });
    };
    await play([both, completes()], [answers, accepts()], {
      tasks: 2,
      request: { iterations: 2, tasksPerIteration: 0 },
    });
    expect((await story()).filter((line) => line.startsWith('review'))).toEqual([
      ...['review of TAS-1,TAS-2 by judge', 'review of TAS-1 by judge'],
    ]);
    expect(harness.reviewing.prompts[1]?.join()).toContain('- TAS-1 (1 time), last: no test');
  });

  it('looks at no more than twenty tasks at once', async () => {
    const all = Array.from({ length: 25 }, (_, index) => `TAS-${index + 1}`);
    const many: Turn = async ({ tool }) => {
      harness.workTree.change('all.ts');
      for (const id of all) await tool('task-status', { id, status: 'completed' });
    };
    await play([many], [accepts(...all.slice(0, 20)), accepts(...all.slice(20))], {
      tasks: 25,
      request: { iterations: 1, tasksPerIteration: 0 },
    });
    expect(harness.reviewed.map(({ tasks }) => tasks.length)).toEqual([20, 5]);
    expect((await story()).filter((line) => line.endsWith('accepted'))).toHaveLength(25);
  });

  it('that does not answer is asked once more in the same context', async () => {
    await play([completes()], [saysNothing, accepts()], { request: { iterations: 1 } });
    expect((await story()).slice(-1)).toEqual(['TAS-1 accepted']);
    expect(harness.reviewing.contexts).toBe(1);
    expect(harness.reviewing.prompts[1]?.[0]).toContain('You have not answered for every task');
  });

  it('whose turn has no output at all is asked once more as well', async () => {
    const empty: Turn = () => {
      throw new AdapterError('AGENT.EMPTY', 'the agent ended its turn without any output', {
        retryable: true,
      });
    };
    await play([completes()], [empty, accepts()], { request: { iterations: 1 } });
    expect((await story()).slice(-1)).toEqual(['TAS-1 accepted']);
    expect(harness.reviewing).toMatchObject({ contexts: 1, open: 0 });
  });

  it('that never answers has not reviewed, and the task stays as its checks left it', async () => {
    const { reason } = await play([completes('TAS-1', { complete: true })], [saysNothing, saysNothing], {
      checks: { [TEST]: ['green'] },
    });
    expect(reason).toBe('complete');
    expect((await story()).slice(-3)).toEqual([
      'review of TAS-1 by judge',
      'TAS-1 missed: the reviewer did not answer, although it was asked twice',
      'SessionCompleted',
    ]);
    expect(proof()).toBe('verified');
  });

  it.each([
    [
      'cannot start',
      { reviewFaults: { start: new AdapterError('AGENT.START', 'no such agent') } },
      'no such agent',
    ],
    [
      'has no tree',
      { treeFault: new AdapterError('GIT', 'not in a git repository') },
      'not in a git repository',
    ],
    ['dies', {}, 'no turn 1 is written'],
  ])('that %s has not reviewed, and the iteration has not failed', async (_, options, cause) => {
    const { reason, iterations } = await play([completes('TAS-1', { complete: true })], [], options);
    expect({ reason, outcomes: iterations.map(({ outcome }) => outcome) }).toEqual({
      reason: 'complete',
      outcomes: ['finished'],
    });
    expect(await story()).toContain(`TAS-1 missed: ${cause}`);
    expect(harness.openTrees).toBe(0);
  });

  it('without a round left leaves the task completed and doubtful, with the reason', async () => {
    const { reason } = await play(
      [completes(), completes(), completes('TAS-1', { complete: true })],
      [returns('first'), returns('second'), returns('third')],
    );
    expect(reason).toBe('complete');
    expect((await story()).filter((line) => /^TAS-1/.test(line))).toEqual([
      'TAS-1 returned by reviewer: first',
      'TAS-1 returned by reviewer: second',
      'TAS-1 refused',
    ]);
    expect(proof()).toBe('doubtful');
    const { records } = harness.sessions.get(SESSION).state.proof;
    expect([...records.values()]).toMatchObject([{ reason: 'third', reviewReturns: 2 }]);
  });

  it('that returned a task twice leaves it doubtful, also if it accepts it then', async () => {
    await play([completes(), completes(), completes()], [returns(), returns(), accepts()], {
      request: { iterations: 3 },
    });
    expect(proof()).toBe('doubtful');
  });

  it('does not see a task that the user completes, nor one for which nothing was changed', async () => {
    const user: Turn = async ({ tool }) => {
      await harness.tool('task-status', { id: 'TAS-1', status: 'completed' });
      await tool('task-status', { id: 'TAS-2', status: 'completed' });
    };
    await play([user], [], { tasks: 2, request: { iterations: 1 } });
    expect(await story()).toEqual(['#1', 'TaskDoubted TAS-2']);
  });

  it('may write notes, but neither change tasks nor do other work of the agent', async () => {
    const refusals: string[] = [];
    const tries: Turn = async ({ tool }) => {
      const refused = async (name: string, input = {}): Promise<void> => {
        await tool(name, input).catch((error: Error) => refusals.push(error.message));
      };
      await refused('task-add', { content: 'more' });
      await refused('task-status', { id: 'TAS-1', status: 'remaining' });
      await refused('iteration-summary', { summary: 'reviewed' });
      await refused('session-complete');
      await refused('ask-user', { question: 'why?' });
      await tool('note-add', { type: 'tip', content: 'mind the tests' });
      await tool('task-list');
      await tool('review-accept', { id: 'TAS-1', reason: 'read' });
      await refused('review-return', { id: 'TAS-1', reason: 'after all' });
      await refused('review-accept', { id: 'TAS-2' });
      await refused('task-add', { content: 'late' });
    };
    await play([completes()], [tries], { tasks: 2, request: { iterations: 1 } });
    const isReview = 'this is a review; answer with review-accept or review-return';
    expect(refusals).toEqual([
      ...Array(5).fill(isReview),
      'TAS-1 was already answered in this review; the first answer counts; end your turn when every task has one',
      'TAS-2 is not in this review; answer for TAS-1',
      isReview,
    ]);
    expect((await story()).slice(-1)).toEqual(['TAS-1 accepted']);
  });

  it('cannot be played by the agent that works, nor by the user', async () => {
    const refusals: string[] = [];
    const cheats: Turn = async (turn) => {
      await completes()(turn);
      for (const actor of ['agent', 'user'] as const) {
        await harness
          .tool('review-accept', { id: 'TAS-1' }, actor)
          .catch((error: Error) => refusals.push(error.message));
      }
    };
    await play([cheats], [accepts()], { request: { iterations: 1 } });
    expect(refusals).toEqual([
      expect.stringMatching(/^no review is running/),
      expect.stringMatching(/^only the reviewer answers/),
    ]);
  });

  it('lets on_task_complete hooks run once, when it no longer decides', async () => {
    await play([completes(), completes()], [returns(), accepts()], {
      checks: { [TEST]: ['green'] },
      hooks: { on_task_complete: 'done' },
      request: { iterations: 2 },
    });
    const calls = harness.hooks.calls.filter(({ point }) => point === 'on_task_complete');
    expect(calls).toMatchObject([{ context: { taskId: 'TAS-1', iteration: 2 } }]);
  });

  it('waits for its provider, and then has the whole prompt again', async () => {
    const failure = { cause: 'rate_limited', retryAfterMs: 60_000 } as const;
    const limited: Turn = () => {
      throw new AdapterError('AGENT.REFUSED', 'too many requests', { retryable: true, failure });
    };
    await play([completes()], [limited, saysNothing, limited, accepts()], { request: { iterations: 1 } });
    expect(harness.clock.sleeps).toHaveLength(4);
    expect((await story()).slice(-1)).toEqual(['TAS-1 accepted']);
    expect(harness.reviewing.prompts.map((blocks) => blocks.length)).toEqual([1, 1, 1, 2]);
  });

  it('has its cost under its role, and limits count it', async () => {
    const costly: Turn = async (turn) => {
      await accepts()(turn);
      turn.emit({ type: 'context-usage', used: 10, size: 100, cost: { amount: 3, currency: 'USD' } });
    };
    const { reason, shares } = await play([completes()], [costly], {
      tasks: 2,
      request: { limits: { ...NO_LIMITS, cost: 3 } },
    });
    expect(reason).toBe('cost_limit');
    expect(shares).toMatchObject([{ role: 'review', agent: 'judge', usage: { cost: { amount: 3 } } }]);
  });

  it('is cancelled at twice a limit, and its tasks wait', async () => {
    const costly: Turn = async ({ emit, signal }) => {
      emit({ type: 'context-usage', used: 10, size: 100, cost: { amount: 6, currency: 'USD' } });
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return undefined;
    };
    const { reason, shares } = await play([completes()], [costly], {
      request: { limits: { ...NO_LIMITS, cost: 3 } },
    });
    expect(reason).toBe('cost_limit');
    expect(shares).toMatchObject([{ role: 'review', usage: { cost: { amount: 6 } } }]);
    expect((await story()).slice(-1)).toEqual(['review of TAS-1 by judge']);
    expect(harness.sessions.get(SESSION).state.proof).toMatchObject({ unreviewed: ['TAS-1'], review: null });
  });

  it('does not begin at a limit, and reviews first in the next run', async () => {
    const costly: Turn = async (turn) => {
      await completes('TAS-1', { complete: true })(turn);
      turn.emit({ type: 'context-usage', used: 10, size: 100, cost: { amount: 3, currency: 'USD' } });
    };
    const { reason } = await play([costly], [], { request: { limits: { ...NO_LIMITS, cost: 3 } } });
    expect(reason).toBe('cost_limit');
    expect((await story()).slice(-1)).toEqual(['IterationCommitted']);
    const { store } = harness;
    harness = new Harness({ turns: [], reviews: [accepts()], store });
    expect((await harness.run()).reason).toBe('complete');
    expect((await story()).slice(-3)).toEqual([
      'review of TAS-1 by judge',
      'TAS-1 accepted',
      'SessionCompleted',
    ]);
  });

  it('that was killed in the middle reviews again first in the next run', async () => {
    const dies: Turn = () => {
      harness.interrupt.abort();
      return undefined;
    };
    await play([completes()], [dies]);
    expect(harness.openTrees).toBe(0);
    const { store } = harness;
    harness = new Harness({
      turns: [completes()],
      reviews: [returns(), accepts()],
      store,
      request: { iterations: 1 },
    });
    await harness.run();
    expect((await story()).slice(-6)).toEqual([
      ...['review of TAS-1 by judge', 'TAS-1 returned by reviewer: an empty list throws', '#2'],
      ...['IterationCommitted', 'review of TAS-1 by judge', 'TAS-1 accepted'],
    ]);
  });

  it('makes room for an urgent message, and reviews after it', async () => {
    const urgent: Turn = async () => {
      await harness.sessions
        .get(SESSION)
        .execute({ type: 'SendMessage', text: 'Use tabs', now: true }, 'user');
      return undefined;
    };
    const idle: Turn = () => undefined;
    const { reason } = await play([completes('TAS-1', { complete: true }), idle, idle], [urgent, accepts()]);
    expect(reason).toBe('complete');
    expect(harness.agent.prompts[2]).toEqual(['Use tabs']);
    expect((await story()).slice(-5)).toEqual([
      ...['review of TAS-1 by judge', '#2', 'review of TAS-1 by judge', 'TAS-1 accepted', 'SessionCompleted'],
    ]);
  });

  it('lets a task be that the user changes during the review', async () => {
    const reopens: Turn = async ({ say }) => {
      await harness.tool('task-status', { id: 'TAS-1', status: 'blocked' });
      say('It is gone.');
    };
    await play([completes()], [reopens], { request: { iterations: 1 } });
    expect(harness.reviewing.prompts).toHaveLength(1);
    expect(await story()).not.toContainEqual(expect.stringMatching(/missed/));
  });
});

it('without a reviewer nothing is reviewed, and the session completes at once', async () => {
  harness = new Harness({ turns: [completes('TAS-1', { complete: true })] });
  await harness.tool('task-add', { content: 'task' });
  expect((await harness.run()).reason).toBe('complete');
  expect(await story()).toEqual(['#1', 'SessionCompleted', 'IterationCommitted']);
});
