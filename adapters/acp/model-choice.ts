// Reads which models an agent offers, by either of the two ways ACP has had, and finds names near a mistyped one.
// https://agentclientprotocol.com/protocol/session-config-options
import { AdapterError } from '../../application/errors.ts';
import { type Fields, fieldsOf, listOf, textOf } from './fields.ts';
import { type AgentHints, inBrackets } from './profiles/hints.ts';

export interface ModelChoice {
  readonly current: string | null;
  readonly available: readonly string[];
  /** How the model is set: by the config option of this id, by the older `session/set_model`, or not at all. */
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

/** Select options come flat or in groups. */
function valuesOf(options: unknown): readonly string[] {
  return listOf(options).flatMap((value) => {
    const option = fieldsOf(value);
    return Array.isArray(option.options) ? valuesOf(option.options) : (textOf(option.value) ?? []);
  });
}

export function unknownModel(
  model: string,
  available: readonly string[],
  { models }: Pick<AgentHints, 'models'>,
  cause?: unknown,
): AdapterError {
  const near = nearestModels(model, available);
  const offer =
    near.length > 0
      ? `The nearest it offers: ${near.join(', ')}.`
      : `It names none itself: see the documentation of the agent${inBrackets(models)}.`;
  return new AdapterError('AGENT.MODEL', `The agent has no model "${model}". ${offer}`, { cause });
}

/** The names most like `model`, best first, by the pairs of letters they share (Dice's coefficient). */
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
