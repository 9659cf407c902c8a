// `iteratr setup`: asks for agent, model and auto-commit, and writes the configuration file.
import { AGENT_NAMES } from '../../../../application/agents/agent-names.ts';
import { booleanOption, type CommandDefinition, textOption } from '../../command.ts';
import { type ConfigFlags, configFlags, TRUST_OPTION } from '../../config-options.ts';

export interface SetupRequest {
  /** Writes the project's file instead of the user's. */
  readonly project: boolean;
  readonly force: boolean;
  /** undefined: ask the user. */
  readonly agent: string | undefined;
  /** undefined: ask the user. */
  readonly model: string | undefined;
  /** undefined: ask the user. */
  readonly autoCommit: boolean | undefined;
  readonly config: ConfigFlags;
}

/** Defines the command. `setUp` asks for what is not given, writes the file and returns the exit code. */
export function setupCommand(setUp: (request: SetupRequest) => Promise<number>): CommandDefinition {
  return {
    name: 'setup',
    group: 'Get started',
    description: 'Write the configuration file. In a terminal, setup asks for agent, model and auto-commit.',
    options: [
      { flags: '-p, --project', description: 'write the iteratr.yml of this project instead of yours' },
      { flags: '-f, --force', description: 'overwrite the file if it exists; valid values in it are kept' },
      {
        flags: '-a, --agent <agent>',
        description: 'agent to use: a name or a command line',
        value: AGENT_NAMES,
      },
      { flags: '-m, --model <model>', description: 'model to use, as the agent names it, or agent:model' },
      {
        flags: '--auto-commit',
        description: 'commit what each iteration changed (the default)',
        negatable: true,
      },
      TRUST_OPTION,
    ],
    examples: [
      'setup',
      'setup --project',
      'setup --agent claude --model opus',
      'setup --force --model anthropic/claude-sonnet-4-5 --no-auto-commit',
    ],
    run: (input) =>
      setUp({
        project: booleanOption(input, 'project') ?? false,
        force: booleanOption(input, 'force') ?? false,
        agent: textOption(input, 'agent'),
        model: textOption(input, 'model'),
        autoCommit: booleanOption(input, 'auto-commit'),
        config: configFlags(input, []),
      }),
  };
}
