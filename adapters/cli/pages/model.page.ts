// The page on which the user chooses a model.
import type { AgentCatalog } from '../../../application/ports/agent-catalog.port.ts';
import type { Answer, ChoicePage, Guide } from '../../../application/ports/guide.port.ts';

export interface ModelQuestion {
  readonly agent: AgentCatalog;
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
  { agent, selected, canGoBack, steps }: ModelQuestion,
): Promise<Answer<string>> {
  const answer = await guide.choose({
    title: 'Which model should do the work?',
    text: "Choose from the agent's list or type another one.",
    canGoBack,
    ...(steps && { steps }),
    options: async (signal) => {
      const { models } = await agent.offer(signal);
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
