// The page on which a model is chosen from those the agent offers, for the guides that need one.
import type { AppConfig } from '../../adapters/config/config-schema.ts';
import type { Answer, ChoicePage, Guide } from '../../adapters/tui/guide/page.ts';
import { askAgent } from '../agent.ts';
import type { Environment } from '../environment.ts';

export interface ModelQuestion {
  readonly config: Pick<AppConfig, 'agent'>;
  readonly environment: Environment;
  /** Where the cursor is at first, also when the agent does not list it; '' for the first of the list. */
  readonly selected: string;
  readonly canGoBack: boolean;
  readonly steps?: ChoicePage['steps'];
}

/**
 * The agent is started while a spinner turns, and stopped again. When it cannot be, the page says why and offers to try
 * again, and to type a model.
 */
export async function askModel(
  guide: Guide,
  { config, environment, selected, canGoBack, steps }: ModelQuestion,
): Promise<Answer<string>> {
  const answer = await guide.choose({
    title: 'Which model is to do the work?',
    text: "The agent's list, or one you type.",
    canGoBack,
    ...(steps && { steps }),
    options: async (signal) => {
      const { models } = await askAgent(config, environment, signal);
      return models.map((model) => ({ value: model, label: model }));
    },
    selected: selected === '' ? [] : [selected],
    several: false,
    filter: true,
    custom: 'another model',
  });
  if (answer.kind === 'leave') return answer;
  return answer.kind === 'done'
    ? { kind: 'done', value: answer.value[0] ?? '' }
    : { kind: 'back', value: answer.value?.[0] };
}
