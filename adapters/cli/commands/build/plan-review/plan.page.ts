// The page that shows a plan: its tasks in the order of work, the cancelled ones, and the requirements without a task.
import type { PickPage } from '../../../../../application/ports/guide.port.ts';
import { coveredCount } from '../../../../../application/session/coverage-summary.ts';
import { plural } from '../../../../../application/wording/count.ts';
import { fileNames } from '../../../../../application/wording/declared-files.ts';
import { plainLine } from '../../../../../application/wording/plain-text.ts';
import { listed } from '../../../../../domain/listed.ts';
import { coverage } from '../../../../../domain/plan/coverage.ts';
import { coveredBy } from '../../../../../domain/plan/plan.state.ts';
import { openQuestions } from '../../../../../domain/question/question.state.ts';
import type { SessionState } from '../../../../../domain/session/session.state.ts';
import type { Task } from '../../../../../domain/task/task.ts';
import { openTasksInOrder } from '../../../../../domain/task/task-order.ts';

export const PLAN_ACTIONS = [
  { value: 'edit', label: 'edit', key: 'e' },
  { value: 'raise', label: 'up', key: '+' },
  { value: 'lower', label: 'down', key: '-' },
  { value: 'depend', label: 'depends on', key: 'd' },
  { value: 'cancel', label: 'cancel', key: 'x' },
  { value: 'add', label: 'add', key: 'n' },
  { value: 'approve', label: 'approve', key: 'a' },
  // Last, because 80 columns have no room for its hint.
  { value: 'files', label: 'files', key: 'f' },
] as const;

export type PlanAction = (typeof PLAN_ACTIONS)[number]['value'];

const CONTENT_LENGTH = 200;

export interface PlanCursor {
  /** The id of the row with the cursor. */
  readonly at: string | undefined;
  /** What was wrong with the last action. */
  readonly error?: string | undefined;
}

export function planPage(state: SessionState, { at, error }: PlanCursor): PickPage {
  const open = openTasksInOrder(state.tasks);
  const cancelled = [...state.tasks.tasks.values()].filter(({ status }) => status === 'cancelled');
  const uncovered = coverage(state).filter((one) => one.coverage === 'uncovered');
  const spec = state.spec ?? '';
  return {
    title: 'Review the plan',
    text: `${plural(open.length, 'task')}${coveredCount(state)}${asked(state)}. Press a to start the work. Esc keeps the plan for later.`,
    canGoBack: false,
    ...(error !== undefined && { error }),
    at,
    actions: PLAN_ACTIONS,
    options: [
      ...[...open, ...cancelled].map((task) => ({
        value: task.id,
        label: plainLine(`${task.id} P${task.priority} ${task.content}`, CONTENT_LENGTH),
        detail: detailOf(task, state),
      })),
      ...uncovered.map(({ id, text, line }) => ({
        value: id,
        label: plainLine(`${id} ${text}`, CONTENT_LENGTH),
        detail: plainLine(`no task · ${spec}:${line}`, CONTENT_LENGTH),
      })),
    ],
  };
}

/** Says that the planner has asked something. */
function asked({ questions }: SessionState): string {
  const ids = openQuestions(questions).map(({ id }) => id);
  return ids.length === 0 ? '' : `; ${listed(ids, 5)} not answered (\`iteratr questions\`)`;
}

function detailOf({ id, status, dependsOn, files }: Task, { plan }: SessionState): string {
  const covers = coveredBy(plan, id);
  return [
    ...(status === 'remaining' ? [] : [status]),
    ...(dependsOn.length > 0 ? [`after ${listed(dependsOn, 5)}`] : []),
    ...(covers.length > 0 ? [`covers ${listed(covers, 5)}`] : []),
    ...(files.length > 0 ? [plainLine(`touches ${fileNames(files)}`, 2 * CONTENT_LENGTH)] : []),
  ].join(' · ');
}
