// Limits in the loop: the notice before one, the clean stop at it, and the end of a turn or a wait that goes beyond it.
import { describe, expect, it } from 'vitest';
import { AdapterError } from '../../../application/errors.ts';
import type { RunRequest } from '../../../application/loop/run.ts';
import type { AgentUsage } from '../../../application/ports/agent.port.ts';
import { NO_LIMITS } from '../../../domain/run/limits.ts';
import { Harness, SESSION } from '../../support/harness.ts';
import type { Turn } from '../../support/scripted-turns.ts';

type LimitValues = Partial<Omit<RunRequest['limits'], 'session'>> & {
  readonly session?: Partial<RunRequest['limits']['session']>;
};

function limits({ session, ...run }: LimitValues): Pick<RunRequest, 'limits'> {
  return { limits: { ...NO_LIMITS, ...run, session: { ...NO_LIMITS.session, ...session } } };
}

interface Used {
  /** Of the context so far. */
  readonly cost?: number;
  readonly currency?: string;
  readonly used?: number;
  readonly usage?: AgentUsage;
  /** Milliseconds. */
  readonly takes?: number;
}

function tokens(total: number): AgentUsage {
  return { inputTokens: total - 10, outputTokens: 10, totalTokens: total };
}

/** A turn that adds a task and reports what it used. */
function works({ cost, currency = 'USD', used = 0, usage, takes = 0 }: Used, more?: Turn): Turn {
  return async (turn) => {
    await turn.tool('task-add', { content: `task ${Math.random()}` });
    turn.emit({
      type: 'context-usage',
      used,
      size: 200_000,
      cost: cost === undefined ? null : { amount: cost, currency },
    });
    if (usage) turn.emit({ type: 'turn-ended', stopReason: 'end_turn', usage });
    if (takes > 0) harness().clock.suspend(takes);
    return more?.(turn);
  };
}

let current: Harness | undefined;
function harness(): Harness {
  if (!current) throw new Error('no harness');
  return current;
}

function given(turns: readonly Turn[], request: Partial<RunRequest> = {}, store?: Harness['store']): Harness {
  current = new Harness({ turns, request, ...(store && { store }) });
  return current;
}

function limited(provider: Partial<{ retryAfterMs: number }> = {}): Turn {
  return () => {
    throw new AdapterError('AGENT.REFUSED', 'rate limited', {
      retryable: true,
      failure: { cause: 'rate_limited', ...provider },
    });
  };
}

const MINUTE = 60_000;

describe('a limit', () => {
  it('of cost ends the run cleanly between turns', async () => {
    const result = await given([works({ cost: 0.6 }), works({ cost: 0.4 })], limits({ cost: 1 })).run();
    expect(result).toMatchObject({
      reason: 'cost_limit',
      message:
        'reached the cost limit of this run: $1.00 of $1.00 used, 2 open tasks left; run again to continue, or raise the limit with --max-cost (limits.cost)',
      usage: { cost: { amount: 1, currency: 'USD' } },
      iterations: [{ outcome: 'finished' }, { outcome: 'finished' }],
    });
    expect((await harness().recorded()).at(-1)?.event).toEqual({
      type: 'RunEnded',
      data: { reason: 'cost_limit' },
    });
  });

  it('of tokens counts what all turns report', async () => {
    const turn = works({ usage: tokens(400) });
    const result = await given([turn, turn, turn], limits({ tokens: 1_000 })).run();
    expect(result).toMatchObject({ reason: 'token_limit', usage: { totalTokens: 1_200 } });
    expect(result.message).toMatch(/^reached the token limit of this run: 1\.2k of 1\.0k tokens used/);
  });

  it('of time counts the clock since the run began', async () => {
    const turn = works({ takes: 20 * MINUTE });
    const result = await given([turn, turn, turn], limits({ minutes: 50 })).run();
    expect(result).toMatchObject({ reason: 'time_limit', iterations: [{}, {}, {}] });
    expect(result.message).toMatch(/^reached the time limit of this run: 1 h 0 min of 50 min 0 s used/);
  });

  it('is told of once when it comes near', async () => {
    const turn = works({ cost: 0.09 });
    const turns = Array.from({ length: 11 }, () => turn);
    await given(turns, limits({ cost: 0.95 })).run();
    expect(harness().notices()).toEqual([
      '85% of the cost limit of this run is used: $0.81 of $0.95 (limits.cost)',
    ]);
  });

  it('is told of while a turn runs', async () => {
    const turn: Turn = async (context) => {
      await works({})(context);
      harness().clock.elapse(45 * MINUTE);
    };
    await given([turn, turn], { ...limits({ minutes: 50 }), iterations: 1 }).run();
    expect(harness().notices()).toEqual([
      '80% of the time limit of this run is used: 40 min 0 s of 50 min 0 s (limits.minutes)',
    ]);
  });

  it('of time that hooks have used up before the first iteration starts none', async () => {
    const harness = given([works({})], limits({ minutes: 5 }));
    const run = harness.hooks.run.bind(harness.hooks);
    harness.hooks.run = async (point, ...rest) => {
      if (point === 'session_start') harness.clock.suspend(6 * MINUTE);
      return run(point, ...rest);
    };
    expect(await harness.run()).toMatchObject({ reason: 'time_limit', iterations: [] });
    expect(harness.agent.prompts).toEqual([]);
    expect(harness.hooks.calls.map(({ point }) => point)).toEqual(['session_start', 'session_end']);
  });

  it('of iterations is told of as well', async () => {
    const turns = Array.from({ length: 5 }, () => works({}));
    await given(turns, { iterations: 5 }).run();
    expect(harness().notices()).toEqual([
      '80% of the iteration limit of this run is used: 4 of 5 iterations (iterations)',
    ]);
  });

  it('leaves completion and failure the first word', async () => {
    const done: Turn = async ({ tool, emit }) => {
      await tool('task-add', { content: 'a' });
      await tool('task-status', { id: 'TAS-1', status: 'completed' });
      await tool('session-complete');
      emit({ type: 'context-usage', used: 1, size: 2, cost: { amount: 9, currency: 'USD' } });
    };
    expect(await given([done], limits({ cost: 5 })).run()).toMatchObject({ reason: 'complete' });
    const fails = works({ cost: 6 }, () => 'refusal');
    expect(await given([fails], limits({ cost: 5 })).run()).toMatchObject({ reason: 'failed' });
  });

  it('lets no recovery prompt follow a failed turn', async () => {
    current = new Harness({
      turns: [works({ cost: 6 }, () => 'refusal')],
      hooks: { on_error: 'the log of the failure' },
      request: limits({ cost: 5 }),
    });
    expect(await current.run()).toMatchObject({ reason: 'failed', iterations: [{ outcome: 'failed' }] });
    expect(current.agent.prompts).toHaveLength(1);
  });

  it('leaves messages that were not delivered pending', async () => {
    const turn = works({ cost: 2 }, async () => {
      await harness()
        .sessions.get(SESSION)
        .execute({ type: 'SendMessage', text: 'hello', now: false }, 'user');
      return undefined;
    });
    const result = await given([turn], limits({ cost: 1.5 })).run();
    expect(result).toMatchObject({ reason: 'cost_limit', iterations: [{ outcome: 'finished' }] });
    expect(harness().agent.prompts).toHaveLength(1);
    expect(harness().sessions.get(SESSION).state.pendingMessages).toMatchObject([{ text: 'hello' }]);
  });

  it('keeps hook output from becoming another turn', async () => {
    current = new Harness({
      turns: [works({ cost: 2 })],
      hooks: { post_iteration: 'lint: fine' },
      request: limits({ cost: 2 }),
    });
    expect(await current.run()).toMatchObject({ reason: 'cost_limit' });
    expect(current.agent.prompts).toHaveLength(1);
    expect(current.notices().at(-1)).toMatch(
      /the last hook output did not reach the agent: reached the cost/,
    );
  });

  it('says that hook output did not reach an agent whose context was closed during the wait after a failure', async () => {
    const fails = () => {
      throw new AdapterError('AGENT.EXITED', 'the agent ended', { retryable: true });
    };
    current = new Harness({
      turns: [works({ takes: 5 * MINUTE - 500 }, fails)],
      hooks: { post_iteration: 'lint: fine' },
      request: limits({ minutes: 5 }),
    });
    await current.run();
    expect(current.agent.prompts).toHaveLength(1);
    expect(current.notices().at(-1)).toBe(
      'the last hook output did not reach the agent: its context is closed',
    );
  });
});

describe('a limit of the session', () => {
  it('counts all runs, and lets no further one start', async () => {
    const request = limits({ session: { cost: 1 } });
    const first = given([works({ cost: 0.7 })], { ...request, iterations: 1 });
    expect(await first.run()).toMatchObject({ reason: 'iteration_limit' });
    const second = given([works({ cost: 0.7 }), works({ cost: 0.7 })], request, first.store);
    const { reason, message } = await second.run();
    expect(reason).toBe('cost_limit');
    expect(message).toBe(
      'reached the cost limit of the session: $1.40 of $1.00 used, 2 open tasks left; raise limits.session.cost to continue',
    );
    const third = given([works({})], request, first.store);
    expect(await third.run()).toMatchObject({ reason: 'cost_limit', message, iterations: [], usage: null });
    expect(third.agent.starts).toBe(0);
  });

  it('of iterations counts those of earlier runs', async () => {
    const request = limits({ session: { iterations: 3 } });
    const first = given([works({}), works({})], { ...request, iterations: 2 });
    await first.run();
    const second = given([works({})], request, first.store);
    expect(await second.run()).toMatchObject({
      reason: 'iteration_limit',
      message:
        'reached the iteration limit of the session: 3 of 3 iterations used, 3 open tasks left; raise limits.session.iterations to continue',
      iterations: [{ number: 3 }],
    });
  });

  it('of time counts the work of earlier runs, not what was between them', async () => {
    const request = { ...limits({ session: { minutes: 30 } }), iterations: 1 };
    const first = given([works({ takes: 20 * MINUTE })], request);
    await first.run();
    const second = given([works({ takes: 5 * MINUTE }), works({ takes: 6 * MINUTE })], request, first.store);
    second.clock.suspend(600 * MINUTE);
    expect(await second.run()).toMatchObject({ reason: 'iteration_limit' });
    expect(await second.run({ iterations: 0 })).toMatchObject({ reason: 'time_limit' });
  });
});

it('time since a build was killed is no working time', async () => {
  const first = given([], {});
  const session = first.sessions.get(SESSION);
  const spec = { named: 'specs/demo.md', path: 'specs/demo.md' };
  await session.execute({ type: 'StartRun', session: SESSION, spec, model: 'm' }, 'user');
  await session.execute({ type: 'StartIteration', agent: 'fake', model: 'm' }, 'loop');
  const second = given([works({})], { ...limits({ session: { minutes: 30 } }), iterations: 1 }, first.store);
  second.clock.suspend(600 * MINUTE);
  expect(await second.run()).toMatchObject({ reason: 'iteration_limit' });
});

describe('a turn that goes far beyond a limit', () => {
  const writes: Turn = () => {
    harness().workTree.change('src/a.ts');
    return undefined;
  };

  it.each<[string, LimitValues, Used, string]>([
    ['twice the cost', { cost: 1 }, { cost: 2 }, 'cost_limit'],
    ['twice the tokens', { tokens: 500 }, { usage: tokens(1_000) }, 'token_limit'],
    ['twice the tokens, by those in its context', { tokens: 500 }, { used: 1_000 }, 'token_limit'],
  ])('is cancelled at %s, and its work is committed', async (_, values, used, reason) => {
    const result = await given([works(used, writes)], limits(values)).run();
    expect(result).toMatchObject({ reason, iterations: [{ outcome: 'finished', commit: 'commit-1' }] });
    expect(result.message).toMatch(/^reached the \w+ limit of this run: /);
    expect(result.iterations[0]?.reason).toMatch(/^exceeded the \w+ limit of this run twice: /);
    expect(harness().hooks.calls.map(({ point }) => point)).not.toContain('on_error');
  });

  it('is not cancelled before', async () => {
    const result = await given([works({ cost: 1.99 })], limits({ cost: 1 })).run();
    expect(result).toMatchObject({ reason: 'cost_limit', iterations: [{ reason: 'end_turn' }] });
  });

  it('is cancelled ten minutes after the time limit', async () => {
    let aborted: boolean[] = [];
    const turn: Turn = async (context) => {
      await works({}, writes)(context);
      harness().clock.elapse(59 * MINUTE);
      aborted = [context.signal.aborted];
      harness().clock.elapse(2 * MINUTE);
      aborted.push(context.signal.aborted);
    };
    const result = await given([turn], { ...limits({ minutes: 50 }), idleTimeoutMs: 0 }).run();
    expect(aborted).toEqual([false, true]);
    expect(result).toMatchObject({
      reason: 'time_limit',
      iterations: [{ outcome: 'finished', commit: 'commit-1' }],
    });
    expect(harness().clock.waiting).toBe(0);
  });
});

describe('a wait for the provider', () => {
  it('ends the run at the time limit', async () => {
    const turns = [limited({ retryAfterMs: 300 * MINUTE })];
    const result = await given(turns, limits({ minutes: 60 })).run();
    expect(result).toMatchObject({ reason: 'time_limit', iterations: [{ outcome: 'finished' }] });
    expect(harness().agent.prompts).toHaveLength(1);
    expect(harness().clock.sleeps.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(60 * MINUTE);
    expect(harness().notices()[0]).toBe('the time limit ends this wait in 1 h 0 min');
  });

  it('of an earlier run ends at the time limit as well', async () => {
    const turns = [limited({ retryAfterMs: 300 * MINUTE })];
    const first = given(turns, limits({ minutes: 60 }));
    await first.run();
    expect(first.sessions.get(SESSION).state.wait).not.toBeNull();
    const second = given([], limits({ minutes: 30 }), first.store);
    const { reason, message, iterations } = await second.run();
    expect([reason, iterations]).toEqual(['time_limit', []]);
    expect(message).toMatch(/^reached the time limit of this run: 30 min 0 s of 30 min 0 s used/);
  });

  it('that is shorter than the time limit changes nothing', async () => {
    const turns = [limited({ retryAfterMs: 10 * MINUTE }), works({})];
    const result = await given(turns, { ...limits({ minutes: 60 }), iterations: 1 }).run();
    expect(result).toMatchObject({ reason: 'iteration_limit' });
  });
});

describe('the cost', () => {
  it('is exact over several contexts in one iteration', async () => {
    const refused: Turn = async (context) => {
      await works({ cost: 0.1 })(context);
      context.emit({ type: 'text', messageId: null, text: 'then' });
    };
    const interrupted = async (context: Parameters<Turn>[0]) => {
      await refused(context);
      return limited({ retryAfterMs: 1_000 })(context);
    };
    // The turn that fails has reported its cost by a message that was delivered before.
    const turns = [
      works({ cost: 0.1 }, sendMessage),
      interrupted,
      works({ cost: 0.2 }),
      works({ cost: 0.25 }),
    ];
    const result = await given(turns, { iterations: 1 }).run();
    expect(result.iterations[0]?.usage?.cost).toEqual({ amount: 0.3, currency: 'USD' });
  });

  it('of the last message does not count what the iteration has cost already', async () => {
    current = new Harness({
      turns: [works({ cost: 1 }), works({ cost: 1.05 })],
      hooks: { post_iteration: 'lint: fine' },
      request: { iterations: 1 },
    });
    const result = await current.run();
    expect(current.agent.prompts).toHaveLength(2);
    expect(result.usage?.cost).toEqual({ amount: 1.05, currency: 'USD' });
  });

  it('is computed from prices where none is reported, and limited', async () => {
    const prices = { 'fake/model': { input: 1, output: 100 } };
    const turn = works({ usage: { inputTokens: 100_000, outputTokens: 4_000, totalTokens: 104_000 } });
    const result = await given([turn, turn], { ...limits({ cost: 1 }), prices }).run();
    expect(result).toMatchObject({
      reason: 'cost_limit',
      usage: { cost: { amount: 1, currency: 'USD', estimated: true } },
    });
    expect(result.message).toContain('~$1.00 of $1.00');
  });

  it('that nobody reports ends a run with a cost limit alone after its first iteration', async () => {
    const result = await given([works({ usage: tokens(100) })], limits({ cost: 5 })).run();
    expect(result).toMatchObject({
      reason: 'cost_limit',
      message:
        'the run ends because the agent fake with the model fake/model reports no cost, so the cost limit has no effect; set `prices` for the model, or set another limit such as limits.tokens or limits.minutes',
      iterations: [{}],
    });
  });

  it('that nobody reports is a warning beside another limit', async () => {
    const turn = works({ usage: tokens(100) });
    const result = await given([turn, turn], { ...limits({ cost: 5 }), iterations: 2 }).run();
    expect(result).toMatchObject({ reason: 'iteration_limit' });
    expect(harness().notices()).toEqual([
      expect.stringMatching(/^the agent fake with the model fake\/model reports no cost/),
    ]);
  });
});

it('a run records its limits, so that a watching process knows them', async () => {
  const store = given([works({})], { ...limits({ cost: 5 }), iterations: 1 });
  await store.run();
  expect((await store.recorded())[0]?.event).toMatchObject({
    type: 'RunStarted',
    data: { limits: { iterations: 1, cost: 5, minutes: 0, session: { cost: 0 } } },
  });
});

async function sendMessage(): Promise<undefined> {
  await harness().sessions.get(SESSION).execute({ type: 'SendMessage', text: 'more', now: false }, 'user');
  return undefined;
}
