// An agent that starts before the run, while the store opens and the session is found, to save time.
import type { Agent, AgentContext, AgentContextOptions, AgentInfo } from '../ports/agent.port.ts';

export class StartedAgent implements Agent {
  #early: Promise<AgentInfo> | undefined;

  /** Starts `agent` immediately. Aborting `signal` cancels the start. */
  constructor(
    private readonly agent: Agent,
    signal: AbortSignal,
  ) {
    this.#early = agent.start(signal);
    // The run reports the error when it calls `start`.
    this.#early.catch(() => undefined);
  }

  /** The first call waits for the early start. Later calls start the agent again if it has exited. */
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
