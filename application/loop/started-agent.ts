// An agent that starts before the run does, while the store opens and the session is found.
import type { Agent, AgentContext, AgentContextOptions, AgentInfo } from '../ports/agent.port.ts';

export class StartedAgent implements Agent {
  #early: Promise<AgentInfo> | undefined;

  /** Starts `agent` now; aborting `signal` ends the start. */
  constructor(
    private readonly agent: Agent,
    signal: AbortSignal,
  ) {
    this.#early = agent.start(signal);
    // The run reports it when it asks.
    this.#early.catch(() => undefined);
  }

  /** The first call waits for the early start; later ones start the agent again if it has gone. */
  start(signal: AbortSignal): Promise<AgentInfo> {
    const early = this.#early;
    this.#early = undefined;
    return early ?? this.agent.start(signal);
  }

  openContext(options: AgentContextOptions, signal: AbortSignal): Promise<AgentContext> {
    return this.agent.openContext(options, signal);
  }

  stop(): Promise<void> {
    this.#early = undefined;
    return this.agent.stop();
  }
}
