// `iteratr sessions reset`, `delete` and `rename`: change a whole session.
import { InputError } from '../../../../application/errors.ts';
import { booleanOption, type CommandDefinition, type CommandInput, givenSession } from '../../command.ts';
import {
  type ConfigFlags,
  configFlags,
  DATA_DIR_OPTION,
  SESSION_OPTION,
  TRUST_OPTION,
} from '../../config-options.ts';

export interface RemoveRequest {
  readonly session: string | undefined;
  readonly how: 'reset' | 'delete';
  /** Skips the confirmation. */
  readonly yes: boolean;
  readonly config: ConfigFlags;
}

export interface RenameRequest {
  readonly from: string;
  readonly to: string;
  readonly config: ConfigFlags;
}

export interface RestoreRequest {
  /** undefined: list what can be restored. */
  readonly session: string | undefined;
  readonly config: ConfigFlags;
}

/** The actions behind the commands. Each returns the exit code. */
export interface ChangeActions {
  remove(request: RemoveRequest): Promise<number>;
  rename(request: RenameRequest): Promise<number>;
  restore(request: RestoreRequest): Promise<number>;
}

export function sessionsChangeCommands({ remove, rename, restore }: ChangeActions): CommandDefinition[] {
  return [
    removeCommand(
      'reset',
      'Reset a session: remove everything recorded. The next build starts at iteration 1.',
      remove,
    ),
    removeCommand('delete', 'Delete a session: its events, its transcripts, everything.', remove),
    {
      name: 'sessions rename',
      positionals: '[old] [new]',
      positionalValues: ['session'],
      description: 'Rename a session; everything recorded stays.',
      options: [DATA_DIR_OPTION, TRUST_OPTION],
      examples: ['sessions rename my-session login-page'],
      run: (input) => {
        const [from, to] = input.positionals;
        if (from === undefined || to === undefined) {
          throw new InputError('two names are needed', {
            remedy: 'use `iteratr sessions rename <old> <new>`',
          });
        }
        return rename({ from, to, config: configFlags(input, ['data-dir']) });
      },
    },
    {
      name: 'sessions restore',
      positionals: '[name]',
      description:
        'Restore a session from its backup after the data directory was lost; without a name, list what can be restored.',
      options: [SESSION_OPTION, DATA_DIR_OPTION, TRUST_OPTION],
      examples: ['sessions restore', 'sessions restore my-session'],
      run: (input) => restore({ session: givenSession(input), config: configFlags(input, ['data-dir']) }),
    },
  ];
}

function removeCommand(
  how: RemoveRequest['how'],
  description: string,
  remove: ChangeActions['remove'],
): CommandDefinition {
  return {
    name: `sessions ${how}`,
    positionals: '[name]',
    positionalValues: ['session'],
    description,
    options: [
      SESSION_OPTION,
      { flags: '-y, --yes', description: 'do not ask for confirmation; required without a terminal' },
      DATA_DIR_OPTION,
      TRUST_OPTION,
    ],
    examples: [`sessions ${how} my-session`, `sessions ${how} my-session --yes`],
    run: (input: CommandInput) =>
      remove({
        session: givenSession(input),
        how,
        yes: booleanOption(input, 'yes') ?? false,
        config: configFlags(input, ['data-dir']),
      }),
  };
}
