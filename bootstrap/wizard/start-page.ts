// The last page: the session's name, and how long it may run.
import { AppError } from '../../domain/errors.ts';
import { foldCase, sessionName } from '../../domain/session/session-name.ts';
import { pageResult, type WizardContext, type WizardPage } from './wizard-page.ts';

export const START_PAGE: WizardPage = {
  name: 'Start',
  async ask(wish, context, { steps, canGoBack }) {
    const answer = await context.guide.fill({
      title: 'How is it to run?',
      text: `${wish.spec} with ${wish.model}`,
      steps,
      canGoBack,
      fields: [
        {
          name: 'name',
          label: 'Session',
          value: wish.name,
          hint: 'what it is called from now on: letters, digits, - and _',
          check: (text) => problemOfName(text.trim(), context),
        },
        {
          name: 'iterations',
          label: 'Iterations',
          value: wish.iterations,
          hint: (text) => (Number(text) === 0 ? 'no limit: until it is done' : 'at most so many'),
          check: (text) =>
            /^\d{1,9}$/.test(text.trim()) ? undefined : 'a whole number from 0 (0 = no limit)',
        },
      ],
    });
    return pageResult(answer, wish, ({ name = '', iterations = '' }) => ({
      name: name.trim(),
      iterations: iterations.trim(),
    }));
  },
};

function problemOfName(name: string, { sessions }: WizardContext): string | undefined {
  try {
    sessionName(name);
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
  const taken = sessions.find((session) => foldCase(session.name) === foldCase(name.normalize('NFC')));
  return taken
    ? `there is a session "${taken.name}": go back to go on with it, or choose another name`
    : undefined;
}
