// The plan of a session: the requirements of its spec, and which tasks cover them.
import { DomainError } from '../errors.ts';
import type { TaskId } from '../task/task.ts';

declare const brand: unique symbol;
/** `REQ-1`, `REQ-2` … numbered as they are found, never reused. */
export type RequirementId = string & { readonly [brand]: 'RequirementId' };

/** What is found in a spec, before it has an id. */
export interface FoundRequirement {
  readonly text: string;
  /** The line of the spec, from 1. */
  readonly line: number;
}

export interface Requirement extends FoundRequirement {
  readonly id: RequirementId;
}

export interface TaskCover {
  readonly task: TaskId;
  readonly requirements: readonly RequirementId[];
}

/**
 * `planning`: the planning iteration has begun and did not reach its end. `made`: there is a plan and no work on it. `approved`:
 * the user approved it, or the work began.
 */
export const PLAN_PHASES = ['none', 'planning', 'made', 'approved'] as const;
export type PlanPhase = (typeof PLAN_PHASES)[number];

/** More are only counted. */
const REQUIREMENTS_KEPT = 500;
/** In characters. */
const TEXT_LENGTH = 200;

export function requirementId(number: number): RequirementId {
  return `REQ-${number}` as RequirementId;
}

export function requirementNumber(id: RequirementId): number {
  return Number(id.slice(4));
}

/** Parses `REQ-3`, `req-3` or `3`. Throws `REQUIREMENT.INVALID_ID`. Does not check whether the requirement exists. */
export function parseRequirementId(text: string): RequirementId {
  const match = /^(?:req-)?([1-9]\d{0,8})$/i.exec(text.trim());
  if (!match) {
    throw new DomainError('REQUIREMENT.INVALID_ID', `"${text}" is not the id of a requirement`, {
      remedy: 'use an id such as REQ-3 or 3',
    });
  }
  return requirementId(Number(match[1]));
}

/** Returns the requirements to record, with short texts on one line, and the number of those that are too many. */
export function bounded(found: readonly FoundRequirement[]): {
  readonly kept: readonly FoundRequirement[];
  readonly leftOut: number;
} {
  const worded = found
    .map(({ text, line }) => ({ text: shortText(text), line }))
    .filter(({ text }) => text !== '');
  const kept = worded.slice(0, REQUIREMENTS_KEPT);
  return { kept, leftOut: worded.length - kept.length };
}

function shortText(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  if (line.length <= TEXT_LENGTH) return line;
  // Half of a surrogate pair would be no character.
  return `${line.slice(0, TEXT_LENGTH - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
