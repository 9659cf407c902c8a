// Starts the agent briefly in an empty directory, where no project file configures it.
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Agent, AgentInfo } from '../../application/ports/agent.port.ts';
import type { AgentCatalog, AgentOffer } from '../../application/ports/agent-catalog.port.ts';
import type { Processes } from '../../application/ports/processes.port.ts';

export interface IsolatedAgentLimits {
  readonly cwd: string;
  /** Time limit for starting the agent, and for opening a context. */
  readonly startTimeoutMs?: number;
  /** Starts the agent's process; by default without recording it. */
  readonly processes?: Processes;
}

export class IsolatedAgent implements AgentCatalog {
  /** `create` returns an agent that works in `cwd`, without starting it. */
  constructor(private readonly create: (limits: IsolatedAgentLimits) => Agent) {}

  offer(signal: AbortSignal): Promise<AgentOffer> {
    return this.use({ signal }, async (agent, info, cwd) => {
      const context = await agent.openContext({ cwd, model: '', mcpServers: [] }, signal);
      await context.close();
      return { info, models: context.models };
    });
  }

  /** Starts an agent, passes it and its directory to `work`, and always stops it. Throws the errors of `work` and of the port. */
  async use<Value>(
    { signal, ...limits }: Omit<IsolatedAgentLimits, 'cwd'> & { readonly signal: AbortSignal },
    work: (agent: Agent, info: AgentInfo, cwd: string) => Promise<Value>,
  ): Promise<Value> {
    // In one step with the removal at the exit: this process may exit at any time, also before the agent has stopped.
    const cwd = mkdtempSync(join(realpathSync(tmpdir()), 'iteratr-agent-'));
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
