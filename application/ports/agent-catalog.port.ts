// What the configured agent offers, for the pages on which the user chooses.
import type { AgentInfo } from './agent.port.ts';

export interface AgentOffer {
  readonly info: AgentInfo;
  /** Empty if the agent lists none. */
  readonly models: readonly string[];
}

export interface AgentCatalog {
  /**
   * Starts the agent, asks what it offers and stops it. Throws what the `Agent` port throws, `CANCELLED` after an abort; no
   * process is left then.
   */
  offer(signal: AbortSignal): Promise<AgentOffer>;
}
