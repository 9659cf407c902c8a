// The last page of the wizard: the session's name and the maximum number of iterations.
import { AppError } from '../../../../../domain/errors.ts';
import { foldCase, newSessionName } from '../../../../../domain/session/session-name.ts';
import { pageResult, type WizardContext, type WizardPage } from './wizard-page.ts';

export const START_PAGE: WizardPage = {
  name: 'Start',
  async ask(draft, context, { steps, canGoBack }) {
    const answer = await context.guide.fill({
      title: 'How should it run?',
      text: `${draft.spec} with ${draft.model || draft.agent}`,
      steps,
      canGoBack,
      fields: [
        {
          name: 'name',
          label: 'Session',
          value: draft.name,
          hint: 'letters, digits, - and _',
          check: (text) => problemOfName(text.trim(), context),
        },
        {
          name: 'iterations',
          label: 'Iterations',
          value: draft.iterations,
          hint: (text) =>
            Number(text) === 0 ? 'no limit: runs until the spec is done' : 'the maximum number of iterations',
          check: (text) =>
            /^\d{1,9}$/.test(text.trim()) ? undefined : 'enter a whole number, 0 or more (0 = no limit)',
        },
      ],
    });
    return pageResult(answer, draft, ({ name = '', iterations = '' }) => ({
      name: name.trim(),
      iterations: iterations.trim(),
    }));
  },
};

function problemOfName(name: string, { sessions }: WizardContext): string | undefined {
  try {
    newSessionName(name);
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
  const taken = sessions.find((session) => foldCase(session.name) === foldCase(name.normalize('NFC')));
  return taken ? `session "${taken.name}" exists; go back to continue it, or choose another name` : undefined;
}
