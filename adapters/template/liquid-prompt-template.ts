// Reads, parses and tests Liquid prompt templates before an agent is started.
import { Liquid, LiquidError, type StaticAnalysis, type Template } from 'liquidjs';
import { ApplicationError } from '../../application/errors.ts';
import type { PromptTemplate, ReviewTemplate } from '../../application/ports/prompt-template.port.ts';
import { plainLine } from '../../application/wording/plain-text.ts';
import { readGivenFile } from '../data-dir/given-file.ts';
import { PLAN_KIND, REVIEW_KIND, type TemplateKind, WORK_KIND } from './template-kind.ts';

/** In characters. A prompt without limits would fill the memory, or the agent's context. */
const MAX_PROMPT = 4 * 1024 * 1024;
const MAX_TEMPLATE = 1024 * 1024;
const TOO_MUCH = 'it is nested too deep, or the prompt would have more than 4 MB';
/** A template that loops for ever must not stop the run. Milliseconds, and characters or items that are made. */
const LIMITS = { renderLimit: 5_000, memoryLimit: 50_000_000 };

/**
 * Reads and checks a template file, or returns the default template for null. Throws `ApplicationError` `TEMPLATE.UNREADABLE` with the
 * path, or `TEMPLATE.BROKEN` with file, line and column, even for an unknown variable in a part that is rarely rendered.
 */
export function loadPromptTemplate(path: string | null): Promise<PromptTemplate> {
  return load(WORK_KIND, path);
}

/** Like `loadPromptTemplate`, for the template of reviews. */
export function loadReviewTemplate(path: string | null): Promise<ReviewTemplate> {
  return load(REVIEW_KIND, path);
}

/** Like `loadPromptTemplate`, for the planning iteration. */
export function loadPlanTemplate(path: string | null): Promise<PromptTemplate> {
  return load(PLAN_KIND, path);
}

/** Like `loadPromptTemplate`, for a text that is already loaded; `path` is only for error messages. */
export function parsePromptTemplate(text: string, path: string | null): Promise<PromptTemplate> {
  return parsed(WORK_KIND, text, path);
}

async function load<Variables extends object>(
  kind: TemplateKind<Variables>,
  path: string | null,
): Promise<PromptTemplate<Variables>> {
  // The tests check the default templates; doing it again would hold up the first prompt.
  if (path === null) return new LiquidPromptTemplate<Variables>(kind.text, kind.name, kind.variables);
  return parsed(kind, await textOf(path, kind), path);
}

async function parsed<Variables extends object>(
  kind: TemplateKind<Variables>,
  text: string,
  path: string | null,
): Promise<PromptTemplate<Variables>> {
  const template = new LiquidPromptTemplate<Variables>(text, path ?? kind.name, kind.variables);
  template.refuseUnknownVariables();
  for (const sample of kind.samples) await template.render(sample);
  return template;
}

class LiquidPromptTemplate<Variables extends object> implements PromptTemplate<Variables> {
  readonly #engine = createEngine();
  readonly #parsed: Template[];

  constructor(
    text: string,
    private readonly name: string,
    private readonly variables: readonly string[],
  ) {
    if (text.length > MAX_TEMPLATE) throw this.#brokenAt(1, 1, 'it is longer than 1 MB');
    try {
      this.#parsed = this.#engine.parse(text);
    } catch (error) {
      throw this.#broken(error);
    }
  }

  async render(variables: Variables): Promise<string> {
    let prompt: string;
    try {
      prompt = String(await this.#engine.render(this.#parsed, variables));
    } catch (error) {
      throw this.#broken(error);
    }
    if (prompt.length > MAX_PROMPT) throw this.#brokenAt(1, 1, TOO_MUCH);
    return prompt;
  }

  /** Throws `TEMPLATE.BROKEN` for the first one, even in a part that is rarely rendered. */
  refuseUnknownVariables(): void {
    const { globals } = this.#analyzed();
    for (const [name, [use]] of Object.entries(globals)) {
      if (!use || this.variables.includes(name)) continue;
      throw this.#brokenAt(use.location.row, use.location.col, `undefined variable: ${name}`);
    }
  }

  #analyzed(): StaticAnalysis {
    try {
      return this.#engine.analyzeSync(this.#parsed, { partials: false });
    } catch (error) {
      throw this.#broken(error);
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
    const remedy = `the variables are ${this.variables.join(', ')}; put {% raw %}…{% endraw %} around braces that are meant as text`;
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
    // For the names of months and days. To ask for the language of the system takes longer than to parse a template.
    locale: 'en-US',
    ...LIMITS,
  });
  // A template is a single file; these tags would read others.
  for (const tag of ['include', 'render', 'layout', 'block']) delete engine.tags[tag];
  return engine;
}

/** Returns the text of a template file, or the default template for null. Throws `TEMPLATE.UNREADABLE`. */
export async function readTemplate(path: string | null): Promise<string> {
  return path === null ? WORK_KIND.text : textOf(path, WORK_KIND);
}

async function textOf(path: string, { what, command }: Pick<TemplateKind<never>, 'what' | 'command'>) {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(
      await readGivenFile(path, { bytes: MAX_TEMPLATE }),
    );
  } catch (cause) {
    throw new ApplicationError('TEMPLATE.UNREADABLE', `the ${what} ${path} ${reason(cause)}`, {
      cause,
      remedy: `run \`${command}\` to write one to start from`,
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
