// The page on which the user chooses one of the agent's models.
import type { AgentCatalog } from '../../../application/ports/agent-catalog.port.ts';
import type { Answer, ChoicePage, Guide } from '../../../application/ports/guide.port.ts';

export interface ModelQuestion {
  readonly agent: AgentCatalog;
  /** Where the cursor is at first, also if the agent does not list it; '' for the first of the list. */
  readonly selected: string;
  readonly canGoBack: boolean;
  readonly steps?: ChoicePage['steps'];
}

/**
 * Fetches the list from the agent while a spinner turns. If that fails, the page says why and offers to try again or to type
 * a model.
 */
export async function askModel(
  guide: Guide,
  { agent, selected, canGoBack, steps }: ModelQuestion,
): Promise<Answer<string>> {
  const answer = await guide.choose({
    title: 'Which model should do the work?',
    text: "The agent's list, or one you type.",
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
