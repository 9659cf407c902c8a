// Finds out from the configuration which agent runs, and with which command, model and mode.
import { ownProfile } from '../adapters/acp/profiles/own-profile.ts';
import type { AgentProfile } from '../adapters/acp/profiles/profile.ts';
import { profileNamed, profilesOfCommand } from '../adapters/acp/profiles/profiles.ts';
import { parseCommandLine } from '../adapters/config/command-line.ts';
import type { AgentEntries, AppConfig } from '../adapters/config/config-schema.ts';
import { AGENT_NAMES, splitAgentAndModel } from '../application/agents/agent-names.ts';
import { nearest } from '../application/wording/nearest.ts';

export type AgentConfig = Pick<AppConfig, 'agent' | 'agents' | 'agentMode' | 'model'>;

export interface AgentChoice {
  /** The name of a profile, or a command line. */
  readonly agent: string;
  readonly command: readonly [program: string, ...args: string[]];
  /** The profiles that may fit the agent: its own, or those of every agent that a command line may start. */
  readonly profiles: readonly AgentProfile[];
  /** '' to leave the choice to the agent. */
  readonly model: string;
  /** Whether a build needs a model. */
  readonly needsModel: boolean;
  /** '' to leave the choice to the agent. */
  readonly mode: string;
  /** Whether the agent's model has to search for the tools of MCP servers. */
  readonly toolSearch: boolean;
  /** The name that the user may have meant, if the command is a single word that looks like one. */
  readonly nearest: string | undefined;
}

/** Returns all names of agents: those of the user's own first, in the order in which they are listed. */
export function agentNames(agents: AgentEntries): readonly string[] {
  return [...new Set([...Object.keys(agents), ...AGENT_NAMES])];
}

/** Returns the profile with this name. The user's own ones come before those that iteratr knows; undefined for no name. */
export function agentProfile(name: string, agents: AgentEntries): AgentProfile | undefined {
  if (!Object.hasOwn(agents, name)) return profileNamed(name);
  const { command, own_files: ownFiles, ...rest } = agents[name] as AgentEntries[string];
  return ownProfile(name, { ...rest, ownFiles, command: parseCommandLine(command) });
}

/** Returns the names a user can choose from; none if the agent is set as a command line, which no page changes. */
export function agentOptions({ agent, agents }: Pick<AgentConfig, 'agent' | 'agents'>): readonly string[] {
  return agentProfile(agent, agents) ? agentNames(agents) : [];
}

/** Returns the agent of the model if it names one, such as `claude:opus`, otherwise that of `agent`. */
export function chooseAgent({
  agent: configured,
  agents,
  agentMode,
  model: written,
}: AgentConfig): AgentChoice {
  const names = agentNames(agents);
  const named = splitAgentAndModel(written, names);
  const agent = named.agent ?? configured;
  const profile = agentProfile(agent, agents);
  if (profile) {
    const { command, models, mode, toolSearch } = profile;
    return {
      agent,
      command,
      profiles: [profile],
      model: named.model || models.standard,
      needsModel: models.required,
      mode: agentMode || mode,
      toolSearch,
      nearest: undefined,
    };
  }
  const command = parseCommandLine(agent);
  const profiles = profilesOfCommand(command);
  return {
    agent,
    command,
    profiles,
    model: named.model,
    // Nobody knows whether an unknown agent chooses by itself.
    needsModel: profiles.some(({ models }) => models.required),
    mode: agentMode,
    toolSearch: profiles.length === 1 && profiles[0]?.toolSearch === true,
    nearest: command.length === 1 ? nearest(command[0], names) : undefined,
  };
}
