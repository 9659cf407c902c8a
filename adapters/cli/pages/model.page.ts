// The page on which the user chooses a model.
import { unlessAborted } from '../../../application/async/abort.ts';
import { ApplicationError } from '../../../application/errors.ts';
import type { AgentCatalog } from '../../../application/ports/agent-catalog.port.ts';
import type { Answer, ChoicePage, Guide } from '../../../application/ports/guide.port.ts';
import { mapAnswer } from './map-answer.ts';

type Options = ChoicePage['options'];
type FetchedOptions = Extract<Options, readonly unknown[]>;

/** The models of each agent. An agent is asked once: going back and forth between pages does not start it again. The caller must close it. */
export class OfferedModels {
  readonly #known = new Map<string, FetchedOptions>();
  readonly #asked = new Map<string, Promise<FetchedOptions>>();
  readonly #expected = new Set<string>();
  readonly #closed = new AbortController();

  constructor(private readonly catalogOf: (agent: string) => AgentCatalog) {}

  /** Asks the agent while the user is on another page. A failure is not told: the page of the models asks again. */
  expect(agent: string): void {
    if (this.#expected.has(agent)) return;
    this.#expected.add(agent);
    this.#ask(agent).catch(() => undefined);
  }

  /** Returns the models of an agent as options, or a function that fetches them. After a failure they are fetched again. */
  optionsOf(agent: string): Options {
    const cancelled = () => new ApplicationError('CANCELLED', 'the models were not waited for');
    return this.#known.get(agent) ?? ((signal) => unlessAborted(signal, this.#ask(agent), cancelled));
  }

  /** Ends the agents that have not answered. Resolves when their processes have ended. */
  async close(): Promise<void> {
    this.#closed.abort();
    await Promise.allSettled(this.#asked.values());
  }

  #ask(agent: string): Promise<FetchedOptions> {
    const asked = this.#asked.get(agent) ?? this.#fetch(agent).finally(() => this.#asked.delete(agent));
    this.#asked.set(agent, asked);
    return asked;
  }

  async #fetch(agent: string): Promise<FetchedOptions> {
    const { models } = await this.catalogOf(agent).offer(this.#closed.signal);
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
