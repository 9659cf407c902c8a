// The agent that is configured: made here for a run, for a look at its models, and for whoever talks to it.

import { rmSync } from 'node:fs';
import { mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { AcpAgent } from '../adapters/acp/acp-agent.ts';
import { profileNamed, profilesFor } from '../adapters/acp/profiles/profiles.ts';
import { parseCommandLine } from '../adapters/config/command-line.ts';
import type { AppConfig } from '../adapters/config/config-schema.ts';
import { NO_LOG } from '../adapters/logging/no-log.ts';
import { UNRECORDED_PROCESSES } from '../adapters/process/system-processes.ts';
import type { Agent, AgentInfo } from '../application/ports/agent.port.ts';
import type { Logger } from '../application/ports/logger.port.ts';
import type { Processes } from '../application/ports/processes.port.ts';
import type { Environment } from './environment.ts';

export interface AgentSurroundings {
  /** The whole environment of the agent. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly processes: Processes;
  readonly logger: Logger;
  /** Whether permission requests are allowed (the default) or rejected; there is nobody to ask. */
  readonly allowPermissions?: boolean;
  /** What `./` and `../` in the command line start at, when that is not `cwd`. */
  readonly project?: string;
  /** How long starting, and opening a context, may take each. */
  readonly startTimeoutMs?: number;
}

/** Starts nothing yet. */
export function createAgent(
  { agent }: Pick<AppConfig, 'agent'>,
  { allowPermissions = true, startTimeoutMs = 60_000, project, ...surroundings }: AgentSurroundings,
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
    ...surroundings,
  });
}

/** The command line behind the configured name. Throws `ConfigError` for one that cannot be read. */
export function agentCommand(agent: string): [program: string, ...args: string[]] {
  const profile = profileNamed(agent);
  return profile ? [...profile.command] : parseCommandLine(agent);
}

export interface AgentOffer {
  readonly info: AgentInfo;
  /** Empty when the agent names none. */
  readonly models: readonly string[];
}

/**
 * Starts the agent, asks what it offers, and stops it again. Throws what the `Agent` port throws, `CANCELLED` after an
 * abort; no process is left then.
 */
export function askAgent(
  config: Pick<AppConfig, 'agent'>,
  environment: Environment,
  signal: AbortSignal,
): Promise<AgentOffer> {
  return withAgent(config, environment, { signal }, async (agent, info, cwd) => {
    const context = await agent.openContext({ cwd, model: '', mcpServers: [] }, signal);
    await context.close();
    return { info, models: context.models };
  });
}

/**
 * Has `use` work with a started agent, which is stopped then in any case. The agent works in an empty directory, `cwd`, so
 * that no file of the project configures it. Throws also what the `Agent` port throws.
 */
export async function withAgent<Value>(
  config: Pick<AppConfig, 'agent'>,
  { cwd: project, env }: Environment,
  {
    signal,
    startTimeoutMs,
    processes = UNRECORDED_PROCESSES,
  }: { readonly signal: AbortSignal; readonly startTimeoutMs?: number; readonly processes?: Processes },
  use: (agent: Agent, info: AgentInfo, cwd: string) => Promise<Value>,
): Promise<Value> {
  const limit = startTimeoutMs === undefined ? {} : { startTimeoutMs };
  const cwd = await mkdtemp(join(await realpath(tmpdir()), 'iteratr-agent-'));
  // Also when the process exits before the agent has stopped.
  const remove = (): void => rmSync(cwd, { recursive: true, force: true });
  process.on('exit', remove);
  const agent = createAgent(config, { cwd, env, processes, logger: NO_LOG, project, ...limit });
  try {
    return await use(agent, await agent.start(signal), cwd);
  } finally {
    await agent.stop();
    remove();
    process.off('exit', remove);
  }
}
