// Planning before the work: the planner makes tasks and nothing else, and the run stops or continues as it was asked to.
import { describe, expect, it } from 'vitest';
import type { Planning } from '../../../application/loop/planning.ts';
import { Harness, type HarnessOptions, SESSION } from '../../support/harness.ts';
import { type Turn, TurnAgent } from '../../support/scripted-turns.ts';

const FOUND = [
  { text: 'Export as CSV', line: 3 },
  { text: 'Export as JSON', line: 4 },
];

function planning(more: Partial<Planning> = {}): Planning {
  return {
    template: { render: async ({ requirements, tasks }) => `plan\n${requirements}\n${tasks}` },
    readRequirements: async () => FOUND,
    ...more,
  };
}

function harnessOf(turns: readonly Turn[], more: Omit<HarnessOptions, 'turns'> = {}): Harness {
  return new Harness({ planning: planning(), request: { plan: 'always' }, ...more, turns });
}

const plans: Turn = async ({ tool }) => {
  await tool('task-batch-add', {
    tasks: [
      { content: 'CSV', covers: ['REQ-1'] },
      { content: 'JSON', covers: ['2'] },
    ],
  });
};
const plansHalf: Turn = async ({ tool }) => {
  await tool('task-add', { content: 'CSV', covers: ['REQ-1'] });
};
const plansJson: Turn = async ({ tool }) => {
  await tool('task-add', { content: 'JSON', covers: ['REQ-2'] });
};
const idle: Turn = () => undefined;
const works: Turn = async ({ tool }) => {
  for (const status of ['in_progress', 'completed']) await tool('task-status', { id: 'TAS-1', status });
  await tool('task-status', { id: 'TAS-2', status: 'cancelled' }).catch(() => undefined);
  await tool('session-complete');
};

describe('--plan', () => {
  it('makes the plan and stops, without work', async () => {
    const harness = harnessOf([plans]);
    const result = await harness.run();
    expect(result).toMatchObject({ reason: 'planned', coverage: { total: 2, uncovered: [] } });
    expect(result.message).toContain('2 open tasks, 2 of 2 requirements covered');
    expect(await harness.types()).toEqual([
      'RunStarted',
      'SpecRecorded',
      'RequirementsFound',
      'IterationStarted',
      'TaskAdded',
      'TaskAdded',
      'RequirementsCovered',
      'RequirementsCovered',
      'IterationEnded',
      'PlanMade',
      'RunEnded',
    ]);
    expect(harness.agent.prompts).toEqual([
      [
        'plan\n- REQ-1 (line 3) Export as CSV [no task]\n- REQ-2 (line 4) Export as JSON [no task]\nno tasks yet',
      ],
    ]);
  });

  it('lets the agent do nothing but plan, and everybody else anything', async () => {
    const refused: string[] = [];
    const harness = harnessOf([
      async ({ tool }) => {
        await tool('task-add', { content: 'CSV', covers: ['REQ-1', 'REQ-2'] });
        const calls = [
          ['task-status', { id: 'TAS-1', status: 'in_progress' }],
          ['task-add', { content: 'done', status: 'completed' }],
          ['task-batch-add', { tasks: [{ content: 'started', status: 'in_progress' }] }],
          ['iteration-summary', { summary: 's' }],
          ['session-complete', {}],
        ] as const;
        for (const [name, input] of calls) {
          await tool(name, input).catch((error: Error) => refused.push(`${name}: ${error.message}`));
        }
        await tool('task-add', { content: 'JSON' });
        await tool('task-depends', { id: 'TAS-2', depends_on: ['TAS-1'] });
        await tool('task-priority', { id: 'TAS-2', priority: 4 });
        await tool('task-update', { id: 'TAS-2', content: 'JSON export' });
        await tool('note-add', { type: 'decision', content: 'CSV first' });
        await harness.tool('task-status', { id: 'TAS-2', status: 'cancelled' });
      },
    ]);
    expect(await harness.run()).toMatchObject({ reason: 'planned', tasks: { total: 2, open: 1 } });
    const why = 'this is the planning iteration; only add, order and describe tasks, then stop';
    expect(refused).toEqual(
      ['task-status', 'task-add', 'task-batch-add', 'iteration-summary', 'session-complete'].map(
        (name) => `${name}: ${why}`,
      ),
    );
  });

  it('asks once for what is not covered, and keeps what stays uncovered', async () => {
    const harness = harnessOf([plansHalf, idle]);
    const result = await harness.run();
    expect(result).toMatchObject({
      reason: 'planned',
      coverage: { uncovered: [{ id: 'REQ-2', text: 'Export as JSON', line: 4 }] },
    });
    expect(harness.agent.prompts[1]?.[0]).toContain('- REQ-2 (line 4) Export as JSON');
    expect(harness.agent.contexts).toBe(1);
    expect(harness.notices().join('\n')).toContain('REQ-2 specs/demo.md:4 Export as JSON: no task');
  });

  it('is satisfied when the planner covers it after the question', async () => {
    const covers: Turn = async ({ tool }) => {
      await tool('task-update', { id: 'TAS-1', covers: ['REQ-2'] });
    };
    expect(await harnessOf([plansHalf, covers]).run()).toMatchObject({ coverage: { uncovered: [] } });
  });

  it('ends without a plan if the planner adds no tasks twice', async () => {
    const harness = harnessOf([idle, idle]);
    const result = await harness.run();
    expect(result).toMatchObject({ reason: 'no_progress' });
    expect(result.message).toContain('the planner added no tasks');
    expect(harness.agent).toMatchObject({ contexts: 1, open: 0 });
    expect(harness.agent.prompts).toHaveLength(2);
    expect(await harness.types()).not.toContain('PlanMade');
  });

  it('says that files changed while planning are no work, and commits none', async () => {
    const harness = harnessOf([plans], { changed: [['src/a.ts']] });
    await harness.run();
    expect(harness.notices()).toContain(
      'the planner changed files, which is no work and is not committed: src/a.ts',
    );
    expect(harness.workTree.messages).toEqual([]);
  });

  it('repeats a planning that was cut short, and keeps its tasks', async () => {
    const first = harnessOf([
      async ({ tool }) => {
        await tool('task-add', { content: 'CSV', covers: ['REQ-1'] });
        first.interrupt.abort();
      },
    ]);
    expect(await first.run()).toMatchObject({ reason: 'interrupted' });
    const second = new Harness({
      turns: [
        async ({ tool }) => {
          await tool('task-add', { content: 'JSON', covers: ['REQ-2'] });
        },
      ],
      store: first.store,
      planning: planning(),
      request: { plan: 'once', iterations: 1 },
    });
    await second.run().catch(() => undefined);
    expect(second.agent.prompts[0]?.[0]).toContain('[TAS-1]');
    expect((await second.types()).filter((type) => type === 'PlanMade')).toHaveLength(1);
  });

  it('retries a planner that fails, and then fails with its reason', async () => {
    const refuses: Turn = () => 'refusal';
    const result = await harnessOf([refuses, refuses, refuses]).run();
    expect(result).toMatchObject({ reason: 'failed' });
    expect(result.message).toContain('planning failed: refusal (3 iterations in a row)');
    expect(await harnessOf([refuses, plans]).run()).toMatchObject({ reason: 'planned' });
  });
});

describe('planning', () => {
  it('ends at a limit that cuts it short, and is repeated by the next run', async () => {
    const limits = {
      minutes: 0,
      cost: 1,
      tokens: 0,
      session: { iterations: 0, minutes: 0, cost: 0, tokens: 0 },
    };
    const costs: Turn = async ({ tool, emit }) => {
      await tool('task-add', { content: 'CSV' });
      emit({ type: 'context-usage', used: 1, size: 9, cost: { amount: 1, currency: 'USD' } });
    };
    const harness = harnessOf([costs], { request: { plan: 'once', limits } });
    const result = await harness.run();
    expect(result).toMatchObject({ reason: 'cost_limit', iterations: [{ number: 1 }] });
    expect(await harness.types()).not.toContain('PlanMade');
    const again = harnessOf([plansJson, idle], { store: harness.store });
    expect(await again.run()).toMatchObject({ reason: 'planned', tasks: { total: 2 } });
  });

  it('waits for the answer if the planner asks instead of adding tasks', async () => {
    const asks: Turn = async ({ tool }) => {
      await tool('ask-user', { question: 'Which port?', assumption: '80' });
    };
    const harness = harnessOf([asks, idle, plans]);
    expect(await harness.run({ answerTimeoutMs: 60_000 })).toMatchObject({ reason: 'planned' });
    expect(harness.agent.prompts[2]?.join()).toContain('Which port?');
    const unanswered = harnessOf([
      async ({ tool }) => {
        await tool('ask-user', { question: 'Which port?' });
      },
      idle,
    ]);
    expect(await unanswered.run()).toMatchObject({ reason: 'waiting_for_answer' });
  });

  it('delivers messages to the planner, and the output of session_start to planner and work', async () => {
    const harness: Harness = harnessOf(
      [
        async (turn) => {
          await plans(turn);
          await harness.sessions
            .get(SESSION)
            .execute({ type: 'SendMessage', text: 'PDF too', now: false }, 'user');
        },
        idle,
        works,
      ],
      { request: { plan: 'once' }, hooks: { session_start: 'hello' } },
    );
    expect(await harness.run()).toMatchObject({ reason: 'complete' });
    const [plan, message, work] = harness.agent.prompts;
    expect([plan?.[0], work?.[0]]).toEqual(Array(2).fill('Output of the session_start hook:\n\nhello'));
    expect(message).toEqual(['PDF too']);
  });

  it('runs no check if nothing follows, and the baseline before the plan if work does', async () => {
    const checks = { test: ['green'] as const };
    const only = harnessOf([plans], { checks });
    await only.run();
    expect(only.checks.calls).toEqual([]);
    const both = harnessOf([plans, works], { checks, request: { plan: 'once' } });
    await both.run();
    const types = await both.types();
    expect(types.indexOf('CheckRan')).toBeLessThan(types.indexOf('IterationStarted'));
  });
});

describe('plan: true', () => {
  it('plans once, and then works; the plan is no iteration of the limit', async () => {
    const harness = harnessOf([plans, works], { request: { plan: 'once', iterations: 1 } });
    expect(await harness.run()).toMatchObject({
      reason: 'complete',
      coverage: { total: 2, verified: 0, completed: 1, uncovered: [{ id: 'REQ-2' }] },
      iterations: [{ number: 1 }, { number: 2 }],
    });
    expect(harness.agent.contexts).toBe(2);
    expect(harness.agent.prompts[1]?.join()).toContain('- TAS-1 [P2] CSV (covers REQ-1)');
    const again = harnessOf([works], { store: harness.store, request: { plan: 'once' } });
    await again.tool('task-add', { content: 'more' });
    await again.run();
    expect(again.agent.prompts[0]?.join()).not.toContain('plan\n');
  });

  it('counts the cost under the role plan, with its own agent', async () => {
    const turns: Turn[] = [
      async (turn) => {
        await plans(turn);
        turn.emit({
          type: 'context-usage',
          used: 10,
          size: 100,
          cost: { amount: 2, currency: 'USD' },
        });
      },
    ];
    const harness: Harness = harnessOf([works], {
      request: { plan: 'once' },
      planning: planning({
        planner: {
          use: { agent: 'planner', model: 'big' },
          tools: 'search',
          agent: new TurnAgent(turns, (name, input) => harness.tool(name, input, 'agent')),
        },
      }),
    });
    const result = await harness.run();
    expect(result.reason).toBe('complete');
    expect(result.shares).toMatchObject([{ role: 'plan', agent: 'planner', model: 'big' }]);
    expect(harness.agent.prompts).toHaveLength(1);
  });
});

describe('a review', () => {
  it('lets the work begin when the user approves, and ends the run when they leave', async () => {
    const answers: ('approved' | 'left')[] = ['left', 'approved'];
    const review = async () => answers.shift() ?? 'left';
    const left = harnessOf([plans], { planning: planning({ review }) });
    expect(await left.run()).toMatchObject({ reason: 'planned', tasks: { total: 2 } });
    // The plan waits for its review, and is not made again.
    const approved = harnessOf([works], { store: left.store, planning: planning({ review }) });
    expect(await approved.run()).toMatchObject({ reason: 'complete' });
    expect((await approved.types()).filter((type) => type.startsWith('Plan'))).toEqual([
      'PlanMade',
      'PlanReviewStarted',
      'PlanReviewStarted',
      'PlanApproved',
    ]);
  });

  it('comes back until the plan is approved, also with the key', async () => {
    const left = harnessOf([plans], {
      request: { plan: 'once' },
      planning: planning({ review: async () => 'left' }),
    });
    expect((await left.run()).message).toContain('run again to review it');
    const review = async (): Promise<'approved'> => 'approved';
    const again = harnessOf([works], {
      store: left.store,
      request: { plan: 'once' },
      planning: planning({ review }),
    });
    expect(await again.run()).toMatchObject({ reason: 'complete' });
    expect(await again.types()).toContain('PlanApproved');
  });

  it('takes no time of the limit', async () => {
    const limits = {
      minutes: 10,
      cost: 0,
      tokens: 0,
      session: { iterations: 0, minutes: 0, cost: 0, tokens: 0 },
    };
    const harness: Harness = harnessOf([plans, works], {
      request: { plan: 'always', limits },
      planning: planning({
        review: async () => {
          harness.clock.suspend(3_600_000);
          await harness.sessions
            .get(SESSION)
            .execute({ type: 'AddTasks', tasks: [{ content: 'x' }] }, 'user');
          await harness.tool('task-status', { id: 'TAS-3', status: 'cancelled' });
          return 'approved';
        },
      }),
    });
    expect(await harness.run()).toMatchObject({ reason: 'complete' });
  });
});
