// Defines the key `review`: a switch, or a map of what differs from the defaults.
import type { InnerProblem } from './limit-settings.ts';

const ROUNDS = 2;
const MOST_ROUNDS = 100;
const NAMES = ['template', 'rounds'];
/** A path as in the key `template`: only HOME is expanded. */
const PATH = '^(?!\\$(?!(HOME|\\{HOME\\})(/|$)))[^\\u0000]*$';

/** A switch becomes a map: `true` is empty, `false` has no rounds. */
export type ReviewEntry = { readonly template?: string; readonly rounds?: number };

export const NO_REVIEW: ReviewEntry = { rounds: 0 };

export interface ReviewSettings {
  /** Absolute path; '' for the built-in template. */
  readonly template: string;
  /** How often the reviewer may return a task. */
  readonly rounds: number;
}

export const REVIEW_JSON_SCHEMA = {
  anyOf: [
    { type: 'boolean' },
    {
      type: 'object',
      additionalProperties: false,
      properties: {
        template: { type: 'string', pattern: PATH },
        rounds: { type: 'integer', minimum: 0, maximum: MOST_ROUNDS },
      },
    },
  ],
} as const;

/** Returns the map of a switch, and everything else unchanged. */
export function reviewEntry(value: unknown): unknown {
  if (value === true) return {};
  return value === false ? NO_REVIEW : value;
}

/** Returns the settings with all defaults; null without a reviewer. */
export function reviewOf({ template = '', rounds = ROUNDS }: ReviewEntry): ReviewSettings | null {
  return rounds === 0 ? null : { template, rounds };
}

/** Returns what is wrong inside a map; undefined if it is valid, or no map. */
export function problemInReview(value: unknown): InnerProblem | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { template = '', rounds = ROUNDS, ...others } = value as Record<string, unknown>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return { path: unknown, names: NAMES };
  if (typeof template !== 'string' || !new RegExp(PATH).test(template)) {
    return {
      path: 'template',
      value: template,
      allowed: 'the path of a file, or "" for the default template',
    };
  }
  const isCount = Number.isInteger(rounds) && Number(rounds) >= 0 && Number(rounds) <= MOST_ROUNDS;
  if (!isCount)
    return {
      path: 'rounds',
      value: rounds,
      allowed: `a whole number from 0 to ${MOST_ROUNDS} (0 = no reviewer)`,
    };
  return undefined;
}
