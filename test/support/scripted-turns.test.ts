// Specifies that the in-memory agent fulfils the agent contract, on which the tests of the loop rely.
import { AdapterError } from '../../application/errors.ts';
import { agentContract } from '../contracts/agent.contract.ts';
import { type Turn, TurnAgent } from './scripted-turns.ts';

agentContract((turns) => {
  const played = turns.map(
    ({ says = [], hangs, exits, stopReason }): Turn =>
      async ({ say, signal }) => {
        for (const text of says) say(text);
        if (exits) throw new AdapterError('AGENT.EXITED', 'the agent is gone', { retryable: true });
        if (hangs && !signal.aborted)
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
        return stopReason;
      },
  );
  const agent = new TurnAgent(played, () => Promise.reject(new Error('no tools here')));
  return { agent, prompts: () => agent.prompts.map((blocks) => blocks.join('\n')) };
});
