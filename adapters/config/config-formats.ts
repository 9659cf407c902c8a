// Defines the formats of configuration values: how convict validates and coerces them, and their JSON Schema for editors.
import convict from 'convict';
import { parse } from 'yaml';
import { NOTIFICATION_TYPES } from '../../application/notify/notification.ts';
import { didYouMean, nearest } from '../../application/wording/nearest.ts';
import { ROLES } from '../../domain/iteration/iteration.ts';
import { CHECKS_JSON_SCHEMA, problemInChecks } from './check-settings.ts';
import { parseCommandLine } from './command-line.ts';
import {
  type InnerProblem,
  LIMITS_JSON_SCHEMA,
  PRICES_JSON_SCHEMA,
  problemInLimits,
  problemInPrices,
} from './limit-settings.ts';
import { problemInReview, REVIEW_JSON_SCHEMA, reviewEntry } from './review-settings.ts';
import { isUrlText } from './url-text.ts';

interface ConfigFormat {
  accepts(value: unknown): boolean;
  /** Returns what is wrong inside a map, so that the message can name it; undefined if it is no map or valid. */
  problemIn?(value: unknown): InnerProblem | undefined;
  /** Turns the text of a variable or flag into a value, or returns it unchanged for `accepts` to reject. */
  coerce?(text: string): unknown;
  /** Says what is wrong inside a value that is not accepted; undefined if the value as a whole is wrong. */
  explain?(value: unknown): Explanation | undefined;
  /** A type that values can have apart from that of the default. */
  readonly otherType?: 'number' | 'boolean';
  /** Must allow everything that `accepts` accepts. */
  readonly jsonSchema: Readonly<Record<string, unknown>>;
}

interface Explanation {
  /** Completes the sentence that begins with the key: `has the unknown word "x"`. */
  readonly problem: string;
  readonly remedy?: string;
}

/** The words for true and false in variables and flags, where everything is text. Files use true and false. */
const SWITCH_WORDS = new Map([
  ...['true', '1', 'yes'].map((word) => [word, true] as const),
  ...['false', '0', 'no'].map((word) => [word, false] as const),
]);

/** Only HOME is expanded; another variable would become the name of a directory. */
const NO_VARIABLE = '(?!\\$(?!(HOME|\\{HOME\\})(/|$)))';
const NATS_URL = '\\s*([nN][aA][tT][sS]|[tT][lL][sS])://[^,]+';
const SHELL_WORDS = '([^"\'\\\\]|\\\\[\\s\\S]|"([^"\\\\]|\\\\[\\s\\S])*"|\'[^\']*\')*';
const PROGRAM = '\\s*(""|\'\')*([^\\s"\'\\\\]|\\\\[\\s\\S]|"[^"]|\'[^\'])';

const AGENT_NAME = '^[a-zA-Z][a-zA-Z0-9_-]*$';
/** A name, and after a colon a model. */
const AGENT_AND_MODEL = '^[a-zA-Z][a-zA-Z0-9_-]*(:[^\\u0000]*)?$';
const AGENT_TEXTS = ['mode', 'model', 'login', 'install'];
/** A path that stays below the directory it is relative to. */
const INSIDE = '^(?!/)(?!(.*/)?\\.\\.(/|$))[^\\u0000]*[^\\u0000/.][^\\u0000]*$';
/** A glob that stays in the project. */
const GLOB = '^!?(?!/)(?!(.*/)?\\.\\.(/|$))[^\\u0000]*[^\\s\\u0000][^\\u0000]*$';
const VARIABLE_NAME = '^[a-zA-Z_][a-zA-Z0-9_]*$';
const VARIABLE_GLOB = '^[a-zA-Z0-9_*]+$';

export const CONFIG_FORMATS: Readonly<Record<string, ConfigFormat>> = {
  text: { accepts: (value) => typeof value === 'string', jsonSchema: { type: 'string' } },
  switch: {
    accepts: (value) => typeof value === 'boolean',
    coerce: (text) => SWITCH_WORDS.get(text.toLowerCase()) ?? text,
    jsonSchema: { type: 'boolean' },
  },
  count: wholeNumber(0),
  'positive-count': wholeNumber(1),
  'answer-timeout': {
    ...wholeNumber(0),
    otherType: 'number',
    accepts: (value) => value === 'auto' || value === 'none' || wholeNumber(0).accepts(value),
    jsonSchema: { anyOf: [{ enum: ['auto', 'none'] }, wholeNumber(0).jsonSchema] },
  },
  replicas: {
    accepts: (value) => value === 1 || value === 3 || value === 5,
    coerce: (text) => (/^\d$/.test(text) ? Number(text) : text),
    jsonSchema: { enum: [1, 3, 5] },
  },
  path: {
    accepts: (value) => isPath(value) && value.trim() !== '',
    jsonSchema: { type: 'string', pattern: `^${NO_VARIABLE}[^\\u0000]*[^\\s\\u0000][^\\u0000]*$` },
  },
  'optional-path': {
    accepts: isPath,
    jsonSchema: { type: 'string', pattern: `^${NO_VARIABLE}[^\\u0000]*$` },
  },
  'command-line': {
    accepts: isCommandLine,
    jsonSchema: { type: 'string', pattern: `^(?=${PROGRAM})${SHELL_WORDS}$` },
  },
  agents: {
    accepts: isAgents,
    coerce: fromYaml,
    jsonSchema: {
      type: 'object',
      propertyNames: { pattern: AGENT_NAME },
      additionalProperties: {
        type: 'object',
        required: ['command'],
        additionalProperties: false,
        properties: {
          command: { type: 'string', pattern: `^(?=${PROGRAM})${SHELL_WORDS}$` },
          env: {
            type: 'object',
            propertyNames: { pattern: VARIABLE_NAME },
            additionalProperties: { type: 'string', pattern: '^[^\\u0000]*$' },
          },
          own_files: { type: 'array', items: { type: 'string', pattern: INSIDE } },
          ...Object.fromEntries(AGENT_TEXTS.map((name) => [name, { type: 'string' }])),
        },
      },
    },
  },
  checks: {
    accepts: (value) => problemInChecks(value) === undefined,
    coerce: fromYaml,
    explain: (value) => {
      const read = fromYaml(value);
      const problem = Array.isArray(read) ? problemInChecks(read) : undefined;
      return problem === undefined ? undefined : { problem };
    },
    jsonSchema: CHECKS_JSON_SCHEMA,
  },
  review: {
    ...mapOf(problemInReview, REVIEW_JSON_SCHEMA),
    coerce: (text) => reviewEntry(SWITCH_WORDS.get(String(text).toLowerCase()) ?? fromYaml(text)),
    otherType: 'boolean',
  },
  limits: mapOf(problemInLimits, LIMITS_JSON_SCHEMA),
  prices: mapOf(problemInPrices, PRICES_JSON_SCHEMA),
  globs: {
    accepts: (value) => Array.isArray(value) && value.every(isGlob) && !coversEverything(value),
    coerce: fromYaml,
    explain: (value) => {
      const read = fromYaml(value);
      return Array.isArray(read) ? explainGlobs(read) : undefined;
    },
    jsonSchema: { type: 'array', items: { type: 'string', pattern: GLOB } },
  },
  'agent-list': {
    accepts: (value) =>
      Array.isArray(value) &&
      value.every((name) => typeof name === 'string' && new RegExp(AGENT_AND_MODEL).test(name)),
    coerce: fromYaml,
    jsonSchema: { type: 'array', items: { type: 'string', pattern: AGENT_AND_MODEL } },
  },
  roles: {
    accepts: (value) =>
      isMap(value) &&
      Object.entries(value).every(
        ([role, text]) => isRole(role) && typeof text === 'string' && new RegExp(AGENT_AND_MODEL).test(text),
      ),
    coerce: fromYaml,
    explain: (value) => (isMap(value) ? explainRoles(value) : undefined),
    jsonSchema: {
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(
        ROLES.map((role) => [role, { type: 'string', pattern: AGENT_AND_MODEL }]),
      ),
    },
  },
  'variable-names': {
    accepts: (value) =>
      Array.isArray(value) &&
      value.every((name) => typeof name === 'string' && new RegExp(VARIABLE_GLOB).test(name)),
    coerce: fromYaml,
    jsonSchema: { type: 'array', items: { type: 'string', pattern: VARIABLE_GLOB } },
  },
  notify: {
    accepts: isNotify,
    jsonSchema: {
      type: 'string',
      pattern: `^$|^[hH][tT][tT][pP][sS]?://[^\\s]+$|^(?![a-zA-Z][a-zA-Z0-9+.-]*://)(?=${PROGRAM})${SHELL_WORDS}$`,
    },
  },
  'notification-types': {
    accepts: (value) =>
      Array.isArray(value) && value.length > 0 && unknownWord(value, NOTIFICATION_TYPES) === undefined,
    coerce: fromYaml,
    explain: (value) => (Array.isArray(value) ? explainWords(value, NOTIFICATION_TYPES) : undefined),
    jsonSchema: { type: 'array', minItems: 1, items: { enum: NOTIFICATION_TYPES } },
  },
  'nats-urls': {
    accepts: (value) => value === '' || (typeof value === 'string' && value.split(',').every(isNatsUrl)),
    jsonSchema: { type: 'string', pattern: `^(${NATS_URL}(,${NATS_URL})*)?$` },
  },
};

/** Registers the formats with convict, for the whole process. */
export function registerFormats(): void {
  for (const [name, { accepts, coerce }] of Object.entries(CONFIG_FORMATS)) {
    const validate = (value: unknown): void => {
      if (!accepts(value)) throw new TypeError(`not a ${name}`);
    };
    convict.addFormat({ name, validate, ...(coerce ? { coerce } : {}) });
  }
}

function wholeNumber(minimum: number): ConfigFormat {
  return {
    accepts: (value) => Number.isSafeInteger(value) && Number(value) >= minimum,
    coerce: (text) => (/^\d+$/.test(text) ? Number(text) : text),
    jsonSchema: { type: 'integer', minimum, maximum: Number.MAX_SAFE_INTEGER },
  };
}

function mapOf(
  problemIn: (value: unknown) => InnerProblem | undefined,
  jsonSchema: ConfigFormat['jsonSchema'],
): ConfigFormat {
  return {
    accepts: (value) => isMap(value) && problemIn(value) === undefined,
    problemIn,
    coerce: fromYaml,
    jsonSchema,
  };
}

function isPath(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('\0') && new RegExp(`^${NO_VARIABLE}`).test(value);
}

function isCommandLine(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  try {
    parseCommandLine(value);
    return true;
  } catch {
    return false; // the error message comes from `allowed` in the schema
  }
}

function isAgents(value: unknown): boolean {
  return (
    isMap(value) &&
    Object.entries(value).every(([name, entry]) => new RegExp(AGENT_NAME).test(name) && isAgent(entry))
  );
}

function isAgent(value: unknown): boolean {
  if (!isMap(value)) return false;
  const { command, env = {}, own_files: files = [], ...texts } = value;
  const isText = (text: unknown): boolean => typeof text === 'string' && !text.includes('\0');
  return (
    isCommandLine(command) &&
    isMap(env) &&
    Object.entries(env).every(([name, text]) => new RegExp(VARIABLE_NAME).test(name) && isText(text)) &&
    Array.isArray(files) &&
    files.every((file) => typeof file === 'string' && new RegExp(INSIDE).test(file)) &&
    Object.entries(texts).every(([name, text]) => AGENT_TEXTS.includes(name) && typeof text === 'string')
  );
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads a list or a map in a variable, which is YAML or JSON. Returns text that is neither unchanged. */
function fromYaml(text: unknown): unknown {
  // convict also coerces values that are not text.
  if (typeof text !== 'string') return text;
  try {
    return parse(text, { logLevel: 'error' });
  } catch {
    return text; // `accepts` rejects it
  }
}

function isNotify(value: unknown): boolean {
  if (typeof value !== 'string' || !isUrlText(value)) return value === '' || isCommandLine(value);
  return /^https?:\/\/\S+$/i.test(value) && URL.canParse(value);
}

function unknownWord(words: readonly unknown[], known: readonly string[]): unknown {
  return words.find((word) => typeof word !== 'string' || !known.includes(word));
}

function explainWords(words: readonly unknown[], known: readonly string[]): Explanation {
  const unknown = unknownWord(words, known);
  if (unknown === undefined) return { problem: 'is an empty list' };
  const near = typeof unknown === 'string' ? nearest(unknown, known) : undefined;
  return {
    problem: `has the unknown word ${JSON.stringify(unknown)}`,
    remedy: near === undefined ? `use ${known.join(', ')}` : `did you mean ${near}?`,
  };
}

function isRole(name: string): boolean {
  return (ROLES as readonly string[]).includes(name);
}

/** A glob that matches every file of the project. */
const EVERYTHING = /^(?:\.\/)*(?:\.|\*+(?:\/\*+)*)\/?$/;

function isGlob(value: unknown): value is string {
  return typeof value === 'string' && new RegExp(GLOB).test(value);
}

function coversEverything(globs: readonly string[]): boolean {
  return !globs.some((glob) => glob.startsWith('!')) && globs.some((glob) => EVERYTHING.test(glob));
}

function explainGlobs(globs: readonly unknown[]): Explanation {
  const wrong = globs.find((glob) => !isGlob(glob));
  if (wrong !== undefined)
    return { problem: `has ${JSON.stringify(wrong)}, which names no file of the project` };
  return {
    problem: 'covers every file, so that no work could be accepted',
    remedy: 'name the files that must not change, or make exceptions with "!src/**"',
  };
}

function explainRoles(roles: Readonly<Record<string, unknown>>): Explanation {
  const unknown = Object.keys(roles).find((name) => !isRole(name));
  if (unknown === undefined) return { problem: 'has a role whose agent is not a name' };
  return {
    problem: `has the unknown role ${JSON.stringify(unknown)}`,
    remedy: `${didYouMean(unknown, ROLES)}The roles are ${ROLES.join(', ')}`,
  };
}

function isNatsUrl(text: string): boolean {
  if (!URL.canParse(text.trim())) return false;
  const { protocol, hostname } = new URL(text.trim());
  return (protocol === 'nats:' || protocol === 'tls:') && hostname !== '';
}
