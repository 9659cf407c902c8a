// `iteratr tool …`: one shell command for each of the agent's tools.

import { InputError } from '../../../../application/errors.ts';
import { TOOLS } from '../../../../application/tools/run-tool.ts';
import type { Tool, ToolInput, ToolParameter } from '../../../../application/tools/tool.ts';
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
import { MAX_INPUT_BYTES } from '../../console.ts';

export interface ToolRequest {
  readonly tool: string;
  /** undefined: not given. */
  readonly session: string | undefined;
  readonly input: ToolInput;
  readonly json: boolean;
  readonly config: ConfigFlags;
}

/**
 * Defines the commands. `run` runs the tool, prints its result and returns the exit code. `readInput` resolves with all of
 * stdin, undefined if it is a terminal.
 */
export function toolCommands(
  run: (request: ToolRequest) => Promise<number>,
  readInput: () => Promise<string | undefined>,
): CommandDefinition[] {
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
        input: await toolInput(tool, input, readInput),
        json: booleanOption(input, 'json') ?? false,
        config: configFlags(input, ['data-dir']),
      }),
  }));
}

function optionOf({ name, description, required, kind, long, values }: ToolParameter): OptionDefinition {
  const value = values?.map(String) ?? VALUE_KINDS[name];
  const remarks = [
    ...(required ? ['required'] : []),
    ...(long ? [kind === 'json' ? '- reads stdin, @path a file' : '- reads stdin'] : []),
  ];
  return {
    flags: `--${flagOf(name)} <${name}>`,
    description: remarks.length === 0 ? description : `${description} (${remarks.join('; ')})`,
    ...(value && { value }),
  };
}

/** What parameters name. */
const VALUE_KINDS: Readonly<Record<string, ValueKind>> = { id: 'task', depends_on: 'tasks', files: 'file' };

async function toolInput(
  tool: Tool,
  input: CommandInput,
  readInput: () => Promise<string | undefined>,
): Promise<ToolInput> {
  if (input.positionals.length > 0) {
    throw new InputError(`"${input.positionals[0]}" is an unexpected argument`, {
      remedy: 'give every value with its flag, such as --content "…"',
    });
  }
  const values: Record<string, unknown> = {};
  for (const parameter of tool.parameters) {
    const { name, required, description } = parameter;
    const value = textOption(input, flagOf(name));
    if (value === undefined && required) throw new InputError(`--${flagOf(name)} is missing: ${description}`);
    if (value !== undefined) values[name] = await longValue(parameter, value, readInput);
  }
  return values;
}

/** Returns the value that is given, or what stdin or the file that is named contains: a command line cannot be long. */
async function longValue(
  { name, kind, long }: ToolParameter,
  value: string,
  readInput: () => Promise<string | undefined>,
): Promise<string> {
  if (!long) return value;
  const flag = `--${flagOf(name)}`;
  if (value === '-') {
    const text = await readInput();
    if (text === undefined)
      throw new InputError(`${flag} - reads stdin, which is a terminal`, { remedy: 'pipe it in' });
    return text;
  }
  // Text may begin with @; JSON cannot.
  if (kind !== 'json' || !value.startsWith('@')) return value;
  const path = value.slice(1);
  const { readGivenFile } = await import('../../../data-dir/given-file.ts');
  try {
    return (await readGivenFile(path, { bytes: MAX_INPUT_BYTES })).toString('utf8');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reason = code ?? message;
    throw new InputError(`the file "${path}" of ${flag} cannot be read (${reason})`, { cause });
  }
}

function flagOf(parameter: string): string {
  return parameter.replaceAll('_', '-');
}
