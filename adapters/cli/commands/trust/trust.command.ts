// `iteratr trust`: gives or revokes consent to what the files in a folder make the program do.
import { InputError } from '../../../../application/errors.ts';
import { booleanOption, type CommandDefinition } from '../../command.ts';
import { JSON_OPTION } from '../../config-options.ts';

export interface TrustRequest {
  readonly action: 'give' | 'revoke' | 'list';
  readonly json: boolean;
}

/** Defines the command. `trust` runs the action, prints the result and returns the exit code. */
export function trustCommand(trust: (request: TrustRequest) => Promise<number>): CommandDefinition {
  return {
    name: 'trust',
    group: 'Get started',
    description:
      "Trust this folder's iteratr.yml and .iteratr.hooks.yml to run programs and reach other places.",
    options: [
      { flags: '--revoke', description: 'no longer trust this folder' },
      { flags: '--list', description: 'list the trusted folders' },
      JSON_OPTION,
    ],
    examples: ['trust', 'trust --revoke', 'trust --list --json'],
    run: async (input) => {
      const revoke = booleanOption(input, 'revoke') ?? false;
      const list = booleanOption(input, 'list') ?? false;
      if (revoke && list)
        throw new InputError('--revoke and --list cannot be combined', { remedy: 'use one of them' });
      return trust({
        action: revoke ? 'revoke' : list ? 'list' : 'give',
        json: booleanOption(input, 'json') ?? false,
      });
    },
  };
}
