// One recorded fact as one entry of the log.

import { formatCost, formatTokens, plural } from '../../../application/wording/count.ts';
import type { RecordedEvent } from '../../../domain/session/session.events.ts';
import { reveal, sanitize } from '../canvas/sanitize.ts';
import type { LogEntry } from './transcript.ts';

const LENGTH = 400;

/** Untrusted text on one line, fit to be shown. */
export function oneLine(text: string): string {
  return cut(sanitize(text.slice(0, 4 * LENGTH)));
}

/** A command or a title on one line; what cannot be seen in it is shown by its number. */
export function oneCommand(text: string): string {
  return cut(reveal(text.slice(0, 4 * LENGTH)));
}

function cut(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= LENGTH ? line : `${line.slice(0, LENGTH - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** undefined for hooks, which have an entry of their own when they end. */
export function logEntryOf(recorded: RecordedEvent, time: number): LogEntry | undefined {
  const line = lineOf(recorded);
  return line && { time, kind: line[0], action: line[1], text: oneLine(line[2]) };
}

type Line = readonly [LogEntry['kind'], action: string, text: string];

function lineOf({ event, meta }: RecordedEvent): Line | undefined {
  switch (event.type) {
    case 'IterationStarted':
      return ['iteration', 'started', `#${event.data.number} · ${event.data.model}`];
    case 'IterationEnded': {
      const { number, outcome, reason, filesChanged, usage } = event.data;
      const how = outcome === 'finished' && reason === 'end_turn' ? '' : reason;
      const files = filesChanged.length > 0 ? plural(filesChanged.length, 'file') : '';
      const parts = [`#${number}`, how, files, formatTokens(usage), formatCost(usage)];
      return ['iteration', outcome, parts.filter(Boolean).join(' · ')];
    }
    case 'IterationSummaryRecorded':
      return ['iteration', 'summary', `#${event.data.number} ${event.data.summary}`];
    case 'IterationCommitted': {
      const { number, commit, files } = event.data;
      return ['iteration', 'commit', `#${number} ${commit.slice(0, 10)} · ${plural(files.length, 'file')}`];
    }
    case 'TaskAdded': {
      const { id, priority, content, status } = event.data;
      const remark = status === 'remaining' ? '' : ` (${status})`;
      return ['task', 'added', `${id} [P${priority}] ${content}${remark}`];
    }
    case 'TaskStatusChanged':
      return ['task', 'status', `${event.data.id} ${event.data.from} → ${event.data.to}`];
    case 'TaskPriorityChanged':
      return ['task', 'priority', `${event.data.id} P${event.data.from} → P${event.data.to}`];
    case 'TaskContentChanged':
      return ['task', 'edited', `${event.data.id} ${event.data.to}`];
    case 'TaskDependencyAdded':
      return ['task', 'depends', `${event.data.id} depends on ${event.data.dependsOn}`];
    case 'TaskReleased':
      return ['task', 'released', `${event.data.id} back to remaining: ${event.data.reason}`];
    case 'NoteAdded':
      return ['note', event.data.type, `${event.data.id} ${event.data.content}`];
    case 'NoteContentChanged':
      return ['note', 'edited', `${event.data.id} ${event.data.to}`];
    case 'UserMessageSent':
      return ['message', 'sent', `${event.data.id} from the ${meta.actor}: ${event.data.text}`];
    case 'UserMessagesDelivered':
      return ['message', 'delivered', event.data.ids.join(', ')];
    case 'RunStarted':
      return ['session', 'run started', `${event.data.spec} · ${event.data.model}`];
    case 'SessionSpecChanged':
      return ['session', 'spec changed', `${event.data.from} → ${event.data.to}`];
    case 'RunEnded':
      return ['session', 'run ended', event.data.reason];
    case 'SessionRestarted':
      return ['session', 'restarted', event.data.reason];
    case 'SessionCompleted':
      return ['session', 'complete', 'every task is done'];
    case 'PauseRequested':
      return ['session', 'pausing', 'after this iteration'];
    case 'RunPaused':
      return ['session', 'paused', ''];
    case 'ResumeRequested':
      return ['session', 'resumed', ''];
    case 'Unknown':
      return ['session', event.data.type, 'recorded by a newer version'];
    case 'HookRan':
      return undefined;
    default:
      return event satisfies never;
  }
}
