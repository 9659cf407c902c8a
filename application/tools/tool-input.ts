// Checks and reads the arguments of a tool call, whether they come from a JSON object or from shell flags.
import { parseJson } from '../codec/parse-json.ts';
import { InputError } from '../errors.ts';
import { plainLine } from '../wording/plain-text.ts';
import type { ToolDefinition, ToolInput } from './tool.ts';

/** Throws `InputError` for the first argument that is unknown, or is required and missing. Does not check values. */
export function checkInput(tool: ToolDefinition, input: ToolInput): void {
  const names = tool.parameters.map((parameter) => parameter.name);
  for (const name of Object.keys(input)) {
    if (!names.includes(name)) {
      const remedy = names.length === 0 ? 'give no parameters' : `use only ${names.join(', ')}`;
      throw new InputError(`${tool.name} has no parameter "${name}"`, { remedy });
    }
  }
  for (const { name, required, description } of tool.parameters) {
    if (required && (input[name] === undefined || input[name] === null)) {
      throw new InputError(`${tool.name} needs "${name}": ${description}`);
    }
  }
}

/** Returns the argument as text, undefined if it is missing. Throws `InputError` unless it is a string or number. */
export function optionalText(input: ToolInput, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw new InputError(`"${name}" must be a string, not ${shown(value)}`);
}

/** Returns the argument as text. Throws `InputError` if it is missing, or neither a string nor a number. */
export function requiredText(input: ToolInput, name: string): string {
  const value = optionalText(input, name);
  if (value === undefined) throw new InputError(`"${name}" is missing`);
  return value;
}

/** Returns the items of an array or a comma-separated text, [] if the argument is missing. Throws `InputError`, with examples. */
export function textList(input: ToolInput, name: string, examples = 'ids such as TAS-1,TAS-2'): string[] {
  const value = input[name];
  if (value === undefined || value === null) return [];
  const items = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [value];
  return items.map((item) => {
    if (typeof item !== 'string' && typeof item !== 'number') {
      throw new InputError(`"${name}" must be a list of ${examples}, not ${shown(value)}`);
    }
    return String(item).trim();
  });
}

/** Returns the texts of an array, given as such or as JSON text, [] if the argument is missing. Throws `InputError`. */
export function textsOf(input: ToolInput, name: string): string[] {
  const given = input[name];
  if (given === undefined || given === null) return [];
  const expected = 'an array of texts such as ["yes", "no"]';
  const value = typeof given === 'string' ? parsedJson(given, name, expected) : given;
  if (!Array.isArray(value) || value.some((item) => typeof item !== 'string' && typeof item !== 'number')) {
    throw new InputError(`"${name}" must be ${expected}, not ${shown(value)}`);
  }
  return value.map(String);
}

/** Returns an array of objects, given as such or as JSON text. Throws `InputError`, which describes what is `expected`. */
export function objectList(input: ToolInput, name: string, expected: string): Record<string, unknown>[] {
  const given = input[name];
  const value = typeof given === 'string' ? parsedJson(given, name, expected) : given;
  if (!Array.isArray(value)) throw new InputError(`"${name}" must be ${expected}`);
  if (value.length === 0) throw new InputError(`"${name}" is empty`, { remedy: 'give at least one item' });
  return value.map((item, index) => {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) {
      throw new InputError(`item ${index + 1} of "${name}" is ${shown(item)}, not an object`, {
        remedy: `give ${expected}`,
      });
    }
    return item as Record<string, unknown>;
  });
}

/** Returns a wrong value for an error message, cut to a length that can be read. */
function shown(value: unknown): string {
  return plainLine(JSON.stringify(value), 200);
}

function parsedJson(text: string, name: string, expected: string): unknown {
  try {
    return parseJson(text);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new InputError(`"${name}" is not valid JSON (${detail})`, { cause, remedy: `give ${expected}` });
  }
}
