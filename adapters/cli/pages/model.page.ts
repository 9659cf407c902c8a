// The page on which the user chooses a model.
import type { AgentCatalog } from '../../../application/ports/agent-catalog.port.ts';
import type { Answer, ChoicePage, Guide } from '../../../application/ports/guide.port.ts';
import { mapAnswer } from './map-answer.ts';

/** The models of each agent. An agent is asked once: going back and forth between pages does not start it again. */
export class OfferedModels {
  readonly #known = new Map<string, ChoicePage['options']>();

  constructor(private readonly catalogOf: (agent: string) => AgentCatalog) {}

  /** Returns the models of an agent as options, or a function that fetches them. After a failure they are fetched again. */
  optionsOf(agent: string): ChoicePage['options'] {
    return this.#known.get(agent) ?? ((signal) => this.#fetch(agent, signal));
  }

  async #fetch(agent: string, signal: AbortSignal) {
    const { models } = await this.catalogOf(agent).offer(signal);
    const options = models.map((model) => ({ value: model, label: model }));
    this.#known.set(agent, options);
    return options;
  }
}

export interface ModelQuestion {
  readonly agent: string;
  readonly models: OfferedModels;
  /** The model selected at first, even if the agent does not list it; '' for the first in the list. */
  readonly selected: string;
  readonly canGoBack: boolean;
  readonly steps?: ChoicePage['steps'];
}

/**
 * Asks for a model. Fetches the list from the agent behind a spinner. If that fails, the page shows the reason and lets the
 * user try again or type a model.
 */
export async function askModel(
  guide: Guide,
  { agent, models, selected, canGoBack, steps }: ModelQuestion,
): Promise<Answer<string>> {
  const answer = await guide.choose({
    title: 'Which model should do the work?',
    text: "Choose from the agent's list or type another one.",
    canGoBack,
    ...(steps && { steps }),
    options: models.optionsOf(agent),
    selected: selected === '' ? [] : [selected],
    several: false,
    filter: true,
    custom: 'another model',
  });
  return mapAnswer(answer, ([chosen = '']) => chosen);
}
