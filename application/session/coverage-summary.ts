// Says which requirements of the spec are covered by tasks, for prompts and reports.

import { listed } from '../../domain/listed.ts';
import { type CoveredRequirement, coverage } from '../../domain/plan/coverage.ts';
import type { SessionState } from '../../domain/session/session.state.ts';
import { plural } from '../wording/count.ts';
import { plainLine } from '../wording/plain-text.ts';

type Planned = Pick<SessionState, 'plan' | 'tasks' | 'proof' | 'spec'>;

export interface CoverageSummary {
  readonly spec: string;
  /** All requirements of the spec, also those that are too many to be recorded. */
  readonly total: number;
  /** How many have a task that is verified or accepted, and how many one that is completed at least. */
  readonly verified: number;
  readonly completed: number;
  /** Whether any check ever ran. If none did, nothing is verified. */
  readonly isChecked: boolean;
  /** The requirements without a task that is not cancelled. */
  readonly uncovered: readonly Pick<CoveredRequirement, 'id' | 'text' | 'line'>[];
  /** Number of requirements that are not recorded, so that no task covers them. */
  readonly leftOut: number;
}

/** Uncovered requirements in a report. */
const SHOWN = 20;

/** Returns the summary, null if no requirements are recorded: then the session was not planned, or the spec names none. */
export function summarizeCoverage(state: Planned): CoverageSummary | null {
  const { plan, proof, spec } = state;
  if (plan.requirements.length === 0) return null;
  const covered = coverage(state);
  const verified = covered.filter((one) => one.coverage === 'verified').length;
  return {
    spec: spec ?? '',
    total: covered.length + plan.leftOut,
    verified,
    completed: verified + covered.filter((one) => one.coverage === 'completed').length,
    isChecked: proof.checks.length > 0,
    uncovered: covered
      .filter((one) => one.coverage === 'uncovered')
      .map(({ id, text, line }) => ({ id, text, line })),
    leftOut: plan.leftOut,
  };
}

/** Returns one line: `12 of 13 requirements have a verified task`. */
export function describeCoverage({
  total,
  verified,
  completed,
  isChecked,
  uncovered,
}: CoverageSummary): string {
  const [done, how] = isChecked || verified > 0 ? [verified, 'verified'] : [completed, 'completed'];
  const open =
    uncovered.length === 0 ? '' : `, ${uncovered.length} ${uncovered.length === 1 ? 'has' : 'have'} no task`;
  return `${done} of ${plural(total, 'requirement')} ${done === 1 ? 'has' : 'have'} a ${how} task${open}`;
}

/** Returns that line, and one for each requirement without a task: `REQ-4 specs/x.md:17 Export as CSV: no task`. */
export function coverageLines(summary: CoverageSummary): readonly string[] {
  const { uncovered, leftOut } = summary;
  const more = uncovered.length - SHOWN;
  return [
    describeCoverage(summary),
    ...uncovered.slice(0, SHOWN).map((one) => `  ${uncoveredLine(one, summary.spec)}`),
    ...(more > 0 ? [`  … and ${more} more without a task`] : []),
    ...(leftOut > 0 ? [`  ${plural(leftOut, 'requirement')} after the first ones are only counted`] : []),
  ];
}

/** Returns `REQ-4 specs/x.md:17 Export as CSV: no task`. */
function uncoveredLine(
  { id, line, text }: Pick<CoveredRequirement, 'id' | 'text' | 'line'>,
  spec: string,
): string {
  return plainLine(`${id} ${spec}:${line} ${text}: no task`, 400);
}

/** Lists all requirements for the agent, with their lines and the tasks that cover them; '' if none are recorded. */
export function describeRequirements(state: Planned): string {
  return coverage(state)
    .map(({ id, line, text, tasks }) => {
      const by = tasks.length === 0 ? 'no task' : listed(tasks, 10);
      return `- ${id} (line ${line}) ${text} [${by}]`;
    })
    .join('\n');
}

/** Returns `, 12 of 13 requirements covered`, '' if none are recorded. */
export function coveredCount(state: Planned): string {
  const summary = summarizeCoverage(state);
  if (!summary) return '';
  const { total, uncovered, leftOut } = summary;
  return `, ${total - uncovered.length - leftOut} of ${plural(total, 'requirement')} covered`;
}
