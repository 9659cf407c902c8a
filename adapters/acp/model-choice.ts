// Reads the models an agent offers, in both forms that ACP has had, and finds the names closest to a mistyped one.
// https://agentclientprotocol.com/protocol/session-config-options
import { AdapterError } from '../../application/errors.ts';
import { type Fields, fieldsOf, listOf, textOf } from './fields.ts';
import { type AgentHints, inBrackets } from './profiles/hints.ts';
import { flatOptions, type SelectOption } from './select-options.ts';

export interface ModelChoice {
  readonly current: string | null;
  readonly available: readonly string[];
  /** The available models with their display names. */
  readonly options: readonly SelectOption[];
  /** How to set the model: with the config option of this id, with the older `session/set_model`, or not at all. */
  readonly via: { readonly configId: string } | 'set-model' | null;
}

const NEAREST = 5;

/** Reads the answer to `session/new` or `session/set_config_option`. */
export function readModelChoice(answer: Fields): ModelChoice {
  const options = listOf(answer.configOptions).map(fieldsOf);
  const option =
    options.find((candidate) => candidate.category === 'model') ??
    options.find((candidate) => candidate.id === 'model');
  const configId = textOf(option?.id);
  if (option && configId !== null) {
    return choiceOf(textOf(option.currentValue), flatOptions(option.options), { configId });
  }
  const models = fieldsOf(answer.models);
  const offered = listOf(models.availableModels).flatMap((model) => {
    const { modelId, name } = fieldsOf(model);
    return typeof modelId === 'string' ? { id: modelId, name: textOf(name) ?? modelId } : [];
  });
  const current = textOf(models.currentModelId);
  return choiceOf(current, offered, offered.length > 0 || current !== null ? 'set-model' : null);
}

function choiceOf(
  current: string | null,
  options: readonly SelectOption[],
  via: ModelChoice['via'],
): ModelChoice {
  return { current, options, available: options.map(({ id }) => id), via };
}

/**
 * Returns the id of the model that the user means: one with this id, with this display name, or the only one of which it is a
 * part, in this order. Otherwise returns the text itself, because some agents accept aliases that they do not list.
 */
export function matchingModel(wanted: string, { options }: ModelChoice): string {
  const text = wanted.toLowerCase();
  if (options.some(({ id }) => id === wanted)) return wanted;
  const named = options.filter(({ id, name }) => id.toLowerCase() === text || name.toLowerCase() === text);
  const parts = options.filter(({ id, name }) => `${id}\n${name}`.toLowerCase().includes(text));
  const [only, ...others] = named.length > 0 ? named : parts;
  return only && others.length === 0 ? only.id : wanted;
}

/** Returns `AGENT.MODEL` for a model the agent does not accept; its remedy names the nearest models the agent offers. */
export function unknownModel(
  model: string,
  available: readonly string[],
  { models }: Pick<AgentHints, 'models'>,
  cause?: unknown,
): AdapterError {
  const near = nearestModels(model, available);
  const remedy =
    near.length > 0
      ? `the nearest it offers: ${near.join(', ')}`
      : `it lists no models, so see its documentation${inBrackets(models)}`;
  return new AdapterError('AGENT.MODEL', `the agent has no model "${model}"`, { cause, remedy });
}

/** Returns the names most similar to `model`, best first, by the letter pairs they share (Dice's coefficient). */
export function nearestModels(model: string, available: readonly string[]): readonly string[] {
  const wanted = pairsOf(model);
  return available
    .map((name) => ({ name, score: likeness(wanted, pairsOf(name)) }))
    .sort((a, b) => b.score - a.score || a.name.localeCompare(b.name))
    .slice(0, NEAREST)
    .map(({ name }) => name);
}

function pairsOf(name: string): ReadonlySet<string> {
  const letters = name.toLowerCase();
  return new Set(Array.from({ length: Math.max(0, letters.length - 1) }, (_, i) => letters.slice(i, i + 2)));
}

function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((pair) => b.has(pair)).length;
  return (2 * shared) / Math.max(1, a.size + b.size);
}
