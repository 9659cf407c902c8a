// Creates the configured agent for a run, for an interview, or to ask for its models.
import { AcpAgent } from '../adapters/acp/acp-agent.ts';
import { IsolatedAgent } from '../adapters/acp/isolated-agent.ts';
import { listeningSockets } from '../adapters/process/listening-sockets.ts';
import { UNRECORDED_PROCESSES } from '../adapters/process/system-processes.ts';
import type { Environment } from '../application/environment.ts';
import type { Agent } from '../application/ports/agent.port.ts';
import { type Logger, NO_LOG } from '../application/ports/logger.port.ts';
import type { Processes } from '../application/ports/processes.port.ts';
import type { AgentChoice } from './agent-choice.ts';

const START_MS = 60_000;
/** npx may have to download the agent first. */
const DOWNLOAD_MS = 600_000;

export interface AgentSurroundings {
  /** The complete environment of the agent's process. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Records no processes by default, so that no data directory is created for a short-lived agent. */
  readonly processes?: Processes;
  readonly logger?: Logger;
  /** Whether permission requests are allowed (the default) or rejected. The user is never asked. */
  readonly allowPermissions?: boolean;
  /** Names of iteratr's tools that are allowed in any case. */
  readonly ownTools?: readonly string[];
  /** Time limit for the start and for opening each context. */
  readonly startTimeoutMs?: number;
  /** Time limit for each step of stopping it. */
  readonly stopTimeoutMs?: number;
}

/** Creates the agent without starting it. */
export function createAgent(
  { command: [command, ...args], profiles, model, mode, nearest }: AgentChoice,
  {
    processes = UNRECORDED_PROCESSES,
    logger = NO_LOG,
    allowPermissions = true,
    startTimeoutMs = command === 'npx' ? DOWNLOAD_MS : START_MS,
    stopTimeoutMs = 2_000,
    ...rest
  }: AgentSurroundings,
): Agent {
  return new AcpAgent({
    command,
    args,
    profiles,
    model,
    mode,
    nearest,
    allowPermissions,
    cancelTimeoutMs: 5_000,
    startTimeoutMs,
    stopTimeoutMs,
    processes,
    findSockets: listeningSockets,
    logger,
    ...rest,
  });
}

/** Returns an agent that runs briefly in an empty directory. */
export function isolatedAgent(choice: AgentChoice, env: Environment['env']): IsolatedAgent {
  // Without work that could be lost, it need not be waited for as long.
  return new IsolatedAgent((limits) => createAgent(choice, { env, stopTimeoutMs: 500, ...limits }));
}
