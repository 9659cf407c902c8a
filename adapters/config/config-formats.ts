// The forms that configuration values can have, as convict validates and coerces them.
import convict from 'convict';
import { parseCommandLine } from './command-line.ts';

/** What counts as yes and no where everything is text. Files have true and false of their own. */
const SWITCH_WORDS = new Map([
  ...['true', '1', 'yes'].map((word) => [word, true] as const),
  ...['false', '0', 'no'].map((word) => [word, false] as const),
]);

/** What a format accepts; `coerce` turns the text of a variable or flag into a value, or leaves it to be refused. */
const FORMATS: Record<string, { accepts(value: unknown): boolean; coerce?(text: string): unknown }> = {
  text: { accepts: (value) => typeof value === 'string' },
  switch: {
    accepts: (value) => typeof value === 'boolean',
    coerce: (text) => SWITCH_WORDS.get(text.toLowerCase()) ?? text,
  },
  count: {
    accepts: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
    coerce: (text) => (/^\d+$/.test(text) ? Number(text) : text),
  },
  'positive-count': {
    accepts: (value) => Number.isSafeInteger(value) && Number(value) >= 1,
    coerce: (text) => (/^\d+$/.test(text) ? Number(text) : text),
  },
  replicas: {
    accepts: (value) => value === 1 || value === 3 || value === 5,
    coerce: (text) => (/^\d$/.test(text) ? Number(text) : text),
  },
  path: { accepts: (value) => isPath(value) && value.trim() !== '' },
  'optional-path': { accepts: isPath },
  'command-line': { accepts: isCommandLine },
  'nats-urls': {
    accepts: (value) => value === '' || (typeof value === 'string' && value.split(',').every(isNatsUrl)),
  },
};

/** Makes the formats known to convict, which keeps them for the whole process. */
export function registerFormats(): void {
  for (const [name, { accepts, coerce }] of Object.entries(FORMATS)) {
    const validate = (value: unknown): void => {
      if (!accepts(value)) throw new TypeError(`not a ${name}`);
    };
    convict.addFormat({ name, validate, ...(coerce ? { coerce } : {}) });
  }
}

function isPath(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('\0');
}

function isCommandLine(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  try {
    parseCommandLine(value);
    return true;
  } catch {
    return false; // the schema says in words what is allowed
  }
}

function isNatsUrl(text: string): boolean {
  if (!URL.canParse(text.trim())) return false;
  const { protocol, hostname } = new URL(text.trim());
  return (protocol === 'nats:' || protocol === 'tls:') && hostname !== '';
}
