// Lists the agents to choose from for `iteratr agents`.
import { type InstalledAgent, installedAgent } from '../adapters/acp/installed-agents.ts';
import type { Settings, SettingsFlags } from '../adapters/config/settings.ts';
import { agentNames, agentProfile, chooseAgent } from './agent-choice.ts';

/** A stable format: `iteratr agents --json` prints it. */
export interface AgentRow extends InstalledAgent {
  /** Whether a build uses it as things are configured. */
  readonly configured: boolean;
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
  const { config, untrusted } = settings.trusted(flags);
  settings.warnOfIgnored(untrusted, ['agent', 'agents', 'model']);
  const chosen = chooseAgent(config).agent;
  return agentNames(config.agents).flatMap((name) => {
    const profile = agentProfile(name, config.agents);
    return profile ? [{ ...installedAgent(profile, findProgram), configured: name === chosen }] : [];
  });
}
