// A hook's command with variables of iteratr in it. Their values never become part of the shell's text.
import { Liquid, LiquidError, type Template } from 'liquidjs';
import { InputError } from '../../application/errors.ts';
import { environmentValue } from './environment-value.ts';
import { fillPlaces, mark, type Placement } from './shell-scanner.ts';

const HOOK_VARIABLES = ['session', 'iteration', 'task_id', 'task_content', 'error'] as const;
/** '' for what does not apply. */
export type HookValues = Readonly<Record<(typeof HOOK_VARIABLES)[number], string | number>>;

export interface FilledCommand {
  /** For `sh -c`; the same whatever the values are. */
  readonly script: string;
  /** The environment variables the script refers to. */
  readonly variables: Readonly<Record<string, string>>;
}

interface Placeholder {
  readonly source: string;
  readonly variable: string;
  readonly template: Template[];
  /** Whether it stands where a shell calculates: some run a text that they find there. */
  numeric: boolean;
}

/** `{{ session }}`, with filters or without. Any other `{{…}}` belongs to somebody else. */
const OURS = new RegExp(
  `\\{\\{-?\\s*(?:${HOOK_VARIABLES.join('|')})\\s*(?:\\|(?:"[^"]*"|'[^']*'|(?!\\}\\})[^"'])*)?-?\\}\\}`,
  'g',
);

const SAMPLE: HookValues = { session: 's', iteration: 1, task_id: 'TAS-1', task_content: 't', error: 'e' };
const NOTHING: HookValues = { session: 's', iteration: '', task_id: '', task_content: '', error: '' };

const ENGINE = new Liquid({ strictVariables: true, strictFilters: true, ownPropertyOnly: true });

export class HookCommand {
  readonly #script: string;
  readonly #placeholders = new Map<string, Placeholder>();

  /** Throws `InputError` for a placeholder that cannot work: an unknown filter, a place where nothing is expanded. */
  constructor(readonly source: string) {
    if (source.trim() === '') throw new InputError('is empty, a shell command is expected');
    if (source.includes('\0')) throw new InputError('holds a NUL character, which no command can');
    const found: Placeholder[] = [];
    const marked = source.replaceAll(OURS, (text) => mark(found.push(this.#placeholder(text)) - 1));
    this.#script = fillPlaces(marked, (index, placement) =>
      reference(found[index] as Placeholder, placement),
    );
  }

  /** Throws `InputError` when a value does not fit its place. */
  fill(values: HookValues): FilledCommand {
    const variables: Record<string, string> = {};
    for (const { source, variable, template, numeric } of this.#placeholders.values()) {
      const value = environmentValue(rendered(source, template, values));
      if (numeric && !/^\s*-?\d*\s*$/.test(value)) {
        throw new InputError(`${source} stands in a calculation of the shell and is no whole number`);
      }
      variables[variable] = value;
    }
    return { script: this.#script, variables };
  }

  /** The same text twice is one variable. */
  #placeholder(source: string): Placeholder {
    const known = this.#placeholders.get(source);
    if (known) return known;
    if (source.startsWith('{{-') || source.endsWith('-}}')) {
      throw new InputError(`holds ${source}: spaces cannot be stripped in a command, leave out the "-"`);
    }
    const template = parsed(source);
    for (const values of [SAMPLE, NOTHING]) rendered(source, template, values);
    const variable = `ITERATR_HOOK_${this.#placeholders.size + 1}`;
    const placeholder = { source, variable, template, numeric: false };
    this.#placeholders.set(source, placeholder);
    return placeholder;
  }
}

/** What the shell reads in its place: it is replaced by the value, once, and the value is not looked at again. */
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
        `holds ${source} in a here-document whose end word is quoted, where nothing is replaced: take the quotes away`,
      );
    default:
      return placement satisfies never;
  }
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

/** The engine's own errors are mistakes in the placeholder; anything else is a bug and stays what it is. */
function broken(source: string, error: unknown): unknown {
  if (!(error instanceof LiquidError)) return error;
  const what = (error.originalError?.message ?? error.message).replace(/, line:\d+, col:\d+$/, '');
  return new InputError(`holds ${source}: ${what}`, { cause: error });
}
