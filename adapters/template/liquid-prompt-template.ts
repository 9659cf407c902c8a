// Reads, parses and tests Liquid prompt templates before an agent is started.
import { Liquid, LiquidError, type Template } from 'liquidjs';
import { ApplicationError } from '../../application/errors.ts';
import type { PromptTemplate, PromptVariables } from '../../application/ports/prompt-template.port.ts';
import { plainLine } from '../../application/wording/plain-text.ts';
import { readGivenFile } from '../data-dir/given-file.ts';
import { DEFAULT_TEMPLATE } from './default-template.ts';
import { PLAN_TEMPLATE } from './plan-template.ts';

/** Sample variables of a later iteration, and of the first one, where many are still empty. */
const SAMPLES: readonly PromptVariables[] = [
  {
    session: 'session',
    iteration: 2,
    spec: 'spec',
    notes: 'notes',
    tasks: 'tasks',
    history: 'history',
    requirements: 'requirements',
    extra: 'extra',
    tools: 'tools',
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
    requirements: '',
    extra: '',
    tools: '',
    port: 4222,
    binary: 'iteratr',
  },
];

/** In characters. A prompt without limits would fill the memory, or the agent's context. */
const MAX_PROMPT = 4 * 1024 * 1024;
const MAX_TEMPLATE = 1024 * 1024;
const TOO_MUCH = 'it is nested too deep, or the prompt would have more than 4 MB';
/** A template that loops for ever must not stop the run. Milliseconds, and characters or items that are made. */
const LIMITS = { renderLimit: 5_000, memoryLimit: 50_000_000 };

const VARIABLES = Object.keys(SAMPLES[0] ?? {});

/**
 * Reads and checks a template file, or the default template for null. Throws `ApplicationError` `TEMPLATE.UNREADABLE` with the
 * path, or `TEMPLATE.BROKEN` with file, line and column, even for an unknown variable in a part that is rarely rendered.
 */
export async function loadPromptTemplate(path: string | null): Promise<PromptTemplate> {
  return parsePromptTemplate(await readTemplate(path), path);
}

/** Like `loadPromptTemplate`, for the planning iteration. */
export async function loadPlanTemplate(path: string | null): Promise<PromptTemplate> {
  return parsePromptTemplate(path === null ? PLAN_TEMPLATE : await readTemplate(path), path);
}

/** Like `loadPromptTemplate`, for a text that is already loaded; `path` is only for error messages. */
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
    if (text.length > MAX_TEMPLATE) throw this.#brokenAt(1, 1, 'it is longer than 1 MB');
    try {
      this.#parsed = this.#engine.parse(text);
      this.#refuseUnknownVariables();
    } catch (error) {
      throw this.#broken(error);
    }
  }

  async render(variables: PromptVariables): Promise<string> {
    let prompt: string;
    try {
      prompt = String(await this.#engine.render(this.#parsed, variables));
    } catch (error) {
      throw this.#broken(error);
    }
    if (prompt.length > MAX_PROMPT) throw this.#brokenAt(1, 1, TOO_MUCH);
    return prompt;
  }

  #refuseUnknownVariables(): void {
    const { globals } = this.#engine.analyzeSync(this.#parsed, { partials: false });
    for (const [name, [use]] of Object.entries(globals)) {
      if (!use || VARIABLES.includes(name)) continue;
      throw this.#brokenAt(use.location.row, use.location.col, `undefined variable: ${name}`);
    }
  }

  /** Turns an error of the template engine into `TEMPLATE.BROKEN`. Returns other errors unchanged, because they are bugs. */
  #broken(error: unknown): unknown {
    if (error instanceof RangeError) return this.#brokenAt(1, 1, TOO_MUCH, error);
    if (!(error instanceof LiquidError)) return error;
    const [line = 1, column = 1] = error.token.getPosition();
    const { originalError } = error;
    if (originalError instanceof RangeError) return this.#brokenAt(line, column, TOO_MUCH, error);
    const what = (originalError?.message ?? error.message).replace(/, line:\d+, col:\d+$/, '');
    return this.#brokenAt(line, column, what, error);
  }

  #brokenAt(line: number, column: number, what: string, cause?: unknown): ApplicationError {
    const problem = `${this.name}:${line}:${column}: ${plainLine(what, 300)}`;
    const remedy = `the variables are ${VARIABLES.join(', ')}; put {% raw %}…{% endraw %} around braces that are meant as text`;
    return new ApplicationError('TEMPLATE.BROKEN', problem, { cause, remedy });
  }
}

function createEngine(): Liquid {
  // jsTruthy makes an empty text false, so that {% if notes %} works as expected.
  const engine = new Liquid({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    jsTruthy: true,
    ...LIMITS,
  });
  // A template is a single file; these tags would read others.
  for (const tag of ['include', 'render', 'layout', 'block']) delete engine.tags[tag];
  return engine;
}

/** Returns the text of a template file, or the default template for null. Throws `TEMPLATE.UNREADABLE`. */
export async function readTemplate(path: string | null): Promise<string> {
  if (path === null) return DEFAULT_TEMPLATE;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(
      await readGivenFile(path, { bytes: MAX_TEMPLATE }),
    );
  } catch (cause) {
    throw new ApplicationError('TEMPLATE.UNREADABLE', `the prompt template ${path} ${reason(cause)}`, {
      cause,
      remedy: 'run `iteratr gen-template` to write one to start from',
    });
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
      return 'cannot be read: permission denied';
    case 'ERR_ENCODING_INVALID_ENCODED_DATA':
      return 'is not UTF-8 text';
    default:
      return `cannot be read: ${message}`;
  }
}
