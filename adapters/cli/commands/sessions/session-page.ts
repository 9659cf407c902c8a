// Formats one session as a page of text.
import { describeTasks } from '../../../../application/session/describe-session.ts';
import type { SessionSummary } from '../../../../application/session/session-summary.ts';
import { formatCost, formatTokens, plural } from '../../../../application/wording/count.ts';
import { formatDuration } from '../../../../application/wording/duration.ts';
import { localTime } from '../../../../application/wording/local-time.ts';
import { plainLine } from '../../../../application/wording/plain-text.ts';
import { waitStatus } from '../../../../application/wording/wait.ts';
import type { Iteration } from '../../../../domain/iteration/iteration.ts';
import { listed } from '../../../../domain/listed.ts';
import type { SessionState } from '../../../../domain/session/session.state.ts';
import { alignColumns } from '../../report/align-columns.ts';
import { formatTime } from '../../report/format-time.ts';
import { ageOf } from './session-table.ts';

const ITERATIONS_SHOWN = 5;
const SUMMARY_LENGTH = 400;
const TASKS_SHOWN = { done: 20, open: 50, characters: 20_000, all: 'sessions export' } as const;

export function sessionPage(summary: SessionSummary, state: SessionState, now: Date): string {
  const { name, condition } = summary;
  const shown = state.iterations.recent.slice(-ITERATIONS_SHOWN);
  const sections = [
    `${name}: ${condition}`,
    alignColumns(factsOf(summary, state, now)).join('\n'),
    describeTasks(state.tasks, TASKS_SHOWN),
    ...(shown.length === 0 ? [] : [`last iterations\n${shown.flatMap(iterationLines).join('\n')}`]),
  ];
  return `${sections.join('\n\n')}\n`;
}

function factsOf(summary: SessionSummary, state: SessionState, now: Date): string[][] {
  const { tasks, usage, lastActivity } = summary;
  const facts: [string, string][] = [
    ['spec', plainLine(summary.spec ?? '', 200)],
    ['model', plainLine(summary.model ?? '', 200)],
    ['tasks', `${tasks.completed} of ${tasks.total} completed, ${tasks.open} open`],
    ['iterations', String(summary.iterations)],
    ['notes', String(summary.notes)],
    ['tokens', formatTokens(usage).replace(' tokens', '')],
    ['cost', formatCost(usage)],
    ['waits', state.wait === null ? '' : plainLine(waitStatus(state.wait, now), 200)],
    ['absent agents', describeAbsent(state, now)],
    ['messages', describeMessages(state)],
    [
      'last activity',
      lastActivity === null ? '' : `${ageOf(lastActivity, now)}, ${formatTime(lastActivity)}`,
    ],
  ];
  return facts.filter(([, value]) => value !== '');
}

/** Lists the agents that are not used for now, with the time at which they are tried again. */
function describeAbsent({ absentAgents }: SessionState, now: Date): string {
  const absent = absentAgents.filter(({ until }) => Date.parse(until) > now.getTime());
  return absent
    .map(
      ({ agent, cause, until }) =>
        `${plainLine(agent, 100)} until ${localTime(new Date(until), now)} (${cause})`,
    )
    .join(', ');
}

function describeMessages({ messagesSent, pendingMessages }: SessionState): string {
  if (messagesSent === 0) return '';
  const waiting =
    pendingMessages.length === 0 ? '' : `, ${plural(pendingMessages.length, 'message')} waiting`;
  return `${messagesSent} sent${waiting}`;
}

function iterationLines({
  number,
  outcome,
  startedAt,
  endedAt,
  tasks,
  commit,
  summary,
}: Iteration): string[] {
  const parts = [
    `#${number} ${outcome ?? 'not ended'}`,
    endedAt === null ? '' : formatDuration(Date.parse(endedAt) - Date.parse(startedAt)),
    listed(tasks),
    commit === null ? '' : `commit ${commit.slice(0, 10)}`,
  ];
  const line = `- ${parts.filter(Boolean).join(' · ')}`;
  return summary === null ? [line] : [line, `  ${plainLine(summary, SUMMARY_LENGTH)}`];
}
