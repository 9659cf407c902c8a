// The tools of the interviewing agent. A call only records the request and never waits for the user, because agents and protocols
// may not keep a call open while the user thinks.
import { InputError } from '../errors.ts';
import type { ToolCall, ToolRunner } from '../tools/run-tool.ts';
import type { ToolDefinition, ToolResult } from '../tools/tool.ts';
import { checkInput, objectList, optionalText, requiredText, textList } from '../tools/tool-input.ts';
import { QUESTION_KINDS, type Question, type QuestionKind } from './interview.ts';

const MOST_QUESTIONS = 10;
const MOST_OPTIONS = 20;
const EXPECTED =
  'a list of objects such as {"question": "Which database?", "kind": "single", "options": ["SQLite", "Postgres"]}';

const ASK_USER: ToolDefinition = {
  name: 'ask-user',
  description:
    'Ask the user about the spec. The answers come as the next message, so end your turn after this call.',
  parameters: [
    {
      name: 'questions',
      description: `${EXPECTED}; kind is single (one option), multiple (any number of options) or text (no options). The user can always write another answer.`,
      required: true,
      kind: 'json',
      items: {
        type: 'object',
        properties: {
          question: { type: 'string' },
          kind: { type: 'string', enum: QUESTION_KINDS },
          options: { type: 'array', items: { type: 'string' } },
        },
        required: ['question', 'kind'],
        additionalProperties: false,
      },
    },
  ],
};

const SUBMIT_SPEC: ToolDefinition = {
  name: 'submit-spec',
  description: 'Show the user the whole draft of the spec. End your turn after this call.',
  parameters: [{ name: 'content', description: 'the whole spec, in Markdown', required: true, kind: 'text' }],
};

export const INTERVIEW_TOOLS: readonly ToolDefinition[] = [ASK_USER, SUBMIT_SPEC];

/** Requests of the agent that the interview has not taken yet. */
export interface PendingRequests {
  readonly questions: readonly Question[];
  /** '' if the agent has not submitted one. */
  readonly draft: string;
}

const NO_REQUESTS: PendingRequests = { questions: [], draft: '' };

export class InterviewTools implements ToolRunner {
  #pending = NO_REQUESTS;

  /** Records the request of a call. Throws `InputError` for a malformed call. Ignores the session of the call. */
  async run({ tool, input }: ToolCall): Promise<ToolResult> {
    const definition = INTERVIEW_TOOLS.find(({ name }) => name === tool);
    if (!definition)
      throw new InputError(`there is no tool "${tool}"`, { remedy: 'use ask-user or submit-spec' });
    checkInput(definition, input);
    if (definition === SUBMIT_SPEC) {
      const draft = requiredText(input, 'content').trim();
      if (draft === '') throw new InputError('"content" is empty', { remedy: 'give the whole spec' });
      this.#pending = { ...this.#pending, draft };
      return said(
        "The draft will be shown to the user. End your turn now; the user's reply comes as the next message.",
      );
    }
    const asked = objectList(input, 'questions', EXPECTED).map(questionOf);
    const questions = [...this.#pending.questions, ...asked];
    if (questions.length > MOST_QUESTIONS) {
      throw new InputError(`${questions.length} questions are too many at once`, {
        remedy: `ask at most ${MOST_QUESTIONS}`,
      });
    }
    this.#pending = { ...this.#pending, questions };
    return said('The user will be asked. End your turn now; the answers come as the next message.');
  }

  /** Returns the pending requests and clears them. */
  take(): PendingRequests {
    const pending = this.#pending;
    this.#pending = NO_REQUESTS;
    return pending;
  }
}

function questionOf(item: Readonly<Record<string, unknown>>): Question {
  const text = (optionalText(item, 'question') ?? '').trim();
  if (text === '') throw new InputError('a question has no text', { remedy: `give ${EXPECTED}` });
  const kind = kindOf(optionalText(item, 'kind') ?? 'text');
  const options = [...new Set(textList(item, 'options').filter((option) => option !== ''))];
  if (kind === 'text') return { text, kind, options: [] };
  if (options.length < 2 || options.length > MOST_OPTIONS) {
    throw new InputError(
      `the question "${text}" needs 2 to ${MOST_OPTIONS} different options, or kind "text"`,
    );
  }
  return { text, kind, options };
}

function kindOf(text: string): QuestionKind {
  const kind = QUESTION_KINDS.find((known) => known === text);
  if (!kind)
    throw new InputError(`"${text}" is not a kind of question`, {
      remedy: `use one of ${QUESTION_KINDS.join(', ')}`,
    });
  return kind;
}

function said(text: string): ToolResult {
  return { text, data: {} };
}
