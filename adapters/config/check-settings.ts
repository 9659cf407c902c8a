// Defines the key `verify`: a list of commands, each with what differs from the defaults.
import type { Check, CheckOccasion } from '../../application/ports/check-runner.port.ts';

const OCCASIONS: readonly CheckOccasion[] = ['task', 'session'];
const TIMEOUT_SECONDS = 600;
/** A shell command that is not blank. */
const COMMAND = '^(?=[^\\u0000]*\\S)[^\\u0000]*$';

/** As written; a text is a command with the defaults. */
export type CheckEntries = readonly (
  | string
  | {
      readonly command: string;
      /** In seconds. */
      readonly timeout?: number;
      readonly on?: readonly CheckOccasion[];
      /** The JUnit XML file that it writes, relative to the work dir. */
      readonly junit?: string;
    }
)[];

export const CHECKS_JSON_SCHEMA = {
  type: 'array',
  items: {
    anyOf: [
      { type: 'string', pattern: COMMAND },
      {
        type: 'object',
        required: ['command'],
        additionalProperties: false,
        properties: {
          command: { type: 'string', pattern: COMMAND },
          timeout: { type: 'integer', minimum: 1, maximum: 86_400 },
          on: { type: 'array', minItems: 1, items: { enum: OCCASIONS } },
          junit: { type: 'string', pattern: COMMAND },
        },
      },
    ],
  },
} as const;

/** Returns the checks with all defaults. A command that is listed twice is one check. */
export function checksOf(entries: CheckEntries): readonly Check[] {
  const checks = entries.map((entry): Check => {
    const whole: Exclude<CheckEntries[number], string> =
      typeof entry === 'string' ? { command: entry } : entry;
    const { command, timeout = TIMEOUT_SECONDS, on = OCCASIONS, junit } = whole;
    return { command: command.trim(), timeoutSeconds: timeout, on, ...(junit !== undefined && { junit }) };
  });
  return [...new Map(checks.map((check) => [check.command, check])).values()];
}

/** Says what is wrong with an entry; undefined if the list is valid. */
export function problemInChecks(value: unknown): string | undefined {
  if (!Array.isArray(value)) return 'is not a list';
  for (const [index, entry] of value.entries()) {
    const problem = problemInEntry(entry);
    if (problem !== undefined) return `has a mistake in entry ${index + 1}: ${problem}`;
  }
  return undefined;
}

function problemInEntry(entry: unknown): string | undefined {
  if (typeof entry === 'string') return problemInCommand(entry);
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return 'it is no command';
  const {
    command,
    timeout = TIMEOUT_SECONDS,
    on = OCCASIONS,
    junit = 'x',
    ...others
  } = entry as Record<string, unknown>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return `${JSON.stringify(unknown)} is not one of command, timeout, on, junit`;
  if (!Number.isInteger(timeout) || Number(timeout) < 1 || Number(timeout) > 86_400) {
    return `timeout is ${JSON.stringify(timeout)}, not a whole number of seconds from 1 to 86400`;
  }
  if (!Array.isArray(on) || on.length === 0 || !on.every((one) => OCCASIONS.includes(one))) {
    return `on is ${JSON.stringify(on)}, not a list of ${OCCASIONS.join(', ')}`;
  }
  if (problemInCommand(junit) !== undefined) return `junit is ${JSON.stringify(junit)}, not a path`;
  return problemInCommand(command);
}

function problemInCommand(command: unknown): string | undefined {
  if (typeof command !== 'string') return 'the command is missing';
  return new RegExp(COMMAND).test(command) ? undefined : 'the command is empty';
}
