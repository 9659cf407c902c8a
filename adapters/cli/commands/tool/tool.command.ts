// `iteratr tool …`: one shell command for each of the agent's tools.
import { InputError } from '../../../../application/errors.ts';
import { TOOLS } from '../../../../application/tools/run-tool.ts';
import type { Tool, ToolInput } from '../../../../application/tools/tool.ts';
import {
  booleanOption,
  type CommandDefinition,
  type CommandInput,
  type OptionDefinition,
  textOption,
  type ValueKind,
} from '../../command.ts';
import {
  type ConfigFlags,
  configFlags,
  DATA_DIR_OPTION,
  SESSION_OPTION,
  TRUST_OPTION,
} from '../../config-options.ts';

export interface ToolRequest {
  readonly tool: string;
  /** undefined: not given. */
  readonly session: string | undefined;
  readonly input: ToolInput;
  readonly json: boolean;
  readonly config: ConfigFlags;
}

/** Defines the commands. `run` runs the tool, prints its result and returns the exit code. */
export function toolCommands(run: (request: ToolRequest) => Promise<number>): CommandDefinition[] {
  return TOOLS.map((tool) => ({
    name: `tool ${tool.name}`,
    group: 'For the agent',
    description: tool.description,
    options: [
      SESSION_OPTION,
      ...tool.parameters.map(optionOf),
      { flags: '--json', description: 'print the result as JSON' },
      DATA_DIR_OPTION,
      TRUST_OPTION,
    ],
    examples: [`tool ${tool.name} --name my-session ${tool.example}`.trim()],
    run: async (input) =>
      run({
        tool: tool.name,
        session: textOption(input, 'name'),
        input: toolInput(tool, input),
        json: booleanOption(input, 'json') ?? false,
        config: configFlags(input, ['data-dir']),
      }),
  }));
}

function optionOf({ name, description, required, values }: Tool['parameters'][number]): OptionDefinition {
  const value = values?.map(String) ?? TASK_VALUES[name];
  return {
    flags: `--${flagOf(name)} <${name}>`,
    description: required ? `${description} (required)` : description,
    ...(value && { value }),
  };
}

/** The parameters that name tasks. */
const TASK_VALUES: Readonly<Record<string, ValueKind>> = { id: 'task', depends_on: 'tasks' };

function toolInput(tool: Tool, input: CommandInput): ToolInput {
  if (input.positionals.length > 0) {
    throw new InputError(`"${input.positionals[0]}" is an unexpected argument`, {
      remedy: 'give every value with its flag, such as --content "…"',
    });
  }
  return Object.fromEntries(
    tool.parameters.flatMap(({ name, required, description }) => {
      const value = input.options[flagOf(name)];
      if (value === undefined && required)
        throw new InputError(`--${flagOf(name)} is missing: ${description}`);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function flagOf(parameter: string): string {
  return parameter.replaceAll('_', '-');
}
