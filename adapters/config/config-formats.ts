// Defines the formats of configuration values: how convict validates and coerces them, and their JSON Schema for editors.
import convict from 'convict';
import { parseCommandLine } from './command-line.ts';

interface ConfigFormat {
  accepts(value: unknown): boolean;
  /** Turns the text of a variable or flag into a value, or returns it unchanged for `accepts` to reject. */
  coerce?(text: string): unknown;
  /** Must allow everything that `accepts` accepts. */
  readonly jsonSchema: Readonly<Record<string, unknown>>;
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

export const CONFIG_FORMATS: Readonly<Record<string, ConfigFormat>> = {
  text: { accepts: (value) => typeof value === 'string', jsonSchema: { type: 'string' } },
  switch: {
    accepts: (value) => typeof value === 'boolean',
    coerce: (text) => SWITCH_WORDS.get(text.toLowerCase()) ?? text,
    jsonSchema: { type: 'boolean' },
  },
  count: wholeNumber(0),
  'positive-count': wholeNumber(1),
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

function isNatsUrl(text: string): boolean {
  if (!URL.canParse(text.trim())) return false;
  const { protocol, hostname } = new URL(text.trim());
  return (protocol === 'nats:' || protocol === 'tls:') && hostname !== '';
}
