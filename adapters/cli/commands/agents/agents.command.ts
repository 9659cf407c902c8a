// `iteratr agents`: lists the agents that iteratr knows.
import { AGENT_NAMES } from '../../../../application/agents/agent-names.ts';
import { booleanOption, type CommandDefinition } from '../../command.ts';
import { type ConfigFlags, configFlags, JSON_OPTION, TRUST_OPTION } from '../../config-options.ts';

export interface AgentsRequest {
  /** The agent to show all about; undefined to list all agents. */
  readonly name: string | undefined;
  readonly json: boolean;
  readonly config: ConfigFlags;
}

/** Defines the command. `list` prints the agents and returns the exit code. */
export function agentsCommand(list: (request: AgentsRequest) => Promise<number>): CommandDefinition {
  return {
    name: 'agents',
    positionals: '[name]',
    positionalValues: [AGENT_NAMES],
    group: 'Get started',
    description: 'List the agents to choose from, or show how to install one of them and to log in.',
    options: [JSON_OPTION, TRUST_OPTION],
    examples: ['agents', 'agents claude', 'agents --json | jq -r ".[] | select(.path) | .name"'],
    run: (input) =>
      list({
        name: input.positionals[0],
        json: booleanOption(input, 'json') ?? false,
        config: configFlags(input, []),
      }),
  };
}
