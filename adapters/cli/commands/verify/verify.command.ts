// `iteratr verify`: runs the checks of a session by hand.
import { parseTaskId, type TaskId } from '../../../../domain/task/task.ts';
import { booleanOption, type CommandDefinition, textOption } from '../../command.ts';
import { JSON_OPTION, SESSION_OPTIONS, type SessionRequest, sessionRequest } from '../../config-options.ts';

export interface VerifyRequest extends SessionRequest {
  /** The completed task to verify; undefined for the whole session. */
  readonly task: TaskId | undefined;
  readonly json: boolean;
}

/** Defines the command. `verify` returns the exit code. */
export function verifyCommand(verify: (request: VerifyRequest) => Promise<number>): CommandDefinition {
  return {
    name: 'verify',
    group: 'Look back',
    description: 'Run the checks of a session by hand; exits with 1 if one is not green.',
    options: [
      ...SESSION_OPTIONS,
      {
        flags: '--task <id>',
        description: 'run the checks for tasks, and verify this completed task if all are green',
        value: 'task',
      },
      JSON_OPTION,
    ],
    examples: ['verify --name my-session', 'verify --name my-session --task TAS-3'],
    run: async (input) => {
      const task = textOption(input, 'task');
      return verify({
        ...sessionRequest(input),
        task: task === undefined ? undefined : parseTaskId(task),
        json: booleanOption(input, 'json') ?? false,
      });
    },
  };
}
