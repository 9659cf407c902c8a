// Finds out which agent reviews: that of the role, or else the one that works.
import type { AppConfig } from '../adapters/config/config-schema.ts';
import { reviewOf } from '../adapters/config/review-settings.ts';
import type { ProgramPlaces } from '../adapters/process/find-program.ts';
import { ConfigError } from '../application/errors.ts';
import { type AgentChoice, type AgentConfig, chooseAgent } from './agent-choice.ts';
import { type ConfiguredRoles, configForRole } from './agent-roles.ts';
import { requireInstalled } from './fallback-agents.ts';

/**
 * Returns the agent that reviews; undefined without a reviewer. `work` is the agent that works. Throws `ConfigError` if another
 * agent cannot start, because it is not installed or lacks a model.
 */
export function reviewAgent(
  configured: ConfiguredRoles<AgentConfig & Pick<AppConfig, 'roles' | 'review'>>,
  work: AgentChoice,
  places: ProgramPlaces,
): AgentChoice | undefined {
  if (!reviewOf(configured.config.review)) return undefined;
  const choice = chooseAgent(configForRole(configured, 'review'));
  // It may have been chosen to start the agent in another way.
  if (choice.agent === work.agent) return { ...choice, command: work.command };
  if (choice.needsModel && choice.model === '') {
    const remedy = `write roles.review as ${choice.agent}:${choice.profiles[0]?.models.form ?? 'model'}`;
    throw new ConfigError(`the reviewer ${choice.agent} has no model, which it needs`, { remedy });
  }
  requireInstalled([choice], places, 'roles.review');
  return choice;
}
