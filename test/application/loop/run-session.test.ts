// The loop as a whole, in memory: what is recorded, what the agent reads, how it ends.
import { describe, expect, it } from 'vitest';
import { AdapterError } from '../../../application/errors.ts';
import type { AgentToolCall } from '../../../application/ports/agent.port.ts';
import { Harness, SESSION } from '../../support/harness.ts';
import type { Turn } from '../../support/scripted-turns.ts';

const plan: Turn = async ({ tool }) => {
  await tool('task-batch-add', { tasks: [{ content: 'first', priority: 3 }, { content: 'second' }] });
  await tool('iteration-summary', { summary: 'planned' });
};

const doNext: Turn = async ({ tool, say }) => {
  const next = (await tool('task-next')).data as { id: string };
  await tool('task-status', { id: next.id, status: 'in_progress' });
  say(`working on ${next.id}`);
  await tool('task-status', { id: next.id, status: 'completed' });
  await tool('iteration-summary', { summary: `${next.id} done` });
};

const finish: Turn = async ({ tool }) => {
  await tool('session-complete');
};

const idle: Turn = ({ say }) => {
  say('hm');
};

const CALL: AgentToolCall = {
  ...{ id: 'call-1', title: 'Runs the tests', kind: 'execute', status: 'completed', input: undefined },
  ...{ output: '', exitCode: null, locations: [], diffs: [], subagent: null },
};

const dies: Turn = () => {
  throw new AdapterError('AGENT.EXITED', 'the agent is gone', { retryable: true });
};

describe('a run', () => {
  it('lets the agent do one task in an iteration, and the user as many as they like', async () => {
    const harness = new Harness({ turns: [plan, greedy, idle] });
    const refused: string[] = [];
    async function greedy({ tool }: Parameters<Turn>[0]): Promise<undefined> {
      await tool('task-status', { id: 'TAS-1', status: 'completed' });
      await tool('task-status', { id: 'TAS-2', status: 'completed' }).catch((error: Error) => {
        refused.push(error.message);
      });
      await harness.tool('task-status', { id: 'TAS-2', status: 'in_progress' });
    }
    const result = await harness.run({ iterations: 2 });
    expect(refused).toEqual([
      'TAS-2 is for the next iteration: this one has done TAS-1; record what you did with iteration-summary and stop',
    ]);
    expect(result).toMatchObject({ reason: 'iteration_limit', tasks: { completed: 1, open: 1 } });
  });

  it('goes on, iteration by iteration, until the session is complete', async () => {
    const harness = new Harness({ turns: [plan, doNext, doNext, finish] });
    const result = await harness.run();
    expect(result).toMatchObject({ reason: 'complete', tasks: { total: 2, completed: 2, open: 0 } });
    expect(result.iterations.map(({ number, outcome, tasks }) => [number, outcome, tasks])).toEqual([
      [1, 'finished', []],
      [2, 'finished', ['TAS-1']],
      [3, 'finished', ['TAS-2']],
      [4, 'finished', []],
    ]);
    expect(await harness.types()).toEqual([
      'RunStarted',
      'SpecRecorded',
      ...['IterationStarted', 'TaskAdded', 'TaskAdded', 'IterationSummaryRecorded', 'IterationEnded'],
      ...[
        'IterationStarted',
        'TaskStatusChanged',
        'TaskStatusChanged',
        'IterationSummaryRecorded',
        'IterationEnded',
        'EvidenceRecorded',
      ],
      ...[
        'IterationStarted',
        'TaskStatusChanged',
        'TaskStatusChanged',
        'IterationSummaryRecorded',
        'IterationEnded',
        'EvidenceRecorded',
      ],
      ...['IterationStarted', 'SessionCompleted', 'IterationEnded'],
      'RunEnded',
    ]);
    expect(harness.agent).toMatchObject({ contexts: 4, stops: 1, mostOpen: 1, open: 0 });
  });

  it('gives each iteration a fresh context and a prompt of what there is by then', async () => {
    const harness = new Harness({ turns: [plan, doNext], request: { iterations: 2 } });
    await harness.run();
    expect(harness.agent.prompts).toEqual([
      ['iteration 1\nno tasks yet\nno notes yet\nthis is the first iteration\n'],
      [
        'iteration 2\nremaining (2)\n- TAS-1 [P3] first\n- TAS-2 [P2] second\nno notes yet\n- iteration 1 (just now): planned\n',
      ],
    ]);
  });

  it('records who caused an event and in which iteration', async () => {
    const harness = new Harness({ turns: [plan], request: { iterations: 1 } });
    await harness.run();
    const envelopes = (await harness.recorded()).map(({ event, meta }) => [
      event.type,
      meta.actor,
      meta.iteration,
    ]);
    expect(envelopes).toEqual([
      ['RunStarted', 'user', null],
      ['SpecRecorded', 'loop', null],
      ['IterationStarted', 'loop', 1],
      ['TaskAdded', 'agent', 1],
      ['TaskAdded', 'agent', 1],
      ['IterationSummaryRecorded', 'agent', 1],
      ['IterationEnded', 'loop', 1],
      ['RunEnded', 'loop', null],
    ]);
  });

  it('stops at the iteration limit and goes on with the next number', async () => {
    const first = new Harness({ turns: [plan, doNext] });
    const result = await first.run({ iterations: 2 });
    expect(result.reason).toBe('iteration_limit');
    expect(result.message).toContain('1 open task left');
    const second = new Harness({ turns: [doNext, finish], store: first.store });
    expect(await second.run()).toMatchObject({
      reason: 'complete',
      iterations: [{ number: 3 }, { number: 4 }],
    });
  });

  it('says so when the session is complete already, and starts nothing', async () => {
    const first = new Harness({ turns: [plan, doNext, doNext, finish] });
    await first.run();
    const before = await first.types();
    const second = new Harness({ store: first.store });
    const result = await second.run();
    expect(result).toMatchObject({ reason: 'complete', iterations: [] });
    expect(result.message).toContain('--reset');
    expect(second.agent.starts).toBe(0);
    expect(await second.types()).toEqual(before);
  });

  it('restarts a completed session that has got new tasks', async () => {
    const first = new Harness({ turns: [plan, doNext, doNext, finish] });
    await first.run();
    const second = new Harness({ turns: [doNext, finish], store: first.store });
    await second.tool('task-add', { content: 'third' });
    expect(await second.run()).toMatchObject({ reason: 'complete', tasks: { total: 3, completed: 3 } });
    expect(await second.types()).toContain('SessionRestarted');
  });

  it('shows each recorded fact once, whoever recorded it, in order', async () => {
    const turn: Turn = async (context) => {
      await plan(context);
      await harness.tool('note-add', { type: 'tip', content: 'from another terminal' });
    };
    const harness = new Harness({ turns: [turn], request: { iterations: 1 } });
    await harness.run();
    const shown = harness.seen.flatMap((event) =>
      event.type === 'recorded' ? [event.recorded.event.type] : [],
    );
    expect(shown).toEqual(await harness.types());
  });

  it('releases what a crashed iteration left behind', async () => {
    const crashes: Turn = async ({ tool }) => {
      await tool('task-add', { content: 'half done' });
      await tool('task-status', { id: 'TAS-1', status: 'in_progress' });
      throw new AdapterError('AGENT.EXITED', 'killed', { retryable: true });
    };
    const harness = new Harness({ turns: [crashes, doNext, finish] });
    expect(await harness.run()).toMatchObject({ reason: 'complete' });
    const released = (await harness.recorded()).find(({ event }) => event.type === 'TaskReleased');
    expect(released?.event.data).toEqual({ id: 'TAS-1', reason: 'left in progress by iteration 1' });
  });
});

describe('a run that fails', () => {
  it('tries again with growing delays and gives up after three failures in a row', async () => {
    const harness = new Harness({ turns: [dies, dies, dies] });
    const result = await harness.run();
    expect(result).toMatchObject({ reason: 'failed', message: 'the agent is gone (3 iterations in a row)' });
    expect(result.iterations.map(({ number, outcome }) => [number, outcome])).toEqual([
      [1, 'failed'],
      [2, 'failed'],
      [3, 'failed'],
    ]);
    expect(harness.clock.sleeps).toEqual([1_000, 2_000]);
    expect(harness.agent).toMatchObject({ contexts: 3, mostOpen: 1, open: 0 });
  });

  it('forgets earlier failures after a success', async () => {
    const harness = new Harness({ turns: [dies, dies, plan, dies, dies, doNext, doNext, finish] });
    expect(await harness.run()).toMatchObject({ reason: 'complete' });
  });

  it('does not try again when that cannot help', async () => {
    const refused: Turn = () => {
      throw new AdapterError('AGENT.REFUSED', 'no credentials', { retryable: false });
    };
    const harness = new Harness({ turns: [refused, plan] });
    expect(await harness.run()).toMatchObject({ reason: 'failed', iterations: [{ number: 1 }] });
  });

  it('records its end also when something in it throws', async () => {
    const harness = new Harness();
    harness.hooks.run = async () => {
      throw new Error('a bug');
    };
    expect(await harness.run()).toMatchObject({ reason: 'failed', message: 'a bug' });
    const last = (await harness.recorded()).at(-1);
    expect(last?.event).toEqual({ type: 'RunEnded', data: { reason: 'failed' } });
  });

  it('records nothing when the agent cannot be started', async () => {
    const start = new AdapterError('AGENT.NOT_FOUND', 'opencode was not found');
    const harness = new Harness({ faults: { start } });
    expect(await harness.run()).toMatchObject({ reason: 'failed', error: start });
    expect(await harness.types()).toEqual([]);
  });

  it('records nothing when the model does not exist', async () => {
    const openContext = new AdapterError('AGENT.MODEL', 'no such model');
    const harness = new Harness({ faults: { openContext } });
    expect(await harness.run()).toMatchObject({ reason: 'failed', message: 'no such model' });
    expect(await harness.types()).toEqual([]);
  });

  it('lets the agent read what the on_error hooks have to say, at once', async () => {
    const harness = new Harness({
      turns: [dies, idle, plan],
      hooks: { on_error: 'the diff' },
      request: { iterations: 2 },
    });
    await harness.run();
    expect(harness.agent.prompts[1]).toEqual([
      'The last turn failed: the agent is gone',
      'Output of the on_error hook:\n\nthe diff',
    ]);
    expect(harness.hooks.calls.find(({ point }) => point === 'on_error')?.context).toEqual({
      session: SESSION,
      iteration: 1,
      error: 'the agent is gone',
    });
    expect(harness.agent).toMatchObject({ contexts: 3, open: 0 });
  });
});

describe('a run without progress', () => {
  it('ends after three iterations that changed nothing', async () => {
    const harness = new Harness({ turns: [idle, idle, idle, idle] });
    expect(await harness.run()).toMatchObject({ reason: 'no_progress', iterations: [{}, {}, {}] });
  });

  it('counts changed files as progress', async () => {
    const harness = new Harness({ turns: [idle, idle, idle, idle], changed: [[], [], ['a.txt'], []] });
    expect(await harness.run({ iterations: 4 })).toMatchObject({ reason: 'iteration_limit' });
  });

  it('blocks the task that is stuck and takes the next one, until none is left', async () => {
    const begins: Turn = async ({ tool }) => {
      const next = (await tool('task-next')).data as { id: string };
      await tool('task-status', { id: next.id, status: 'in_progress' });
    };
    // The first beginning of a task is progress, no further one is.
    const harness = new Harness({ turns: [plan, ...Array<Turn>(8).fill(begins)] });
    const result = await harness.run();
    expect(result).toMatchObject({ reason: 'no_progress', iterations: { length: 9 } });
    const why = '3 iterations in a row made no progress: nothing changed, no task advanced';
    expect(result.message).toBe(
      `no progress is possible: TAS-1 is blocked (${why}); TAS-2 is blocked (${why})`,
    );
    const blocked = (await harness.recorded()).filter(({ event }) => event.type === 'TaskBlocked');
    expect(blocked.map(({ meta, event }) => [meta.actor, event.data])).toEqual([
      ['loop', { id: 'TAS-1', reason: why }],
      ['loop', { id: 'TAS-2', reason: why }],
    ]);
  });

  it('shows the evidence to the agent from the second such iteration on', async () => {
    const runs: Turn = async ({ tool, emit }) => {
      await tool('task-status', { id: 'TAS-1', status: 'in_progress' });
      emit({ type: 'tool-call', call: { ...CALL, input: { command: 'npm test' }, exitCode: 1 } });
    };
    const harness = new Harness({ turns: [plan, runs, runs, runs, idle] });
    await harness.run({ iterations: 5, stallAfter: 5 });
    const told = harness.agent.prompts.map((blocks) =>
      blocks.find((text) => text.includes('does not advance')),
    );
    expect(told.map((text) => text !== undefined)).toEqual([false, false, false, true, true]);
    expect(told[3]).toContain('- npm test failed with exit code 1 in 2 iterations in a row');
    expect(told[4]).toContain('- 2 iterations in a row changed no file, made no commit and advanced no task');
  });

  it('ends when everything that is left is blocked', async () => {
    const blocks: Turn = async ({ tool }) => {
      await tool('task-add', { content: 'needs a key' });
      await tool('task-add', { content: 'after it', depends_on: ['TAS-1'] });
      await tool('task-status', { id: 'TAS-1', status: 'blocked' });
    };
    const harness = new Harness({ turns: [blocks] });
    const result = await harness.run();
    expect(result).toMatchObject({ reason: 'no_progress' });
    expect(result.message).toBe('no progress is possible: TAS-1 is blocked; TAS-2 waits for TAS-1');
  });
});

it('a run whose store is lost ends at once, with the error', async () => {
  const error = new AdapterError('STORE.LOST', 'the data directory is gone');
  const turn: Turn = async (context) => {
    await plan(context);
    harness.storeLost.abort(error);
  };
  const harness = new Harness({ turns: [turn, doNext], hooks: { session_end: 'x' } });
  expect(await harness.run()).toMatchObject({
    reason: 'store_lost',
    message: 'the data directory is gone',
    error,
    iterations: [{ outcome: 'interrupted' }],
  });
});

it('a run whose store does not come back in time ends, with the error', async () => {
  const error = new AdapterError('STORE.UNREACHABLE', 'the store does not answer; waited 600 s');
  const turn: Turn = async (context) => {
    await plan(context);
    harness.tellWait({ type: 'store-given-up', error });
  };
  const harness = new Harness({ turns: [turn, doNext] });
  expect(await harness.run()).toMatchObject({ reason: 'failed', message: error.message, error });
});

describe('a run that is interrupted', () => {
  it('records the iteration as interrupted and runs nothing more', async () => {
    const turn: Turn = async (context) => {
      await plan(context);
      harness.interrupt.abort();
    };
    const harness = new Harness({ turns: [turn, doNext], hooks: { post_iteration: 'x' } });
    expect(await harness.run()).toMatchObject({
      reason: 'interrupted',
      iterations: [{ outcome: 'interrupted' }],
    });
    expect(harness.hooks.calls.map(({ point }) => point)).toEqual(['session_start', 'pre_iteration']);
    expect(harness.workTree.messages).toEqual([]);
    expect(harness.agent.stops).toBe(1);
  });
});

describe('hooks', () => {
  it('run at their points, and their output reaches the agent when it should', async () => {
    const hooks = {
      session_start: 'S',
      pre_iteration: 'P',
      post_iteration: 'Q',
      on_task_complete: 'T',
      session_end: 'E',
    };
    const harness = new Harness({ turns: [plan, doNext, doNext, finish, idle], hooks });
    await harness.run();
    const block = (point: string, output: string): string => `Output of the ${point} hook:\n\n${output}`;
    const [first, second, third, fourth, last] = harness.agent.prompts;
    expect(first?.slice(0, -1)).toEqual([block('session_start', 'S'), block('pre_iteration', 'P')]);
    expect(second?.slice(0, -1)).toEqual([block('post_iteration', 'Q'), block('pre_iteration', 'P')]);
    const held = [block('on_task_complete', 'T'), block('post_iteration', 'Q')];
    expect(third?.slice(0, -1)).toEqual([...held, block('pre_iteration', 'P')]);
    expect(fourth?.slice(0, -1)).toEqual([...held, block('pre_iteration', 'P')]);
    expect(last).toEqual([block('post_iteration', 'Q')]);
    expect(harness.agent).toMatchObject({ contexts: 4, mostOpen: 1, open: 0 });
    expect(harness.hooks.calls.map(({ point }) => point).at(-1)).toBe('session_end');
  });

  it('run once for every completed task, with its id and content', async () => {
    const both: Turn = async ({ tool }) => {
      await tool('task-status', { id: 'TAS-1', status: 'completed' });
      await tool('task-status', { id: 'TAS-1', status: 'completed' });
      await tool('task-status', { id: 'TAS-2', status: 'completed' });
    };
    const harness = new Harness({ turns: [plan, both, finish] });
    await harness.run({ tasksPerIteration: 0 });
    const calls = harness.hooks.calls.filter(({ point }) => point === 'on_task_complete');
    expect(calls.map(({ context }) => [context.taskId, context.taskContent])).toEqual([
      ['TAS-1', 'first'],
      ['TAS-2', 'second'],
    ]);
  });
});

describe('messages of the user', () => {
  const send = (text: string): Turn => {
    return async (context) => {
      await plan(context);
      await harness.sessions.get(SESSION).execute({ type: 'SendMessage', text, now: false }, 'user');
      await harness.sessions
        .get(SESSION)
        .execute({ type: 'SendMessage', text: `${text}!`, now: false }, 'user');
    };
  };
  let harness: Harness;

  it('are delivered after the turn, in order, as blocks of one prompt', async () => {
    harness = new Harness({ turns: [send('hello'), idle], request: { iterations: 1 } });
    await harness.run();
    expect(harness.agent.prompts[1]).toEqual(['hello', 'hello!']);
    const delivered = (await harness.recorded()).filter(
      ({ event }) => event.type === 'UserMessagesDelivered',
    );
    expect(delivered.map(({ event }) => event.data)).toEqual([{ ids: ['MSG-1', 'MSG-2'] }]);
  });

  it('are delivered again when the agent died before it answered', async () => {
    harness = new Harness({ turns: [send('hello'), dies, idle, idle], request: { iterations: 2 } });
    await harness.run();
    expect(harness.agent.prompts[1]).toEqual(['hello', 'hello!']);
    expect(harness.agent.prompts[3]).toEqual(['hello', 'hello!']);
    expect((await harness.types()).filter((type) => type === 'UserMessagesDelivered')).toHaveLength(1);
  });
});

describe('commits', () => {
  const committed = { type: 'committed', commit: 'abc123', files: ['a.txt'], warnings: [] } as const;

  it('are made after each iteration and recorded, named after task and summary', async () => {
    const harness = new Harness({
      turns: [plan, doNext],
      commits: [committed, committed],
      request: { iterations: 2 },
    });
    const result = await harness.run();
    expect(result.iterations.map(({ commit }) => commit)).toEqual(['abc123', 'abc123']);
    expect(harness.workTree.messages[1]).toBe(
      'first\n\nTAS-1 done\n\nIteratr-Session: demo\nIteratr-Iteration: 2\nIteratr-Task: TAS-1',
    );
    expect(await harness.types()).toContain('IterationCommitted');
  });

  it('that cannot be made are a warning', async () => {
    const skipped = { type: 'skipped', reason: 'a merge is in progress' } as const;
    const harness = new Harness({ turns: [plan], commits: [skipped], request: { iterations: 1 } });
    expect(await harness.run()).toMatchObject({ reason: 'iteration_limit', iterations: [{ commit: null }] });
    expect(harness.notices()).toEqual(['iteration 1 was not committed: a merge is in progress']);
  });

  it('that cannot be made are told to the agent, until one is made', async () => {
    const skipped = { type: 'skipped', reason: 'the hook refuses' } as const;
    const harness = new Harness({
      turns: [plan, idle, idle],
      commits: [skipped, committed, committed],
      request: { iterations: 3 },
    });
    await harness.run();
    const complaint = 'iteration 1 was not committed: the hook refuses';
    expect(harness.agent.prompts.map((blocks) => blocks.includes(complaint))).toEqual([false, true, false]);
  });

  it('that lack something are a warning, and told to the agent', async () => {
    const lacking = { ...committed, warnings: ['x was left out of the commit: it cannot be read'] };
    const harness = new Harness({
      turns: [plan, idle],
      commits: [lacking, committed],
      request: { iterations: 2 },
    });
    await harness.run();
    const complaint = 'iteration 1: x was left out of the commit: it cannot be read';
    expect(harness.notices()).toContain(complaint);
    expect(harness.agent.prompts[1]).toContain(complaint);
  });

  it('are not made when they are turned off', async () => {
    const harness = new Harness({
      turns: [plan],
      commits: [committed],
      request: { iterations: 1, autoCommit: false },
    });
    await harness.run();
    expect(harness.workTree.messages).toEqual([]);
  });
});
