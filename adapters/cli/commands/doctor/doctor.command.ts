// `iteratr doctor`: whether everything is there that a build needs.
import { InputError } from '../../../../application/errors.ts';
import { booleanOption, type CommandDefinition, textOption } from '../../command.ts';
import { type ConfigFlags, configFlags, DATA_DIR_OPTION, TRUST_OPTION } from '../../config-options.ts';

export interface DoctorRequest {
  readonly json: boolean;
  readonly fix: boolean;
  readonly timeLimitMs: number;
  readonly config: ConfigFlags;
}

/** `examine` runs the checks, prints what they found and returns the exit code. */
export function doctorCommand(examine: (request: DoctorRequest) => Promise<number>): CommandDefinition {
  return {
    name: 'doctor',
    group: 'Begin',
    description: 'Check everything a build needs, and say how to fix what is missing.',
    options: [
      { flags: '--fix', description: 'remove stale files and processes of dead builds' },
      { flags: '--timeout <seconds>', description: 'how long the agent may take to answer (default 30)' },
      DATA_DIR_OPTION,
      TRUST_OPTION,
      { flags: '--json', description: 'print JSON' },
    ],
    examples: ['doctor', 'doctor --fix', 'doctor --json | jq .ok'],
    run: async (input) => {
      const seconds = textOption(input, 'timeout') ?? '30';
      if (!/^[1-9]\d{0,4}$/.test(seconds)) {
        throw new InputError(`--timeout "${seconds}" is not a whole number of seconds from 1`);
      }
      return examine({
        json: booleanOption(input, 'json') ?? false,
        fix: booleanOption(input, 'fix') ?? false,
        timeLimitMs: Number(seconds) * 1_000,
        config: configFlags(input, ['data-dir']),
      });
    },
  };
}
