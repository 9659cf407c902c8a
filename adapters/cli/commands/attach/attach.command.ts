// `iteratr attach`: the dashboard on a session that another process runs, or that is finished.
import { type CommandDefinition, textOption } from '../../command.ts';
import {
  type ConfigFlags,
  configFlags,
  DATA_DIR_OPTION,
  SESSION_OPTION,
  TRUST_OPTION,
} from '../../config-options.ts';

export interface AttachRequest {
  /** undefined: not given. */
  readonly session: string | undefined;
  readonly config: ConfigFlags;
}

/** `attach` returns the exit code when the user has left. */
export function attachCommand(attach: (request: AttachRequest) => Promise<number>): CommandDefinition {
  return {
    name: 'attach',
    group: 'Watch and steer',
    description: 'Open the dashboard of a session that another process runs, or of a finished one.',
    options: [SESSION_OPTION, DATA_DIR_OPTION, TRUST_OPTION],
    examples: ['attach --name my-session'],
    run: (input) => attach({ session: textOption(input, 'name'), config: configFlags(input, ['data-dir']) }),
  };
}
