// Asks the configured agent for its models, for pages that let the user choose one.
import type { AgentInfo } from './agent.port.ts';

export interface AgentOffer {
  readonly info: AgentInfo;
  /** Empty if the agent lists none. */
  readonly models: readonly string[];
}

export interface AgentCatalog {
  /**
   * Starts the agent, asks for its models and stops it. Throws what the `Agent` port throws, and `CANCELLED` after an abort.
   * The agent's process has ended in every case.
   */
  offer(signal: AbortSignal): Promise<AgentOffer>;
}
