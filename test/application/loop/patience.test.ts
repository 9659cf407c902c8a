// What a run does about failures of its agents that pass by themselves, or that another agent can make up for.
import { describe, expect, it } from 'vitest';
import { AdapterError } from '../../../application/errors.ts';
import type { AgentFailure } from '../../../application/ports/agent.port.ts';
import type { SessionEvent } from '../../../domain/session/session.events.ts';
import { Harness, type HarnessOptions, SESSION } from '../../support/harness.ts';
import type { Turn } from '../../support/scripted-turns.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const addsTask: Turn = async ({ tool }) => {
  await tool('task-add', { content: `task ${Math.random()}` });
};

/** The agent fails. */
function fails(failure: AgentFailure, retryable = true): Turn {
  return () => {
    throw new AdapterError('AGENT.REFUSED', `the provider says ${failure.cause}`, { retryable, failure });
  };
}

const crashes: Turn = () => {
  throw new AdapterError('AGENT.EXITED', 'the agent is gone', { retryable: true });
};

/** Reports a cost, as agents do: the total of the context. */
const costs =
  (amount: number, then: Turn): Turn =>
  (turn) => {
    turn.emit({ type: 'context-usage', used: 1, size: 2, cost: { amount, currency: 'USD' } });
    return then(turn);
  };

const CODEX = { agent: 'codex', model: '' };
const GEMINI = { agent: 'gemini', model: 'pro' };

/** Returns what happened to the agents, in short: who waited, who was replaced, and who worked. */
async function story(harness: Harness): Promise<string[]> {
  return (await harness.events()).flatMap((event) => chapter(event));
}

function chapter({ type, data }: SessionEvent): string[] {
  switch (type) {
    case 'WaitStarted':
      return [`${data.agent} waits: ${data.cause}`];
    case 'AgentSwitched':
      return [`${data.from.agent} to ${data.to.agent}: ${data.cause}`];
    case 'IterationStarted':
      return [`${data.number} ${data.agent}`];
    case 'IterationEnded':
      return [data.outcome];
    default:
      return [];
  }
}

function withCodex(turns: readonly Turn[], codex: readonly Turn[], options: HarnessOptions = {}): Harness {
  return new Harness({ ...options, turns, others: [{ use: CODEX, turns: codex }] });
}

describe('a provider that asks for patience', () => {
  const limited: Turn = () => {
    const failure = { cause: 'rate_limited', retryAfterMs: 90_000 } as const;
    throw new AdapterError('AGENT.REFUSED', 'slow down, please', { retryable: true, failure });
  };

  it('is waited for, and the turn begins again in a fresh context, without a failure', async () => {
    const harness = new Harness({
      turns: [limited, limited, limited, limited, addsTask],
      request: { iterations: 1 },
    });
    const { iterations } = await harness.run();
    expect(iterations).toMatchObject([{ number: 1, outcome: 'finished' }]);
    const waited = harness.clock.sleeps.reduce((sum, ms) => sum + ms, 0);
    expect(Math.round(waited / 1_000)).toBe(4 * 90);
    expect(harness.agent).toMatchObject({ contexts: 5, mostOpen: 1, open: 0 });
    const waits = (await harness.events()).filter(({ type }) => type.startsWith('Wait'));
    expect(waits.map(({ type }) => type)).toEqual(Array(4).fill(['WaitStarted', 'WaitEnded']).flat());
    expect(waits[0]?.data).toMatchObject({
      cause: 'rate_limited',
      reason: 'slow down, please',
      agent: 'fake',
    });
  });

  it('is waited for by the clock, because the machine may sleep meanwhile', async () => {
    const harness = new Harness({ turns: [limited, addsTask], request: { iterations: 1 } });
    const { clock } = harness;
    const sleep = clock.sleep.bind(clock);
    // The first nap lasts an hour.
    clock.sleep = async (ms) => {
      await sleep(clock.sleeps.length === 0 ? 3_600_000 : ms);
    };
    await harness.run();
    expect(clock.sleeps).toEqual([3_600_000]);
  });

  it('is not waited for any longer once somebody resumes', async () => {
    const harness = new Harness({ turns: [limited, addsTask], request: { iterations: 1 } });
    harness.clock.sleep = async (_ms, signal) => {
      const woken = new Promise((resolve) => signal?.addEventListener('abort', resolve));
      await harness.sessions.get(SESSION).execute({ type: 'RequestResume' }, 'user');
      await woken;
    };
    expect(await harness.run()).toMatchObject({ iterations: [{ outcome: 'finished' }] });
  });
});

describe('a wait', () => {
  const limited = fails({ cause: 'usage_window', retryAfterMs: 2 * HOUR });

  it('continues with the next run, which spends only what is left of it', async () => {
    const harness = new Harness({ turns: [limited] });
    harness.clock.sleep = async () => harness.interrupt.abort();
    expect((await harness.run()).reason).toBe('interrupted');

    const next = new Harness({ turns: [addsTask], store: harness.store, request: { iterations: 1 } });
    next.clock.elapse(HOUR);
    await next.run();
    const waited = next.clock.sleeps.reduce((sum, ms) => sum + ms, 0);
    expect(Math.round(waited / MINUTE)).toBe(60);
    expect(await next.types()).toContain('WaitEnded');
  });

  it('that is over before the next run starts is not waited for', async () => {
    const harness = new Harness({ turns: [limited] });
    harness.clock.sleep = async () => harness.interrupt.abort();
    await harness.run();
    const next = new Harness({ turns: [addsTask], store: harness.store, request: { iterations: 1 } });
    next.clock.elapse(3 * HOUR);
    await next.run();
    expect(next.clock.sleeps).toEqual([]);
    expect(next.sessions.get(SESSION).state.wait).toBeNull();
  });

  it('is worth the same as a whole iteration to the limit of a time-limited one: it does not count', async () => {
    const harness = new Harness({
      turns: [limited, addsTask],
      request: { iterations: 1, iterationTimeoutMs: HOUR },
    });
    expect(await harness.run()).toMatchObject({ iterations: [{ outcome: 'finished' }] });
  });

  it('can be needed before the first context opens', async () => {
    const faults = {
      openContext: new AdapterError('AGENT.START', 'offline', { failure: { cause: 'network' } }),
    };
    const harness = new Harness({ turns: [addsTask], faults, request: { iterations: 1 } });
    const sleep = harness.clock.sleep.bind(harness.clock);
    harness.clock.sleep = async (ms) => {
      harness.agent.repair();
      await sleep(ms);
    };
    expect(await harness.run()).toMatchObject({ iterations: [{ outcome: 'finished' }] });
    expect(await story(harness)).toEqual(['1 fake', 'fake waits: network', 'finished']);
  });
});

describe('another agent', () => {
  it.each([
    ['credit', fails({ cause: 'credit' }, false)],
    ['login', fails({ cause: 'login' }, false)],
    ['usage_window', fails({ cause: 'usage_window', retryAfterMs: 6 * MINUTE })],
  ])('continues the iteration at once after %s', async (cause, turn) => {
    const harness = withCodex([turn], [addsTask], { request: { iterations: 1 } });
    expect(await harness.run()).toMatchObject({ iterations: [{ outcome: 'finished' }] });
    expect(await story(harness)).toEqual(['1 fake', `fake to codex: ${cause}`, 'finished']);
    expect(harness.clock.sleeps).toEqual([]);
  });

  it('does not continue for a wait of up to five minutes', async () => {
    const harness = withCodex([fails({ cause: 'rate_limited', retryAfterMs: 5 * MINUTE }), addsTask], [], {
      request: { iterations: 1 },
    });
    await harness.run();
    expect(await story(harness)).toEqual(['1 fake', 'fake waits: rate_limited', 'finished']);
  });

  it('continues when several waits of unknown length add up to more', async () => {
    const overloaded = fails({ cause: 'overloaded' });
    const harness = withCodex([overloaded, overloaded, overloaded, overloaded], [addsTask], {
      request: { iterations: 1 },
    });
    await harness.run();
    const waits = Array(3).fill('fake waits: overloaded');
    expect(await story(harness)).toEqual(['1 fake', ...waits, 'fake to codex: overloaded', 'finished']);
  });

  it('continues with the next iteration after repeated failures, which then count no more', async () => {
    const harness = withCodex([crashes, crashes, crashes], [crashes, addsTask], {
      request: { iterations: 5 },
    });
    expect((await harness.run()).reason).toBe('iteration_limit');
    expect(await story(harness)).toEqual([
      ...['1 fake', 'failed', '2 fake', 'failed', '3 fake', 'failed', 'fake to codex: crashed'],
      ...['4 codex', 'failed', '5 codex', 'finished'],
    ]);
  });

  it('is not started by failures that use up the last iteration', async () => {
    const harness = withCodex([crashes, crashes, crashes], [], { request: { iterations: 3 } });
    expect((await harness.run()).reason).toBe('failed');
    expect(await story(harness)).not.toContain('fake to codex: failures');
  });

  it('ends the process of the first one', async () => {
    const harness = withCodex([fails({ cause: 'credit' }, false)], [addsTask, addsTask], {
      request: { iterations: 2 },
    });
    let stops = 0;
    harness.others[0]?.turns.unshift(async (turn) => {
      stops = harness.agent.stops;
      return addsTask(turn);
    });
    await harness.run();
    expect(stops).toBe(1);
  });

  it('gives way to the first one when its limit is over', async () => {
    const limited = fails({ cause: 'usage_window', retryAfterMs: 2 * HOUR });
    const anHour: Turn = (turn) => {
      harness.clock.elapse(HOUR);
      return addsTask(turn);
    };
    const harness = withCodex([limited, addsTask], [anHour, anHour, anHour], {
      request: { iterations: 4, idleTimeoutMs: 0 },
    });
    await harness.run();
    expect(await story(harness)).toEqual([
      ...['1 fake', 'fake to codex: usage_window', 'finished', '2 codex', 'finished'],
      ...['codex to fake: available', '3 fake', 'finished', '4 fake', 'failed'],
    ]);
  });

  it('works from the start of a run that begins while the limit of the first one lasts', async () => {
    const limited = fails({ cause: 'usage_window', retryAfterMs: 2 * HOUR });
    const first = withCodex([limited], [addsTask], { request: { iterations: 1 } });
    await first.run();
    const next = withCodex([], [addsTask], { store: first.store, request: { iterations: 1 } });
    expect(await next.run()).toMatchObject({ iterations: [{ outcome: 'finished' }] });
    expect(next.agent.starts).toBe(0);
  });

  it('is waited for if it can continue first', async () => {
    const limited = (hours: number): Turn => fails({ cause: 'usage_window', retryAfterMs: hours * HOUR });
    const harness = withCodex([limited(3)], [limited(1), addsTask], { request: { iterations: 1 } });
    await harness.run();
    expect(await story(harness)).toEqual([
      ...['1 fake', 'fake to codex: usage_window', 'codex waits: usage_window', 'finished'],
    ]);
    expect(Math.round(harness.clock.sleeps.reduce((a, b) => a + b, 0) / MINUTE)).toBe(60);
  });

  it('returns after a wait for it if the one that replaced it has no credit', async () => {
    const limited = fails({ cause: 'usage_window', retryAfterMs: HOUR });
    const harness = withCodex([limited, addsTask], [fails({ cause: 'credit' }, false)], {
      request: { iterations: 1 },
    });
    await harness.run();
    expect(await story(harness)).toEqual([
      ...['1 fake', 'fake to codex: usage_window', 'fake waits: usage_window', 'codex to fake: credit'],
      'finished',
    ]);
  });

  it('ends the run if no agent is left that can continue', async () => {
    const noCredit = fails({ cause: 'credit' }, false);
    const harness = new Harness({
      turns: [noCredit],
      others: [
        { use: CODEX, turns: [fails({ cause: 'login' }, false)] },
        { use: GEMINI, turns: [noCredit] },
      ],
    });
    expect(await harness.run()).toMatchObject({ reason: 'failed' });
    expect(await story(harness)).toEqual([
      ...['1 fake', 'fake to codex: credit', 'codex to gemini: login', 'failed'],
    ]);
  });

  it('is never used for a broken context, a crash or a hang alone', async () => {
    for (const cause of ['context_too_long', 'crashed', 'hung', 'protocol'] as const) {
      const harness = withCodex([fails({ cause }), addsTask], [], { request: { iterations: 2 } });
      await harness.run();
      expect(await story(harness)).toEqual(['1 fake', 'failed', '2 fake', 'finished']);
    }
  });
});

describe('an error that the agent only tells', () => {
  const tells =
    (cause: AgentFailure['cause']): Turn =>
    ({ say, told }) => {
      say('401 Unauthorized');
      told({ message: '401 Unauthorized', failure: { cause } });
    };

  it('is no finished iteration', async () => {
    const harness = new Harness({ turns: [tells('login')] });
    const { reason, message, iterations } = await harness.run();
    expect({ reason, iterations }).toMatchObject({ reason: 'failed', iterations: [{ outcome: 'failed' }] });
    expect(message).toContain('the agent only answered: 401 Unauthorized');
  });

  it('is waited for or made up for by another agent like any other', async () => {
    const harness = withCodex([tells('rate_limited'), tells('login')], [addsTask], {
      request: { iterations: 1 },
    });
    await harness.run();
    expect(await story(harness)).toEqual([
      ...['1 fake', 'fake waits: rate_limited', 'fake to codex: login', 'finished'],
    ]);
  });

  it('is an answer like any other to a message of the user', async () => {
    const harness = new Harness({ turns: [addsTask, tells('login')], request: { iterations: 1 } });
    await harness.sessions
      .get(SESSION)
      .execute({ type: 'SendMessage', text: 'what is 401?', now: false }, 'user');
    expect(await harness.run()).toMatchObject({ iterations: [{ outcome: 'finished' }] });
  });
});

describe('the usage of an iteration', () => {
  it('is that of all its contexts and agents, to the cent', async () => {
    const limited = fails({ cause: 'rate_limited', retryAfterMs: MINUTE });
    const noCredit = fails({ cause: 'credit' }, false);
    const harness = withCodex([costs(0.1, limited), costs(0.2, noCredit)], [costs(0.05, addsTask)], {
      request: { iterations: 1 },
    });
    const { iterations } = await harness.run();
    expect(iterations[0]?.usage?.cost?.amount).toBeCloseTo(0.35, 10);
    const shares = harness.sessions.get(SESSION).state.usageShares;
    expect(shares.map(({ agent, usage }) => [agent, usage.cost?.amount.toFixed(2)])).toEqual([
      ['fake', '0.30'],
      ['codex', '0.05'],
    ]);
  });

  it('includes the last message of the run, which goes to the context of the last iteration', async () => {
    const completes: Turn = async ({ tool }) => {
      await tool('task-add', { content: 'a task', status: 'completed' });
      await tool('session-complete');
    };
    const harness = new Harness({
      turns: [costs(0.1, completes), costs(0.15, () => undefined)],
      hooks: { post_iteration: 'the tests are green' },
    });
    await harness.run();
    expect(harness.sessions.get(SESSION).state.usage?.cost?.amount).toBeCloseTo(0.15, 10);
  });
});
