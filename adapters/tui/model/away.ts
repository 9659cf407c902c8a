// What happened while the user was away, in three lines.
import { formatAmount, plural } from '../../../application/wording/count.ts';
import { formatDuration } from '../../../application/wording/duration.ts';
import { costsOf } from '../../../domain/iteration/iteration-usage.ts';
import type { SessionState } from '../../../domain/session/session.state.ts';
import { findTask } from '../../../domain/task/task.state.ts';
import type { Task } from '../../../domain/task/task.ts';
import { oneLine } from '../canvas/pieces.ts';
import { elapsedMs } from './activity.ts';
import type { AppModel } from './app-model.ts';
import { currentWork } from './header-facts.ts';
import { orderedTasks } from './lists.ts';
import { TASK_MARKS } from './marks.ts';

/** After this time without a key the user counts as away. */
const AWAY_MS = 10 * 60_000;
/** The completed tasks that the second line names, the last ones. */
const NAMED = 3;

/** Returns the lines; none while the user is there, or nothing has happened. */
export function awayLines(model: AppModel): readonly string[] {
  const { session, now, ui, surroundings } = model;
  const { at, session: before } = ui.presence;
  if (at === null) {
    if (surroundings.mode !== 'attached' || session.spent.runIterations === 0) return [];
    return lines(
      `So far, ${formatDuration(elapsedMs(model))}`,
      model,
      session.spent.runIterations,
      orderedTasks(session.tasks),
    );
  }
  if (now - at < AWAY_MS || before === session) return [];
  const iterations = session.iterations.last - before.iterations.last;
  const changed = orderedTasks(session.tasks).filter(
    ({ id, status }) => findTask(before.tasks, id)?.status !== status,
  );
  return lines(
    `While you were away, ${formatDuration(now - at)}`,
    model,
    iterations,
    changed,
    spentSince(before, session),
  );
}

function lines(
  when: string,
  model: AppModel,
  iterations: number,
  changed: readonly Task[],
  cost = '',
): readonly string[] {
  const of = (status: Task['status']): readonly Task[] => changed.filter((task) => task.status === status);
  const done = of('completed');
  const blocked = of('blocked').length;
  const facts = [
    plural(iterations, 'iteration'),
    `${plural(done.length, 'task')} done`,
    blocked > 0 ? `${blocked} blocked` : '',
    cost,
  ].filter(Boolean);
  const named = done
    .slice(-NAMED)
    .map(({ id, content }) => `${TASK_MARKS.completed.symbol} ${id} ${oneLine(content)}`);
  const work = currentWork(model);
  const doing = work && `${TASK_MARKS.in_progress.symbol} ${work.task.id} ${oneLine(work.task.content)}`;
  return [`${when}: ${facts.join(' · ')}`, named.join('  '), doing ?? ''].filter(Boolean);
}

/** Returns what was paid since then, in the currency in which most was paid; '' for nothing. */
function spentSince(before: SessionState, { usage }: SessionState): string {
  const [cost] = [...costsOf(usage)].sort((a, b) => b.amount - a.amount);
  if (!cost) return '';
  const paid = costsOf(before.usage).find(({ currency }) => currency === cost.currency)?.amount ?? 0;
  return cost.amount - paid < 0.005 ? '' : formatAmount({ ...cost, amount: cost.amount - paid });
}
