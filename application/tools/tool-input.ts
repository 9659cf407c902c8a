// Reading the arguments of a tool call: the same from a JSON object and from shell flags.
import { InputError } from '../errors.ts';
import type { ToolDefinition, ToolInput } from './tool.ts';

/** Throws `InputError` at the first argument the tool does not have or lacks, or whose value is of the wrong kind. */
export function checkInput(tool: ToolDefinition, input: ToolInput): void {
  const names = tool.parameters.map((parameter) => parameter.name);
  for (const name of Object.keys(input)) {
    if (!names.includes(name)) {
      const known = names.length === 0 ? 'it takes none' : `it takes ${names.join(', ')}`;
      throw new InputError(`${tool.name} has no parameter "${name}": ${known}`);
    }
  }
  for (const { name, required, description } of tool.parameters) {
    if (required && (input[name] === undefined || input[name] === null)) {
      throw new InputError(`${tool.name} needs "${name}": ${description}`);
    }
  }
}

/** Text, or undefined when the argument was not given. */
export function optionalText(input: ToolInput, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw new InputError(`"${name}" must be a text, not ${JSON.stringify(value)}`);
}

export function requiredText(input: ToolInput, name: string): string {
  const value = optionalText(input, name);
  if (value === undefined) throw new InputError(`"${name}" is missing`);
  return value;
}

/** An array of texts, or one text with commas. */
export function textList(input: ToolInput, name: string): string[] {
  const value = input[name];
  if (value === undefined || value === null) return [];
  const items = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [value];
  return items.map((item) => {
    if (typeof item !== 'string' && typeof item !== 'number') {
      throw new InputError(
        `"${name}" must be a list of ids such as TAS-1,TAS-2, not ${JSON.stringify(value)}`,
      );
    }
    return String(item).trim();
  });
}

/** An array of objects, given as such or as JSON text. `expected` says what is right. */
export function objectList(input: ToolInput, name: string, expected: string): Record<string, unknown>[] {
  const given = input[name];
  const value = typeof given === 'string' ? parsedJson(given, name, expected) : given;
  if (!Array.isArray(value)) throw new InputError(`"${name}" must be ${expected}`);
  if (value.length === 0) throw new InputError(`"${name}" is empty: give at least one`);
  return value.map((item, index) => {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) {
      throw new InputError(
        `item ${index + 1} of "${name}" is ${JSON.stringify(item)}: it must be ${expected}`,
      );
    }
    return item as Record<string, unknown>;
  });
}

function parsedJson(text: string, name: string, expected: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new InputError(`"${name}" is not valid JSON (${detail}): it must be ${expected}`, { cause });
  }
}
