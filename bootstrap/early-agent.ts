// Starts the agent of a build before most of the program is loaded, because agents take long to start.
import type { BuildRequest } from '../adapters/cli/commands/build/build.command.ts';
import { DEFAULT_SPEC } from '../adapters/cli/commands/build/default-spec.ts';
import { holdSignals } from '../adapters/cli/interruption.ts';
import { prepareDataDir } from '../adapters/data-dir/data-dir.ts';
import { withoutDenied } from '../application/agents/env-deny.ts';
import { onAbort } from '../application/async/abort.ts';
import type { Environment } from '../application/environment.ts';
import { StartedAgent } from '../application/loop/started-agent.ts';
import type { Logger } from '../application/ports/logger.port.ts';
import type { Processes } from '../application/ports/processes.port.ts';
import type { SpecFiles } from '../application/ports/spec-files.port.ts';
import { type SessionName, sessionName, sessionNameForSpec } from '../domain/session/session-name.ts';
import type { AgentChoice } from './agent-choice.ts';
import { createAgent } from './create-agent.ts';
import type { RunSurroundings } from './run-surroundings.ts';

interface AgentSurroundings {
  readonly config: Pick<RunSurroundings['config'], 'dataDir' | 'envDeny'>;
  readonly environment: Environment;
  readonly processes: Processes;
  readonly logger: Logger;
}

interface AgentStart {
  readonly choice: AgentChoice;
  /** Environment variables for the agent, in addition to those of this process. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Starts the agent of a build; aborting `signal` cancels the start. Throws `DATA_DIR` if no process can be recorded. */
export function startAgent(
  { choice, variables }: AgentStart,
  { config, environment, processes, logger }: AgentSurroundings,
  signal: AbortSignal,
): StartedAgent {
  const env = { ...withoutDenied(environment.env, config.envDeny), ...variables };
  // The agent's process is recorded in the data directory.
  prepareDataDir(config.dataDir, logger);
  return new StartedAgent(createAgent(choice, { env, cwd: environment.cwd, processes, logger }), signal);
}

/**
 * An agent that has started and has no context. Until it is taken, signals wait, so that none ends the process without the agent.
 * The caller stops it if nothing takes it.
 */
export class EarlyAgent {
  readonly #lifetime = new AbortController();
  readonly #releaseSignals = holdSignals();
  #agent: StartedAgent | undefined;

  constructor(
    private readonly start: AgentStart,
    surroundings: AgentSurroundings,
  ) {
    this.#agent = startAgent(start, surroundings, this.#lifetime.signal);
  }

  /** Returns the agent if it is the one to start, and stops it if not. Aborting `signal` cancels its start from now on. */
  async take(start: AgentStart, signal: AbortSignal): Promise<StartedAgent | undefined> {
    const agent = this.#agent;
    if (!agent || !isSameStart(start, this.start)) {
      await this.stop();
      return undefined;
    }
    this.#agent = undefined;
    // The build handles signals now.
    this.#releaseSignals(!signal.aborted);
    onAbort(signal, () => this.#lifetime.abort(signal.reason));
    return agent;
  }

  /** Stops the agent unless it was taken. */
  async stop(): Promise<void> {
    const agent = this.#agent;
    this.#agent = undefined;
    this.#releaseSignals(true);
    await agent?.stop();
  }
}

function isSameStart(a: AgentStart, b: AgentStart): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Guesses the session from the arguments: only the store knows it. Undefined if the build will be refused, or needs no agent. */
export async function likelySession(
  { name, spec }: Pick<BuildRequest, 'name' | 'spec'>,
  specs: Pick<SpecFiles, 'read'>,
): Promise<SessionName | undefined> {
  try {
    const { nameFrom } = await specs.read(spec ?? DEFAULT_SPEC);
    return name === undefined ? sessionNameForSpec(nameFrom) : sessionName(name);
  } catch {
    // The build itself reports what is wrong.
    return undefined;
  }
}
