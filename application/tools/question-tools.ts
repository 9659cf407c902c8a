// The agent's tool for questions to the user.
import { blockingQuestions } from '../../domain/question/awaited.ts';
import type { Tool } from './tool.ts';
import { optionalText, requiredText, textsOf } from './tool-input.ts';

const askUser: Tool = {
  name: 'ask-user',
  description:
    'Ask the user what only they can decide. The task in progress is blocked until the answer; take another one meanwhile.',
  parameters: [
    {
      name: 'question',
      description: 'what to decide, with what it depends on',
      required: true,
      kind: 'text',
      long: true,
    },
    {
      name: 'choices',
      description: 'the possible answers, if there are only a few: an array of texts, on the shell as JSON',
      required: false,
      kind: 'texts',
    },
    {
      name: 'assumption',
      description: 'what you will do if nobody answers; without it, the work waits',
      required: false,
      kind: 'text',
    },
  ],
  example: `--question "Which port?" --choices '["8080", "9090"]' --assumption "8080"`,
  opensSession: true,
  async execute(input, session, actor) {
    const question = requiredText(input, 'question');
    const choices = textsOf(input, 'choices');
    const assumption = optionalText(input, 'assumption') ?? null;
    const { events, state } = await session.execute(
      { type: 'AskQuestion', question, choices, assumption },
      actor,
    );
    const asked = events.find((event) => event.type === 'QuestionAsked');
    if (!asked) throw new Error('a question was not recorded');
    const { id, task } = asked.data;
    const waits = task !== null && blockingQuestions(state).some((open) => open.id === id);
    const what = waits ? `; ${task} is blocked until the answer, take another task or stop` : '';
    return { text: `recorded as ${id}${what}`, data: { id, task } };
  },
};

export const QUESTION_TOOLS: readonly Tool[] = [askUser];
