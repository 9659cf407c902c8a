// Whether the agent is there, answers, and has the model that is configured.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentProfile } from '../../adapters/acp/profiles/profile.ts';
import { profileOfProgram, profilesFor } from '../../adapters/acp/profiles/profiles.ts';
import { plural } from '../../adapters/cli/report/format.ts';
import type { AppConfig } from '../../adapters/config/config-schema.ts';
import { findProgram } from '../../adapters/process/find-program.ts';
import { NO_RECORDS, type ProcessRecords } from '../../adapters/process/process-records.ts';
import { SystemProcesses } from '../../adapters/process/system-processes.ts';
import { type Check, type Finding, failed, failedBy, ok, warning } from '../../application/doctor/check.ts';
import { AdapterError } from '../../application/errors.ts';
import type { Agent, AgentInfo } from '../../application/ports/agent.port.ts';
import { agentCommand, withAgent } from '../agent.ts';
import type { Environment } from '../environment.ts';
import { agentSocketFindings } from './agent-sockets.ts';

export interface AgentCheckOptions {
  readonly config: Pick<AppConfig, 'agent' | 'model'>;
  readonly environment: Environment;
  /** For starting, and for opening a context each. */
  readonly timeLimitMs: number;
}

export function agentCheck({ config, environment, timeLimitMs }: AgentCheckOptions): Check {
  return {
    id: 'agent',
    label: 'Agent',
    run: async (signal) => {
      const command = agentCommand(config.agent);
      const profiles = profilesFor(config.agent);
      const path = findProgram(command[0], environment);
      if (path === undefined) return [missing(command[0])];
      const there = ok(`${command.join(' ')}, at ${path}`);
      const process = new KnownProcess(profiles);
      const limits = { signal, startTimeoutMs: timeLimitMs, processes: new SystemProcesses(process) };
      try {
        const answers = await withAgent(config, environment, limits, async (agent, info, cwd) => [
          ...(await answersOf(
            agent,
            info,
            config.model,
            { cwd, project: environment.cwd, profiles },
            signal,
          ).catch(asFindings)),
          // It listens by now: it has opened a session, or has tried to.
          ...(await process.socketFindings(signal)),
        ]);
        return [there, ...answers];
      } catch (error) {
        return [there, failedBy(error)];
      }
    },
  };
}

/** Remembers the agent's process, so that its ports can be looked at while it runs. */
class KnownProcess implements ProcessRecords {
  readonly stale = NO_RECORDS.stale;
  readonly endStale = NO_RECORDS.endStale;
  #leader: number | undefined;
  #mark: string | undefined;

  constructor(private readonly profiles: readonly AgentProfile[]) {}

  record(pid: number, mark?: string): () => void {
    this.#leader = pid;
    this.#mark = mark;
    return () => undefined;
  }

  async socketFindings(signal: AbortSignal): Promise<readonly Finding[]> {
    return this.#leader === undefined
      ? []
      : agentSocketFindings(this.#leader, this.#mark, { profiles: this.profiles, signal });
  }
}

function asFindings(error: unknown): readonly Finding[] {
  return [failedBy(error)];
}

function missing(program: string): Finding {
  const found = program.includes('/')
    ? `${program} is no program that can be run`
    : `${program} is not on PATH`;
  const profile = profileOfProgram(program);
  return profile
    ? failed(found, `${profile.install}, then ${profile.login}`)
    : failed(found, 'install it, or name another one by agent in iteratr.yml');
}

/** It has greeted already: now whether it works, and with this model. */
async function answersOf(
  agent: Agent,
  { name, version }: AgentInfo,
  model: string,
  {
    cwd,
    project,
    profiles,
  }: { readonly cwd: string; readonly project: string; readonly profiles: readonly AgentProfile[] },
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const context = await agent.openContext({ cwd, model: '', mcpServers: [] }, signal);
  await context.close();
  const { models } = context;
  const answers = ok(`${[name, version].filter(Boolean).join(' ')} answers, ${offerOf(models)}`);
  if (model === '') return [answers];
  if (models.includes(model)) return [answers, ok(`model ${model}`)];
  try {
    // Some take names that they do not list: what they say is final.
    await (await agent.openContext({ cwd, model, mcpServers: [] }, signal)).close();
    return [answers, warning(`model ${model} is not among those it lists, and it does not refuse it`)];
  } catch (error) {
    if (!(error instanceof AdapterError) || error.code !== 'AGENT.MODEL') throw error;
    const own = profiles
      .flatMap(({ projectFiles }) => projectFiles)
      .find((name) => existsSync(join(project, name)));
    if (own === undefined) return [answers, failed(error.message, 'iteratr setup --force lets you choose')];
    // The agent was started elsewhere, where it does not read what the project defines.
    return [answers, warning(`model ${model} is not known outside of this project; ${own} may define it`)];
  }
}

function offerOf(models: readonly string[]): string {
  return models.length === 0
    ? 'and leaves no choice of model'
    : `with ${plural(models.length, 'model')} to choose from`;
}
