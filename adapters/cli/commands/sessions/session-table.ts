// Formats sessions as a table.
import type { SessionSummary } from '../../../../application/session/session-summary.ts';
import { formatCost } from '../../../../application/wording/count.ts';
import { formatAge } from '../../../../application/wording/duration.ts';
import { plainLine } from '../../../../application/wording/plain-text.ts';
import { alignColumns } from '../../report/align-columns.ts';

const SPEC_LENGTH = 80;

/** Returns a header and one line per session. */
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

/** Returns `3/7`, with the number of cancelled tasks if there are any, so that the numbers add up. */
function describeProgress({ total, completed, open }: SessionSummary['tasks']): string {
  const cancelled = total - completed - open;
  return cancelled === 0 ? `${completed}/${total}` : `${completed}/${total} (${cancelled} cancelled)`;
}

export function ageOf(time: string | null, now: Date): string {
  return time === null ? '-' : formatAge(now.getTime() - Date.parse(time));
}
