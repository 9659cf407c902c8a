// Finds out which agent plays a role: the one under `roles`, unless a more important setting names another.
import { describeOrigin, type Origin, rankOf } from '../adapters/config/config-origin.ts';
import type { AppConfig } from '../adapters/config/config-schema.ts';
import { splitAgentAndModel } from '../application/agents/agent-names.ts';
import { ConfigError } from '../application/errors.ts';
import { nearest } from '../application/wording/nearest.ts';
import type { Role } from '../domain/iteration/iteration.ts';
import { type AgentConfig, agentNames, chooseAgent } from './agent-choice.ts';

type RoleConfig = AgentConfig & Pick<AppConfig, 'roles'>;

export interface ConfiguredRoles<Config extends RoleConfig> {
  readonly config: Config;
  readonly origins: Readonly<Record<'agent' | 'model' | 'agentMode' | 'roles', Origin>>;
}

/** Returns the roles with their agents as they are set. Throws `ConfigError` for an agent that does not exist. */
export function assignedRoles({
  config: { roles, agents },
  origins,
}: ConfiguredRoles<RoleConfig>): ReadonlyMap<Role, { readonly agent: string; readonly model: string }> {
  const names = agentNames(agents);
  const entries = Object.entries(roles).map(([role, text]) => {
    const { agent, model } = splitAgentAndModel(text.includes(':') ? text : `${text}:`, names);
    if (agent === undefined) throw unknownAgent(role as Role, text, names, origins.roles);
    return [role as Role, { agent, model }] as const;
  });
  return new Map(entries);
}

/**
 * Returns the configuration with the agent, the model and the mode of a role. A role that is not set is played by the agent that
 * works. Throws `ConfigError` if any role has an agent that does not exist.
 */
export function configForRole<Config extends RoleConfig>(
  configured: ConfiguredRoles<Config>,
  role: Role,
): Config {
  const { config, origins } = configured;
  const roles = assignedRoles(configured);
  const played = roles.has(role) ? role : 'work';
  const assigned = roles.get(played);
  if (!assigned) return config;
  const rank = rankFor(played, origins.roles);
  const isStronger = (key: 'agent' | 'model' | 'agentMode'): boolean => rankFor(played, origins[key]) > rank;
  const { model: named, agent: namedAgent } = splitAgentAndModel(config.model, agentNames(config.agents));
  if (isStronger('agent') || (isStronger('model') && namedAgent !== undefined)) return config;
  const { agent } = assigned;
  const isSame = chooseAgent(config).agent === agent;
  const model = isStronger('model') || (assigned.model === '' && isSame) ? named : assigned.model;
  const agentMode = isSame || isStronger('agentMode') ? config.agentMode : '';
  return { ...config, agent, model: model === '' ? '' : `${agent}:${model}`, agentMode };
}

/** `work` is another name for `agent`, so all layers count. Among files, the other roles are the more precise setting. */
function rankFor(role: Role, { kind }: Origin): number {
  return rankOf(role !== 'work' && kind === 'project-file' ? 'global-file' : kind);
}

function unknownAgent(role: Role, text: string, names: readonly string[], origin: Origin): ConfigError {
  const name = text.split(':', 1)[0] ?? '';
  const near = nearest(name, names);
  return new ConfigError(
    `${describeOrigin(origin)}: roles.${role} has the unknown agent ${JSON.stringify(name)}`,
    {
      remedy:
        near === undefined
          ? `use ${names.join(', ')}, or a name of your own under agents`
          : `did you mean ${near}?`,
    },
  );
}
