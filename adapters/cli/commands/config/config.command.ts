// `iteratr config`: shows the merged configuration.
import { booleanOption, type CommandDefinition } from '../../command.ts';
import { type ConfigFlags, configFlags, JSON_OPTION, TRUST_OPTION } from '../../config-options.ts';

export interface ConfigRequest {
  readonly json: boolean;
  readonly config: ConfigFlags;
}

/** Defines the command. `show` prints the configuration and returns the exit code. */
export function configCommand(show: (request: ConfigRequest) => Promise<number>): CommandDefinition {
  return {
    name: 'config',
    description: 'Show every configuration value and where it comes from.',
    options: [JSON_OPTION, TRUST_OPTION],
    examples: ['config', 'config --json'],
    run: (input) => show({ json: booleanOption(input, 'json') ?? false, config: configFlags(input, []) }),
  };
}
