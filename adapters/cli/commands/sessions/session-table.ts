// Sessions as a table.
import type { SessionSummary } from '../../../../application/session/session-summary.ts';
import { formatCost } from '../../../../application/wording/count.ts';
import { formatAge } from '../../../../application/wording/duration.ts';
import { alignColumns } from '../../report/align-columns.ts';
import { plainLine } from '../../report/plain-text.ts';

const SPEC_LENGTH = 80;

/** One line a session, and a head. */
export function sessionTable(sessions: readonly SessionSummary[], now: Date): string[] {
  const head = ['session', 'state', 'tasks', 'iterations', 'cost', 'last activity', 'spec'];
  const rows = sessions.map(({ name, condition, tasks, iterations, usage, lastActivity, spec }) => [
    name,
    condition,
    describeProgress(tasks),
    String(iterations),
    formatCost(usage) || '-',
    ageOf(lastActivity, now),
    plainLine(spec ?? '-', SPEC_LENGTH),
  ]);
  return alignColumns([head, ...rows]);
}

/** `3/7`, and how many of the rest are cancelled, so that what is done adds up. */
function describeProgress({ total, completed, open }: SessionSummary['tasks']): string {
  const cancelled = total - completed - open;
  return cancelled === 0 ? `${completed}/${total}` : `${completed}/${total} (${cancelled} cancelled)`;
}

export function ageOf(time: string | null, now: Date): string {
  return time === null ? '-' : formatAge(now.getTime() - Date.parse(time));
}
