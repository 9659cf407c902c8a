// Specifies an agent that starts before the run asks for it.
import { expect, it } from 'vitest';
import { StartedAgent } from '../../../application/loop/started-agent.ts';
import type { Agent, AgentInfo } from '../../../application/ports/agent.port.ts';

const INFO: AgentInfo = { name: 'fake', version: '1', mcpHttp: true };
const SIGNAL = new AbortController().signal;

function fake(...starts: (AgentInfo | Error)[]) {
  const calls: string[] = [];
  const agent: Agent = {
    async start() {
      calls.push('start');
      const next = starts.shift() ?? INFO;
      if (next instanceof Error) throw next;
      return next;
    },
    openContext: async () => {
      throw new Error('not opened here');
    },
    async stop() {
      calls.push('stop');
    },
  };
  return { agent, calls };
}

it('starts at once, and the run waits for that start', async () => {
  const { agent, calls } = fake();
  const started = new StartedAgent(agent, SIGNAL);
  expect(calls).toEqual(['start']);
  expect(await started.start(SIGNAL)).toBe(INFO);
  expect(calls).toEqual(['start']);
});

it('starts again when the run asks a second time', async () => {
  const { agent, calls } = fake();
  const started = new StartedAgent(agent, SIGNAL);
  await started.start(SIGNAL);
  await started.start(SIGNAL);
  expect(calls).toEqual(['start', 'start']);
});

it('reports a failed start to the run', async () => {
  const { agent } = fake(new Error('no such program'));
  const started = new StartedAgent(agent, SIGNAL);
  await expect(started.start(SIGNAL)).rejects.toThrow('no such program');
  expect(await started.start(SIGNAL)).toBe(INFO);
});

it('is stopped without a trace when no run begins', async () => {
  const { agent, calls } = fake(new Error('nobody hears of this'));
  await new StartedAgent(agent, SIGNAL).stop();
  expect(calls).toEqual(['start', 'stop']);
});
