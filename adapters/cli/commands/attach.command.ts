// `iteratr attach`: the dashboard on a session that another process runs, or that is finished.
import { type CommandDefinition, textOption } from '../command.ts';
import { type ConfigFlags, configFlags, DATA_DIR_OPTION } from './config-options.ts';

/** `attach` returns the exit code when the user has left. */
export function attachCommand(
  attach: (session: string | undefined, config: ConfigFlags) => Promise<number>,
): CommandDefinition {
  return {
    name: 'attach',
    description: 'Open the dashboard on a session that runs elsewhere, or to read a finished one.',
    options: [
      { flags: '-n, --name <session>', description: 'session (default: $ITERATR_SESSION)' },
      DATA_DIR_OPTION,
    ],
    examples: ['attach --name my-session'],
    run: (input) => attach(textOption(input, 'name'), configFlags(input, ['data-dir'])),
  };
}
