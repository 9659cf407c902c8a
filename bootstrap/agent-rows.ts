// Lists the agents to choose from for `iteratr agents`.
import { type InstalledAgent, installedAgent } from '../adapters/acp/installed-agents.ts';
import type { Settings, SettingsFlags } from '../adapters/config/settings.ts';
import { ROLES, type Role } from '../domain/iteration/iteration.ts';
import { agentNames, agentProfile, chooseAgent } from './agent-choice.ts';
import { assignedRoles, configForRole } from './agent-roles.ts';

/** A stable format: `iteratr agents --json` prints it. */
export interface AgentRow extends InstalledAgent {
  /** Whether a build uses it as things are configured. */
  readonly configured: boolean;
  /** The roles that are set and that it plays. */
  readonly roles: readonly Role[];
}

/**
 * Returns the agents in display order, the user's own first. Starts none of them. Warns of agents in an untrusted project file,
 * which are left out. Throws `ConfigError`.
 */
export function agentRows(
  settings: Settings,
  flags: SettingsFlags,
  findProgram: (name: string) => string | undefined,
): readonly AgentRow[] {
  const { untrusted, ...loaded } = settings.trusted(flags);
  settings.warnOfIgnored(untrusted, ['agent', 'agents', 'model', 'roles']);
  const { config } = loaded;
  const roles = assignedRoles(loaded);
  const agentOf = (role: Role): string => chooseAgent(configForRole(loaded, role)).agent;
  return agentNames(config.agents).flatMap((name) => {
    const profile = agentProfile(name, config.agents);
    if (!profile) return [];
    const configured = name === agentOf('work');
    const played = ROLES.filter((role) => roles.has(role) && agentOf(role) === name);
    return [{ ...installedAgent(profile, findProgram), configured, roles: played }];
  });
}
