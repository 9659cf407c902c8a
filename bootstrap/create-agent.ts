// Creates the configured agent: for a run, for an interview, and to ask what it offers.
import { resolve } from 'node:path';
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
  /** The whole environment of the agent. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** By default one that records nothing: no data directory is created for an agent that is stopped soon. */
  readonly processes?: Processes;
  readonly logger?: Logger;
  /** Whether permission requests are allowed (the default) or rejected; nobody can be asked. */
  readonly allowPermissions?: boolean;
  /** The directory that `./` and `../` in the command line start at, if not `cwd`. */
  readonly project?: string;
  /** For starting, and for opening a context each. */
  readonly startTimeoutMs?: number;
}

/** Starts nothing yet. Throws `ConfigError` for a command line that cannot be read. */
export function createAgent(
  agent: string,
  {
    processes = UNRECORDED_PROCESSES,
    logger = NO_LOG,
    allowPermissions = true,
    startTimeoutMs = 60_000,
    project,
    ...rest
  }: AgentSurroundings,
): Agent {
  const [command = '', ...args] = agentCommand(agent).map((word) =>
    project !== undefined && /^\.{1,2}\//.test(word) ? resolve(project, word) : word,
  );
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

/** The command line of the configured name. Throws `ConfigError` for one that cannot be read. */
export function agentCommand(agent: string): [program: string, ...args: string[]] {
  const profile = profileNamed(agent);
  return profile ? [...profile.command] : parseCommandLine(agent);
}

/** The agent in an empty directory, for a moment. */
export function isolatedAgent(agent: string, { cwd: project, env }: Environment): IsolatedAgent {
  return new IsolatedAgent((limits) => createAgent(agent, { env, project, ...limits }));
}
