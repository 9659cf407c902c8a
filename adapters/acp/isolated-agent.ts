// Runs the agent for a moment in an empty directory, where no file of the project configures it.
import { rmSync } from 'node:fs';
import { mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Agent, AgentInfo } from '../../application/ports/agent.port.ts';
import type { AgentCatalog, AgentOffer } from '../../application/ports/agent-catalog.port.ts';
import type { Processes } from '../../application/ports/processes.port.ts';

export interface IsolatedAgentLimits {
  readonly cwd: string;
  /** For starting, and for opening a context each. */
  readonly startTimeoutMs?: number;
  /** What starts the agent's process; by default one that records nothing. */
  readonly processes?: Processes;
}

export class IsolatedAgent implements AgentCatalog {
  /** `create` makes an agent that works in `cwd`, and starts nothing yet. */
  constructor(private readonly create: (limits: IsolatedAgentLimits) => Agent) {}

  offer(signal: AbortSignal): Promise<AgentOffer> {
    return this.use({ signal }, async (agent, info, cwd) => {
      const context = await agent.openContext({ cwd, model: '', mcpServers: [] }, signal);
      await context.close();
      return { info, models: context.models };
    });
  }

  /** Passes a started agent and its directory to `work`, and stops it in any case. Throws also what the `Agent` port throws. */
  async use<Value>(
    { signal, ...limits }: Omit<IsolatedAgentLimits, 'cwd'> & { readonly signal: AbortSignal },
    work: (agent: Agent, info: AgentInfo, cwd: string) => Promise<Value>,
  ): Promise<Value> {
    const cwd = await mkdtemp(join(await realpath(tmpdir()), 'iteratr-agent-'));
    // Also when this process exits before the agent has stopped.
    const remove = (): void => rmSync(cwd, { recursive: true, force: true });
    process.on('exit', remove);
    const agent = this.create({ cwd, ...limits });
    try {
      return await work(agent, await agent.start(signal), cwd);
    } finally {
      await agent.stop();
      remove();
      process.off('exit', remove);
    }
  }
}
