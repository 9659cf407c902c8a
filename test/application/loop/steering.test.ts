// A run that is steered from outside or takes too long: pausing, urgent messages, time limits.
import { describe, expect, it } from 'vitest';
import { AdapterError } from '../../../application/errors.ts';
import type { AgentEvent, ToolCallStatus } from '../../../application/ports/agent.port.ts';
import type { SessionCommand } from '../../../domain/session/session.decider.ts';
import { Harness, SESSION } from '../../support/harness.ts';
import type { Turn } from '../../support/scripted-turns.ts';

const addsTask: Turn = async ({ tool }) => {
  await tool('task-add', { content: 'a task' });
};
const nothing: Turn = () => undefined;

function call(status: ToolCallStatus, id = '1'): AgentEvent {
  const rest = { input: undefined, output: '', exitCode: null, locations: [], diffs: [], subagent: null };
  return { type: 'tool-call', call: { id, title: 'npm test', kind: 'execute', status, ...rest } };
}

/** Resolves when the loop has read what the agent sent. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Works until it is cancelled, as an agent in a long command does. */
const untilCancelled =
  (meanwhile: () => unknown): Turn =>
  async ({ signal }) => {
    const cancelled = new Promise((resolve) => signal.addEventListener('abort', resolve));
    await meanwhile();
    await cancelled;
  };

function user(harness: Harness, command: SessionCommand): Promise<unknown> {
  return harness.sessions.get(SESSION).execute(command, 'user');
}

describe('a pause', () => {
  it('takes effect after the iteration, and lasts until somebody resumes', async () => {
    const asks: Turn = async (turn) => {
      await addsTask(turn);
      await user(harness, { type: 'RequestPause' });
    };
    const harness = new Harness({ turns: [asks, nothing], request: { iterations: 2 } });
    const running = harness.run();
    while (!(await harness.types()).includes('RunPaused')) await Promise.resolve();
    expect(harness.agent.prompts).toHaveLength(1);
    await user(harness, { type: 'RequestResume' });
    expect(await running).toMatchObject({ iterations: [{ number: 1 }, { number: 2 }] });
    const types = await harness.types();
    expect(types.slice(types.indexOf('PauseRequested'))).toEqual([
      'PauseRequested',
      'IterationEnded',
      'RunPaused',
      'ResumeRequested',
      'IterationStarted',
      'IterationEnded',
      'RunEnded',
    ]);
  });

  it('that was taken back before the iteration ended does not happen', async () => {
    const asks: Turn = async (turn) => {
      await addsTask(turn);
      await user(harness, { type: 'RequestPause' });
      await user(harness, { type: 'RequestResume' });
    };
    const harness = new Harness({ turns: [asks, nothing], request: { iterations: 2 } });
    await harness.run();
    expect(await harness.types()).not.toContain('RunPaused');
  });

  it('ends with the run', async () => {
    const asks: Turn = async (turn) => {
      await addsTask(turn);
      await user(harness, { type: 'RequestPause' });
    };
    const harness = new Harness({ turns: [asks] });
    const running = harness.run();
    while (!(await harness.types()).includes('RunPaused')) await Promise.resolve();
    harness.interrupt.abort();
    expect(await running).toMatchObject({ reason: 'interrupted' });
  });
});

describe('a message that is to be delivered now', () => {
  it('cancels the turn and follows at once, after those sent before', async () => {
    const busy = untilCancelled(async () => {
      await user(harness, { type: 'SendMessage', text: 'by the way', now: false });
      await user(harness, { type: 'SendMessage', text: 'stop that', now: true });
    });
    const harness = new Harness({ turns: [busy, nothing], request: { iterations: 1 } });
    expect(await harness.run()).toMatchObject({ iterations: [{ outcome: 'finished' }] });
    expect(harness.agent.prompts[1]).toEqual(['by the way', 'stop that']);
  });

  it('cancels also the delivery of others, which are then delivered again', async () => {
    const first: Turn = async () => {
      await user(harness, { type: 'SendMessage', text: 'one', now: false });
    };
    const busy = untilCancelled(() => user(harness, { type: 'SendMessage', text: 'two', now: true }));
    const harness = new Harness({ turns: [first, busy, nothing], request: { iterations: 1 } });
    await harness.run();
    expect(harness.agent.prompts.slice(1)).toEqual([['one'], ['one', 'two']]);
    const delivered = (await harness.recorded()).filter(
      ({ event }) => event.type === 'UserMessagesDelivered',
    );
    expect(delivered.map(({ event }) => event.data)).toEqual([{ ids: ['MSG-1', 'MSG-2'] }]);
  });
});

describe('a message to a completed session', () => {
  it('restarts it, so that it is read', async () => {
    const complete: Turn = async ({ tool }) => {
      await tool('task-add', { content: 'x', status: 'completed' });
      await tool('session-complete');
    };
    const first = new Harness({ turns: [complete] });
    await first.run();
    const second = new Harness({ turns: [nothing, nothing], store: first.store, request: { iterations: 1 } });
    await user(second, { type: 'SendMessage', text: 'one more thing', now: false });
    await second.run();
    expect(second.agent.prompts[1]).toEqual(['one more thing']);
  });
});

describe('an agent that takes too long', () => {
  it('is cancelled when it gives no sign of life, and the iteration counts as failed', async () => {
    const hangs = untilCancelled(() => harness.clock.elapse(610_000));
    const harness = new Harness({ turns: [hangs, addsTask], request: { iterations: 2 } });
    const { iterations } = await harness.run();
    expect(iterations).toMatchObject([
      {
        outcome: 'failed',
        reason: expect.stringMatching(/^the agent hung: it sent nothing for 600 s \(idle_timeout\); raise/),
      },
      { outcome: 'finished' },
    ]);
  });

  it('is cancelled when the iteration takes longer than it may', async () => {
    const busy = untilCancelled(() => harness.clock.elapse(61_000));
    const harness = new Harness({
      turns: [busy, addsTask],
      request: { iterations: 2, iterationTimeoutMs: 60_000 },
    });
    const { iterations } = await harness.run();
    expect(iterations[0]).toMatchObject({
      outcome: 'failed',
      reason: expect.stringMatching(
        /^the iteration took longer than 60 s \(iteration_timeout\); its last sign came 1 min( \d s)? ago$/,
      ),
    });
  });

  it('may be silent while a tool call runs, and is timed again after it', async () => {
    const runs: Turn = async ({ emit, signal }) => {
      emit(call('pending'));
      await settled();
      harness.clock.elapse(3_000_000);
      expect(signal.aborted).toBe(false);
      emit(call('completed'));
      await settled();
      harness.clock.elapse(610_000);
      expect(signal.aborted).toBe(true);
    };
    const harness = new Harness({ turns: [runs], request: { maxFailures: 1 } });
    expect((await harness.run()).message).toContain('it sent nothing for 600 s');
  });

  it('is cancelled when a single tool call runs longer than it may', async () => {
    const runs: Turn = async ({ emit }) => {
      emit(call('completed', '1'));
      emit(call('in_progress', '2'));
      await settled();
      harness.clock.elapse(3_610_000);
    };
    const harness = new Harness({ turns: [runs], request: { maxFailures: 1 } });
    expect((await harness.run()).message).toContain(
      'the tool call "npm test" ran longer than 3600 s (tool_timeout)',
    );
  });

  it('is heard first when the machine was suspended meanwhile', async () => {
    const answers: Turn = async ({ tool }) => {
      await tool('task-add', { content: 'x' });
      harness.clock.elapse(59_000);
      harness.clock.suspend(3_600_000);
      // The timers that expired meanwhile fire before anything is read.
      harness.clock.elapse(0);
    };
    const harness = new Harness({
      turns: [answers],
      request: { iterations: 1, idleTimeoutMs: 60_000, iterationTimeoutMs: 60_000 },
    });
    const { iterations } = await harness.run();
    expect(iterations).toMatchObject([{ outcome: 'finished' }]);
  });

  it('gets as long as ever after the suspension', async () => {
    const hangs: Turn = ({ signal }) => {
      harness.clock.elapse(590_000);
      harness.clock.suspend(3_600_000);
      harness.clock.elapse(590_000);
      expect(signal.aborted).toBe(false);
      harness.clock.elapse(20_000);
      expect(signal.aborted).toBe(true);
    };
    const harness = new Harness({ turns: [hangs], request: { maxFailures: 1 } });
    expect((await harness.run()).message).toContain('it sent nothing for 600 s');
  });

  it('and does not even take the cancellation fails for the first reason', async () => {
    const stubborn: Turn = async ({ signal }) => {
      harness.clock.elapse(610_000);
      expect(signal.aborted).toBe(true);
      throw new AdapterError('AGENT.EXITED', 'it had to be stopped', { retryable: true });
    };
    const harness = new Harness({ turns: [stubborn], request: { maxFailures: 1 } });
    expect((await harness.run()).message).toContain('it sent nothing');
  });
});

describe('hook output', () => {
  it('that did not reach the agent is brought by the next iteration', async () => {
    const dies: Turn = () => {
      throw new AdapterError('AGENT.EXITED', 'gone', { retryable: true });
    };
    const harness = new Harness({
      turns: [dies, addsTask],
      hooks: { session_start: 'built' },
      request: { iterations: 2 },
    });
    await harness.run();
    const block = 'Output of the session_start hook:\n\nbuilt';
    expect(harness.agent.prompts[0]?.[0]).toBe(block);
    expect(harness.agent.prompts[1]?.[0]).toBe(block);
  });
});
