// Fills iteratr's placeholders into a hook's command, so that their values never become part of the shell script.
import { Liquid, LiquidError, type Template } from 'liquidjs';
import { InputError } from '../../application/errors.ts';
import { environmentValue } from './environment-value.ts';
import { fillPlaces, mark, type Placement } from './shell-scanner.ts';
import { calculatesAnywhere, runsInCalculation } from './value-use.ts';

const HOOK_VARIABLES = ['session', 'iteration', 'task_id', 'task_content', 'error'] as const;
/** The values of the placeholders; '' for those that do not apply. */
export type HookValues = Readonly<Record<(typeof HOOK_VARIABLES)[number], string | number>>;

export interface FilledCommand {
  /** The script for `sh -c`, which does not depend on the values. */
  readonly script: string;
  /** The environment variables the script refers to. */
  readonly variables: Readonly<Record<string, string>>;
}

interface Placeholder {
  readonly source: string;
  readonly variable: string;
  readonly template: Template[];
  /** Whether it is used in an arithmetic expression, where some shells execute text. */
  numeric: boolean;
}

/** Matches `{{ session }}`, with or without filters. Any other `{{…}}` is part of the command. */
const OURS = new RegExp(
  `\\{\\{-?\\s*(?:${HOOK_VARIABLES.join('|')})\\s*(?:\\|(?:"[^"]*"|'[^']*'|(?!\\}\\})[^"'])*)?-?\\}\\}`,
  'g',
);

/** The other values are numbers and names, which are harmless in a script. */
const FREE_TEXT = /\b(?:task_content|error)\b/;

const SAMPLE: HookValues = { session: 's', iteration: 1, task_id: 'TAS-1', task_content: 't', error: 'e' };
const NOTHING: HookValues = { session: 's', iteration: '', task_id: '', task_content: '', error: '' };

const ENGINE = new Liquid({
  strictVariables: true,
  strictFilters: true,
  ownPropertyOnly: true,
  // Filters can make long texts of short ones. Milliseconds, and characters or items that are made.
  renderLimit: 5_000,
  memoryLimit: 10_000_000,
});

export class HookCommand {
  readonly #script: string;
  readonly #calculates: boolean;
  readonly #placeholders = new Map<string, Placeholder>();

  /** Throws `InputError` for an invalid placeholder: an unknown filter, or a place where the shell expands nothing. */
  constructor(readonly source: string) {
    if (source.trim() === '') throw new InputError('is empty, expected a shell command');
    if (source.includes('\0')) throw new InputError('contains a NUL character, which is not allowed');
    const found: Placeholder[] = [];
    const marked = source.replaceAll(OURS, (text) => mark(found.push(this.#placeholder(text)) - 1));
    this.#script = fillPlaces(marked, (index, placement, use) => {
      const placeholder = found[index] as Placeholder;
      if (use === 'script' && FREE_TEXT.test(placeholder.source)) throw runsValue(placeholder.source);
      if (use === 'number') placeholder.numeric = true;
      return reference(placeholder, placement);
    });
    this.#calculates = calculatesAnywhere(source);
  }

  /** Returns the command with the values. Throws `InputError` when a value does not fit its place. */
  fill(values: HookValues): FilledCommand {
    const variables: Record<string, string> = {};
    for (const { source, variable, template, numeric } of this.#placeholders.values()) {
      const value = environmentValue(rendered(source, template, values));
      if (numeric && !/^\s*-?\d*\s*$/.test(value)) {
        throw new InputError(`${source} is used in a shell calculation but is not a whole number`);
      }
      if (this.#calculates && runsInCalculation(value)) {
        throw new InputError(`${source} contains a command in brackets, which a calculation could run`);
      }
      variables[variable] = value;
    }
    return { script: this.#script, variables };
  }

  /** Returns the placeholder for a text; the same text always gets the same variable. */
  #placeholder(source: string): Placeholder {
    const known = this.#placeholders.get(source);
    if (known) return known;
    if (source.startsWith('{{-') || source.endsWith('-}}')) {
      throw new InputError(`contains ${source}: spaces cannot be stripped in a command`, {
        remedy: 'remove the "-"',
      });
    }
    const template = parsed(source);
    for (const values of [SAMPLE, NOTHING]) rendered(source, template, values);
    const variable = `ITERATR_HOOK_${this.#placeholders.size + 1}`;
    const placeholder = { source, variable, template, numeric: false };
    this.#placeholders.set(source, placeholder);
    return placeholder;
  }
}

/** Returns the shell text that replaces a placeholder; the shell expands it to the value once and does not parse the value. */
function reference(placeholder: Placeholder, placement: Placement): string {
  const { source, variable } = placeholder;
  switch (placement) {
    case 'word':
      return `"\${${variable}}"`;
    case 'single':
      return `'"\${${variable}}"'`;
    case 'double':
      return `\${${variable}}`;
    case 'number':
      placeholder.numeric = true;
      return `\${${variable}}`;
    case 'verbatim':
      throw new InputError(
        `contains ${source} in a here-document with a quoted end word, where nothing is replaced`,
        { remedy: 'remove the quotes' },
      );
    default:
      return placement satisfies never;
  }
}

function runsValue(source: string): InputError {
  return new InputError(`contains ${source} in a script, which would run it`, {
    remedy: `pass it as an argument, such as sh -c 'echo "$1"' sh ${source}`,
  });
}

function parsed(source: string): Template[] {
  try {
    return ENGINE.parse(source);
  } catch (error) {
    throw broken(source, error);
  }
}

function rendered(source: string, template: Template[], values: HookValues): string {
  try {
    return String(ENGINE.renderSync(template, values));
  } catch (error) {
    throw broken(source, error);
  }
}

/** Turns an error of the template engine into `InputError`. Returns other errors unchanged, because they are bugs. */
function broken(source: string, error: unknown): unknown {
  if (!(error instanceof LiquidError)) return error;
  const what = (error.originalError?.message ?? error.message).replace(/, line:\d+, col:\d+$/, '');
  return new InputError(`contains ${source}: ${what}`, { cause: error });
}
