// Finds out from the configuration which agents continue when the first one cannot.
import { notFound } from '../adapters/acp/not-found.ts';
import type { AppConfig } from '../adapters/config/config-schema.ts';
import { findProgram, type ProgramPlaces } from '../adapters/process/find-program.ts';
import { ConfigError } from '../application/errors.ts';
import { nearest } from '../application/wording/nearest.ts';
import { type AgentChoice, type AgentConfig, agentNames, chooseAgent } from './agent-choice.ts';

/**
 * Returns the agents of `fallback` in order. Throws `ConfigError` for a name that is no agent, and for an agent that is listed
 * twice, the first one included: it would replace itself.
 */
export function fallbackAgents(
  config: AgentConfig & Pick<AppConfig, 'fallback'>,
  first: AgentChoice,
): readonly AgentChoice[] {
  const taken = new Set([keyOf(first)]);
  return config.fallback.map((written) => {
    const choice = namedAgent(written, config);
    if (taken.has(keyOf(choice))) {
      const problem =
        keyOf(choice) === keyOf(first)
          ? `fallback names ${written}, which is the agent it would replace`
          : `fallback names ${written} twice`;
      throw new ConfigError(problem, { remedy: 'name other agents, or other models of the agent' });
    }
    if (choice.needsModel && choice.model === '') {
      const remedy = `write ${written}:${choice.profiles[0]?.models.form ?? 'model'}`;
      throw new ConfigError(`fallback names ${written} without a model, which it needs`, { remedy });
    }
    taken.add(keyOf(choice));
    return choice;
  });
}

/** Throws `ConfigError` if the program of one of these agents does not exist, so that it is not noticed in the night. */
export function requireInstalled(
  choices: readonly AgentChoice[],
  places: ProgramPlaces,
  key: 'fallback' | 'roles.review' = 'fallback',
): void {
  for (const { agent, command, profiles } of choices) {
    if (findProgram(command[0], places)) continue;
    const { problem, remedy } = notFound({ command: command[0], profiles });
    throw new ConfigError(`${key} names ${agent}, but ${problem}`, { remedy });
  }
}

function namedAgent(written: string, config: AgentConfig): AgentChoice {
  const { agents } = config;
  const [name = '', ...model] = written.split(':');
  const names = agentNames(agents);
  if (names.includes(name)) {
    return chooseAgent({ agents, agent: name, agentMode: '', model: model.join(':') });
  }
  const near = nearest(name, names);
  throw new ConfigError(`fallback names ${name}, which is no agent`, {
    remedy: near === undefined ? `use one of ${names.join(', ')}` : `did you mean ${near}?`,
  });
}

export function isSameChoice(a: AgentChoice, b: AgentChoice): boolean {
  return keyOf(a) === keyOf(b);
}

function keyOf({ agent, model }: AgentChoice): string {
  return `${agent}:${model}`;
}
