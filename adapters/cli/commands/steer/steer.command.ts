// `iteratr message`, `accept`, `pause` and `resume`: steer a session from another terminal.
import { InputError } from '../../../../application/errors.ts';
import type { SessionCommand } from '../../../../domain/session/session.decider.ts';
import { parseTaskId } from '../../../../domain/task/task.ts';
import { isWorkerName, type WorkerName } from '../../../../domain/worker/worker.ts';
import { booleanOption, type CommandDefinition, type CommandInput, textOption } from '../../command.ts';
import { SESSION_OPTIONS, type SessionRequest, sessionRequest } from '../../config-options.ts';

const WORKER_OPTION = {
  flags: '--worker <name>',
  description: 'only this one of several workers, such as w2',
} as const;

export interface SteerRequest extends SessionRequest {
  readonly command: SessionCommand;
}

/** Returns the worker that is named, undefined for all. Throws `InputError` for what is no name. */
function worker(input: CommandInput): WorkerName | undefined {
  const name = textOption(input, 'worker');
  if (name === undefined || isWorkerName(name)) return name;
  throw new InputError(`"${name}" is not the name of a worker`, {
    remedy: 'names look like w2; `iteratr workers` lists them',
  });
}

/**
 * Defines the commands. `steer` records the request and returns the exit code. `readInput` resolves with all of stdin,
 * undefined if it is a terminal.
 */
export function steerCommands(
  steer: (request: SteerRequest) => Promise<number>,
  readInput: () => Promise<string | undefined>,
): CommandDefinition[] {
  const run = (input: CommandInput, command: SessionCommand): Promise<number> =>
    steer({ ...sessionRequest(input), command });
  return [
    {
      name: 'message',
      group: 'Watch and steer',
      positionals: '[text]',
      description: 'Send a message to the agent, which reads it after its current turn.',
      options: [
        ...SESSION_OPTIONS,
        { flags: '--now', description: 'cancel the current turn and deliver the message immediately' },
        WORKER_OPTION,
      ],
      examples: [
        'message --name my-session "Use the existing date helpers"',
        'message --name my-session --now "Stop, wrong branch"',
        'message --name my-session --worker w2 "Leave the tests to me"',
        'message --name my-session < review.md',
      ],
      run: async (input) => {
        const text = input.positionals[0] ?? (await readInput());
        if (text === undefined)
          throw new InputError('no message is given', { remedy: 'write it after the command or pipe it in' });
        return run(input, {
          type: 'SendMessage',
          text,
          now: booleanOption(input, 'now') ?? false,
          to: worker(input),
        });
      },
    },
    {
      name: 'accept',
      group: 'Watch and steer',
      positionals: '[task]',
      positionalValues: ['task'],
      description: 'Accept a completed task as done, whatever its checks say, or changes of protected files.',
      options: [
        ...SESSION_OPTIONS,
        {
          flags: '--protected',
          description:
            'accept all protected files as iteratr last found them; `sessions log` shows the changes',
        },
      ],
      examples: ['accept TAS-3', 'accept 3 --name my-session', 'accept --protected'],
      run: async (input) => {
        const id = input.positionals[0];
        const isForFiles = booleanOption(input, 'protected') ?? false;
        if (isForFiles && id !== undefined) {
          throw new InputError('a task and --protected are given', { remedy: 'accept one after the other' });
        }
        if (isForFiles) return run(input, { type: 'AcceptFoundChanges' });
        if (id === undefined) {
          throw new InputError('no task is given', {
            remedy: 'write its id, such as TAS-3, or --protected for files',
          });
        }
        return run(input, { type: 'AcceptTask', id: parseTaskId(id) });
      },
    },
    {
      name: 'pause',
      group: 'Watch and steer',
      description: 'Pause the run after its current iteration.',
      options: [...SESSION_OPTIONS, WORKER_OPTION],
      examples: ['pause --name my-session', 'pause --name my-session --worker w2'],
      run: (input) => run(input, { type: 'RequestPause', worker: worker(input) }),
    },
    {
      name: 'resume',
      group: 'Watch and steer',
      description: 'Resume a run that is paused, or that waits after a failure or for the model provider.',
      options: [...SESSION_OPTIONS, WORKER_OPTION],
      examples: ['resume --name my-session', 'resume --name my-session --worker w2'],
      run: (input) => run(input, { type: 'RequestResume', worker: worker(input) }),
    },
  ];
}
