// The pages on which setup asks its questions and shows the result.

import { ApplicationError } from '../../../../application/errors.ts';
import type { Answer, Guide } from '../../../../application/ports/guide.port.ts';
import { askAgent } from '../../pages/agent.page.ts';
import { mapAnswer, pageAfter } from '../../pages/map-answer.ts';
import { askModel, type OfferedModels } from '../../pages/model.page.ts';

export interface SetupChoice {
  /** A name or a command line; undefined to leave the file's setting as it is. */
  readonly agent?: string | undefined;
  readonly model: string;
  readonly autoCommit: boolean;
}

export interface SetupQuestions {
  /** The agents to choose from. */
  readonly agents: readonly string[];
  readonly models: OfferedModels;
  /** The initial choices. */
  readonly selected: SetupChoice & { readonly agent: string };
  readonly askForAgent: boolean;
  readonly askForModel: boolean;
  readonly askForAutoCommit: boolean;
}

/** Asks page by page; going back keeps the choices. Throws `CANCELLED` if the user cancels. */
export async function askSetup(guide: Guide, questions: SetupQuestions): Promise<SetupChoice> {
  const { agents, models, askForAgent, askForModel, askForAutoCommit } = questions;
  const pages = [
    ...(askForAgent ? (['Agent'] as const) : []),
    ...(askForModel ? (['Model'] as const) : []),
    ...(askForAutoCommit ? (['Commits'] as const) : []),
  ];
  let { agent, model, autoCommit } = questions.selected;
  for (let at = 0; at < pages.length; ) {
    const steps = pages.length > 1 && { steps: { names: pages, at } };
    const page = { ...steps, canGoBack: at > 0 };
    let given: Answer<unknown>;
    if (pages[at] === 'Agent') {
      const asked = askAgent(guide, { ...page, agents, selected: agent });
      if (askForModel) models.expect(agent);
      const answer = await asked;
      given = answer;
      if (answer.kind !== 'leave' && answer.value !== undefined && answer.value !== agent) {
        agent = answer.value;
        // The model of one agent means nothing to another.
        if (askForModel) model = '';
      }
    } else if (pages[at] === 'Model') {
      const answer = await askModel(guide, { ...page, agent, models, selected: model });
      given = answer;
      if (answer.kind !== 'leave') model = answer.value ?? model;
    } else {
      const answer = await askAutoCommit(guide, { ...page, selected: autoCommit });
      given = answer;
      if (answer.kind !== 'leave') autoCommit = answer.value ?? autoCommit;
    }
    if (given.kind === 'leave') throw new ApplicationError('CANCELLED', 'setup was cancelled');
    at = pageAfter(given, at);
  }
  return { agent, model, autoCommit };
}

async function askAutoCommit(
  guide: Guide,
  {
    selected,
    ...page
  }: { selected: boolean; canGoBack: boolean; steps?: { names: readonly string[]; at: number } },
): Promise<Answer<boolean>> {
  const answer = await guide.choose({
    ...page,
    title: 'Commit what each iteration changed?',
    text: 'In a git repository, commits exactly what the iteration changed, with a message made from its task. Your own changes stay out.',
    options: [
      { value: 'yes', label: 'Yes', detail: 'one commit per iteration, easy to review and revert' },
      { value: 'no', label: 'No', detail: 'the changes stay uncommitted' },
    ],
    selected: [selected ? 'yes' : 'no'],
    several: false,
    filter: false,
  });
  return mapAnswer(answer, ([chosen]) => chosen === 'yes');
}

/** Shows the last page. The file is already written, so every way to close the page has the same effect. */
export async function showWritten(guide: Guide, lines: readonly string[]): Promise<void> {
  await guide.read({
    title: 'Setup is done',
    canGoBack: false,
    content: lines.join('\n'),
    format: 'markdown',
    actions: [{ value: 'done', label: 'Done', key: 'd' }],
  });
}
