// The real adapter, with a scripted agent as a process of its own, keeps the agent contract.
import { afterEach } from 'vitest';
import { agentContract } from '../../contracts/agent.contract.ts';
import type { Step } from '../../support/scripted-agent/scripted-agent.ts';
import { agentFixture, cleanUp } from './acp-agent.fixture.ts';

afterEach(cleanUp);

agentContract((turns) => {
  const { agent, script } = agentFixture({
    turns: turns.map(({ says = [], hangs, exits, stopReason }) => {
      const steps: Step[] = says.map((text) => ({ text }));
      if (hangs) steps.push({ hang: true });
      if (exits) steps.push({ crash: { code: 1 } });
      return { steps, ...(stopReason && { stopReason }) };
    }),
  });
  return { agent, prompts: () => script.prompts().map(({ text }) => text) };
});
