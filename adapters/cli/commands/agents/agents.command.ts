// `iteratr agents`: lists the agents that iteratr knows.
import { booleanOption, type CommandDefinition } from '../../command.ts';
import { type ConfigFlags, configFlags, JSON_OPTION, TRUST_OPTION } from '../../config-options.ts';

export interface AgentsRequest {
  readonly json: boolean;
  readonly config: ConfigFlags;
}

/** Defines the command. `list` prints the agents and returns the exit code. */
export function agentsCommand(list: (request: AgentsRequest) => Promise<number>): CommandDefinition {
  return {
    name: 'agents',
    group: 'Get started',
    description: 'List the agents to choose from: what is installed, and what each one needs.',
    options: [JSON_OPTION, TRUST_OPTION],
    examples: ['agents', 'agents --json | jq -r ".[] | select(.path) | .name"'],
    run: (input) => list({ json: booleanOption(input, 'json') ?? false, config: configFlags(input, []) }),
  };
}
