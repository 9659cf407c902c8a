// What setup asks and shows, page by page.

import { ApplicationError } from '../../../../application/errors.ts';
import type { Answer, Guide } from '../../../../application/ports/guide.port.ts';
import { askModel, type ModelQuestion } from '../../pages/model.page.ts';

export interface SetupChoice {
  readonly model: string;
  readonly autoCommit: boolean;
}

export interface SetupQuestions extends Pick<ModelQuestion, 'agent'> {
  /** What is chosen at first. */
  readonly selected: SetupChoice;
  readonly askForModel: boolean;
  readonly askForAutoCommit: boolean;
}

/** Back and forth keeps what was chosen. Throws `CANCELLED` when the user leaves. */
export async function askSetup(guide: Guide, questions: SetupQuestions): Promise<SetupChoice> {
  const { agent, askForModel, askForAutoCommit } = questions;
  const pages = [
    ...(askForModel ? (['Model'] as const) : []),
    ...(askForAutoCommit ? (['Commits'] as const) : []),
  ];
  let { model, autoCommit } = questions.selected;
  for (let at = 0; at < pages.length; ) {
    const steps = pages.length > 1 && { steps: { names: pages, at } };
    const page = { ...steps, canGoBack: at > 0 };
    let kind: Answer<unknown>['kind'];
    if (pages[at] === 'Model') {
      const answer = await askModel(guide, { ...page, agent, selected: model });
      kind = answer.kind;
      if (answer.kind !== 'leave') model = answer.value ?? model;
    } else {
      const answer = await askAutoCommit(guide, { ...page, selected: autoCommit });
      kind = answer.kind;
      if (answer.kind !== 'leave') autoCommit = answer.value ?? autoCommit;
    }
    if (kind === 'leave') throw new ApplicationError('CANCELLED', 'setup was left');
    at += kind === 'done' ? 1 : -1;
  }
  return { model, autoCommit };
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
    text: 'In a git work tree: exactly what the iteration changed, with a message made from its task. Your own changes stay out.',
    options: [
      { value: 'yes', label: 'Yes', detail: 'one commit an iteration, easy to review and to revert' },
      { value: 'no', label: 'No', detail: 'the changes stay uncommitted' },
    ],
    selected: [selected ? 'yes' : 'no'],
    several: false,
    filter: false,
  });
  if (answer.kind === 'leave') return answer;
  return answer.kind === 'done'
    ? { kind: 'done', value: answer.value[0] === 'yes' }
    : { kind: 'back', value: answer.value && answer.value[0] === 'yes' };
}

/** The last page. Leaving it in any way changes nothing. */
export async function showWritten(guide: Guide, lines: readonly string[]): Promise<void> {
  await guide.read({
    title: 'Setup is done',
    canGoBack: false,
    content: lines.join('\n'),
    format: 'markdown',
    actions: [{ value: 'done', label: 'Done', key: 'd' }],
  });
}
