// The page on which the user chooses an agent.
import type { Answer, ChoicePage, Guide } from '../../../application/ports/guide.port.ts';
import { mapAnswer } from './map-answer.ts';

export interface AgentQuestion {
  /** The names to choose from. */
  readonly agents: readonly string[];
  readonly selected: string;
  readonly canGoBack: boolean;
  readonly steps?: ChoicePage['steps'];
}

export async function askAgent(
  guide: Guide,
  { agents, selected, canGoBack, steps }: AgentQuestion,
): Promise<Answer<string>> {
  const answer = await guide.choose({
    title: 'Which agent should do the work?',
    text: '`iteratr agents` lists what is installed and what each one needs.',
    canGoBack,
    ...(steps && { steps }),
    options: agents.map((agent) => ({ value: agent, label: agent })),
    selected: [selected],
    several: false,
    filter: true,
  });
  return mapAnswer(answer, ([chosen]) => chosen ?? selected);
}
