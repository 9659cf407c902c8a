// Prompt templates in Liquid: read, parsed and tried out before an agent is started.
import { readFile } from 'node:fs/promises';
import { Liquid, LiquidError, type Template } from 'liquidjs';
import { ApplicationError } from '../../application/errors.ts';
import type { PromptTemplate, PromptVariables } from '../../application/ports/prompt-template.port.ts';
import { DEFAULT_TEMPLATE } from './default-template.ts';

/** The variables of a later iteration and those of the first one, in which much is still empty. */
const SAMPLES: readonly PromptVariables[] = [
  {
    session: 'session',
    iteration: 2,
    spec: 'spec',
    notes: 'notes',
    tasks: 'tasks',
    history: 'history',
    extra: 'extra',
    port: 4222,
    binary: 'iteratr',
  },
  {
    session: 'session',
    iteration: 1,
    spec: '',
    notes: '',
    tasks: '',
    history: '',
    extra: '',
    port: 4222,
    binary: 'iteratr',
  },
];

const VARIABLES = Object.keys(SAMPLES[0] ?? {});

/**
 * Reads and checks a template file, or takes the default template for null. Throws `ApplicationError`
 * `TEMPLATE.UNREADABLE` naming the path, or `TEMPLATE.BROKEN` naming file, line and column: also for an unknown variable
 * in a part of the template that is seldom rendered.
 */
export async function loadPromptTemplate(path: string | null): Promise<PromptTemplate> {
  return parsePromptTemplate(await readTemplate(path), path);
}

/** As `loadPromptTemplate`, of a text that is known already; `path` is what errors call it. */
export async function parsePromptTemplate(text: string, path: string | null): Promise<PromptTemplate> {
  const template = new LiquidPromptTemplate(text, path ?? 'default template');
  for (const sample of SAMPLES) await template.render(sample);
  return template;
}

class LiquidPromptTemplate implements PromptTemplate {
  readonly #engine = createEngine();
  readonly #parsed: Template[];

  constructor(
    text: string,
    private readonly name: string,
  ) {
    try {
      this.#parsed = this.#engine.parse(text);
    } catch (error) {
      throw this.#broken(error);
    }
    this.#refuseUnknownVariables();
  }

  async render(variables: PromptVariables): Promise<string> {
    try {
      return String(await this.#engine.render(this.#parsed, variables));
    } catch (error) {
      throw this.#broken(error);
    }
  }

  #refuseUnknownVariables(): void {
    const { globals } = this.#engine.analyzeSync(this.#parsed, { partials: false });
    for (const [name, [use]] of Object.entries(globals)) {
      if (!use || VARIABLES.includes(name)) continue;
      throw this.#brokenAt(use.location.row, use.location.col, `undefined variable: ${name}`);
    }
  }

  /** The engine's own errors have a place; anything else is a bug and stays what it is. */
  #broken(error: unknown): unknown {
    if (!(error instanceof LiquidError)) return error;
    const [line = 1, column = 1] = error.token.getPosition();
    const what = (error.originalError?.message ?? error.message).replace(/, line:\d+, col:\d+$/, '');
    return this.#brokenAt(line, column, what, error);
  }

  #brokenAt(line: number, column: number, what: string, cause?: unknown): ApplicationError {
    const problem = `${this.name}:${line}:${column}: ${what}`.replaceAll(/[\r\n]+/g, ' ');
    const remedy = `the variables are ${VARIABLES.join(', ')}; put {% raw %}…{% endraw %} around braces that are meant as text`;
    return new ApplicationError('TEMPLATE.BROKEN', problem, { cause, remedy });
  }
}

function createEngine(): Liquid {
  // jsTruthy: an empty text counts as false, so that {% if notes %} asks what it seems to ask
  const engine = new Liquid({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    jsTruthy: true,
  });
  // a template is one file: these would read others
  for (const tag of ['include', 'render', 'layout', 'block']) delete engine.tags[tag];
  return engine;
}

/** The text of a template, the default one for null. Throws `TEMPLATE.UNREADABLE`. */
export async function readTemplate(path: string | null): Promise<string> {
  if (path === null) return DEFAULT_TEMPLATE;
  const hint = '`iteratr gen-template` writes one to start from';
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (cause) {
    const message = `the prompt template ${path} ${reason(cause)}: ${hint}`;
    throw new ApplicationError('TEMPLATE.UNREADABLE', message, { cause });
  }
}

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
      return 'does not exist';
    case 'EISDIR':
      return 'is a directory';
    case 'EACCES':
      return 'cannot be read without permission';
    case 'ERR_ENCODING_INVALID_ENCODED_DATA':
      return 'is not a text in UTF-8';
    default:
      return `cannot be read (${message})`;
  }
}
