// `iteratr questions` and `answer`: read and answer what the agent asks.
import { InputError } from '../../../../application/errors.ts';
import { booleanOption, type CommandDefinition } from '../../command.ts';
import { JSON_OPTION, SESSION_OPTIONS, type SessionRequest, sessionRequest } from '../../config-options.ts';

export interface QuestionsRequest extends SessionRequest {
  readonly json: boolean;
  /** Whether to list answered questions too. */
  readonly all: boolean;
}

export interface AnswerRequest extends SessionRequest {
  readonly id: string;
  readonly answer: string;
}

/** Defines the commands. `list` and `answer` return the exit code. `readInput` resolves with stdin, undefined if it is a terminal. */
export function questionsCommands(
  list: (request: QuestionsRequest) => Promise<number>,
  answer: (request: AnswerRequest) => Promise<number>,
  readInput: () => Promise<string | undefined>,
): CommandDefinition[] {
  return [
    {
      name: 'questions',
      group: 'Watch and steer',
      description: 'List the questions of the agent that wait for an answer.',
      options: [
        ...SESSION_OPTIONS,
        { flags: '--all', description: 'list answered questions too' },
        JSON_OPTION,
      ],
      examples: ['questions --name my-session', 'questions --name my-session --all --json'],
      run: (input) =>
        list({
          ...sessionRequest(input),
          json: booleanOption(input, 'json') ?? false,
          all: booleanOption(input, 'all') ?? false,
        }),
    },
    {
      name: 'answer',
      group: 'Watch and steer',
      positionals: '[id] [answer]',
      description:
        'Answer a question of the agent, in words or with the number of a choice. The first answer holds.',
      options: SESSION_OPTIONS,
      examples: [
        'answer --name my-session QUE-1 "Use port 8080"',
        'answer --name my-session QUE-1 2',
        'answer --name my-session QUE-1 - < decision.md',
      ],
      run: async (input) => {
        const [id, given] = input.positionals;
        if (id === undefined) {
          throw new InputError('no question is named', { remedy: 'give its id, such as QUE-1' });
        }
        const text = given === undefined || given === '-' ? await readInput() : given;
        if (text === undefined) {
          throw new InputError('no answer is given', { remedy: 'write it after the id or pipe it in' });
        }
        return answer({ ...sessionRequest(input), id, answer: text });
      },
    },
  ];
}
