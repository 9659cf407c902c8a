// `iteratr doctor`: checks everything a build needs.
import { AGENT_NAMES } from '../../../../application/agents/agent-names.ts';
import { InputError } from '../../../../application/errors.ts';
import { booleanOption, type CommandDefinition, textOption } from '../../command.ts';
import { type ConfigFlags, configFlags, DATA_DIR_OPTION, TRUST_OPTION } from '../../config-options.ts';

export interface DoctorRequest {
  readonly json: boolean;
  readonly fix: boolean;
  readonly timeLimitMs: number;
  /** The agent to check instead of the configured one. */
  readonly agent: string | undefined;
  /** Whether to send a test notification. */
  readonly notify: boolean;
  readonly config: ConfigFlags;
}

/** Defines the command. `examine` runs the diagnostics, prints their findings and returns the exit code. */
export function doctorCommand(examine: (request: DoctorRequest) => Promise<number>): CommandDefinition {
  return {
    name: 'doctor',
    group: 'Get started',
    description: 'Check everything a build needs, and say how to fix what is missing.',
    options: [
      { flags: '--fix', description: 'remove stale files and processes of dead builds' },
      { flags: '--timeout <seconds>', description: 'how long the agent may take to answer (default 30)' },
      {
        flags: '--agent <agent>',
        description: 'agent to check instead of the configured one',
        value: AGENT_NAMES,
      },
      { flags: '--notify', description: 'send a test notification' },
      DATA_DIR_OPTION,
      TRUST_OPTION,
      { flags: '--json', description: 'print JSON' },
    ],
    examples: ['doctor', 'doctor --fix', 'doctor --notify', 'doctor --json | jq .ok'],
    run: async (input) => {
      const seconds = textOption(input, 'timeout') ?? '30';
      if (!/^[1-9]\d{0,4}$/.test(seconds)) {
        throw new InputError(`--timeout "${seconds}" is not a number of seconds`, {
          remedy: 'use a whole number from 1 to 99999',
        });
      }
      return examine({
        json: booleanOption(input, 'json') ?? false,
        fix: booleanOption(input, 'fix') ?? false,
        timeLimitMs: Number(seconds) * 1_000,
        agent: textOption(input, 'agent'),
        notify: booleanOption(input, 'notify') ?? false,
        config: configFlags(input, ['data-dir']),
      });
    },
  };
}
