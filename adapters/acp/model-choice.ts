// Reads the models an agent offers, in both forms that ACP has had, and finds the names closest to a mistyped one.
// https://agentclientprotocol.com/protocol/session-config-options
import { AdapterError } from '../../application/errors.ts';
import { type Fields, fieldsOf, listOf, textOf } from './fields.ts';
import { type AgentHints, inBrackets } from './profiles/hints.ts';

export interface ModelChoice {
  readonly current: string | null;
  readonly available: readonly string[];
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
    return { current: textOf(option.currentValue), available: valuesOf(option.options), via: { configId } };
  }
  const models = fieldsOf(answer.models);
  const available = listOf(models.availableModels).flatMap((model) => textOf(fieldsOf(model).modelId) ?? []);
  const current = textOf(models.currentModelId);
  return { current, available, via: available.length > 0 || current !== null ? 'set-model' : null };
}

/** Returns the values of select options, which come flat or in groups. */
function valuesOf(options: unknown): readonly string[] {
  return listOf(options).flatMap((value) => {
    const option = fieldsOf(value);
    return Array.isArray(option.options) ? valuesOf(option.options) : (textOf(option.value) ?? []);
  });
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
