// Creates the configured agent for a run, for an interview, or to ask for its models.
import { AcpAgent } from '../adapters/acp/acp-agent.ts';
import { IsolatedAgent } from '../adapters/acp/isolated-agent.ts';
import { profileNamed, profilesFor } from '../adapters/acp/profiles/profiles.ts';
import { parseCommandLine } from '../adapters/config/command-line.ts';
import { UNRECORDED_PROCESSES } from '../adapters/process/system-processes.ts';
import type { Environment } from '../application/environment.ts';
import type { Agent } from '../application/ports/agent.port.ts';
import { type Logger, NO_LOG } from '../application/ports/logger.port.ts';
import type { Processes } from '../application/ports/processes.port.ts';

export interface AgentSurroundings {
  /** The complete environment of the agent's process. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Records no processes by default, so that no data directory is created for a short-lived agent. */
  readonly processes?: Processes;
  readonly logger?: Logger;
  /** Whether permission requests are allowed (the default) or rejected. The user is never asked. */
  readonly allowPermissions?: boolean;
  /** Time limit for the start and for opening each context. */
  readonly startTimeoutMs?: number;
}

/** Creates the agent without starting it. Throws `ConfigError` if the command line cannot be parsed. */
export function createAgent(
  agent: string,
  {
    processes = UNRECORDED_PROCESSES,
    logger = NO_LOG,
    allowPermissions = true,
    startTimeoutMs = 60_000,
    ...rest
  }: AgentSurroundings,
): Agent {
  const [command = '', ...args] = agentCommand(agent);
  return new AcpAgent({
    command,
    args,
    profiles: profilesFor(agent),
    allowPermissions,
    cancelTimeoutMs: 5_000,
    startTimeoutMs,
    stopTimeoutMs: 2_000,
    processes,
    logger,
    ...rest,
  });
}

/** Returns the command line of the configured agent. Throws `ConfigError` if it cannot be parsed. */
export function agentCommand(agent: string): [program: string, ...args: string[]] {
  const profile = profileNamed(agent);
  return profile ? [...profile.command] : parseCommandLine(agent);
}

/** Returns an agent that runs briefly in an empty directory. */
export function isolatedAgent(agent: string, env: Environment['env']): IsolatedAgent {
  return new IsolatedAgent((limits) => createAgent(agent, { env, ...limits }));
}
