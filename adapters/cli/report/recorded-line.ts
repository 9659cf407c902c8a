// One recorded fact as one line of the log.

import { formatCost, formatTokens, plural } from '../../../application/wording/count.ts';
import type { IterationEvent } from '../../../domain/iteration/iteration.events.ts';
import type { RecordedEvent } from '../../../domain/session/session.events.ts';
import { plainLine } from './plain-text.ts';

type LineStyle = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'magenta';

export interface Line {
  readonly text: string;
  readonly style?: LineStyle;
}

export const LINE_LENGTH = 160;

/** undefined for facts that need no line. */
export function recordedLine({ event, meta }: RecordedEvent): Line | undefined {
  switch (event.type) {
    case 'IterationStarted':
      return { text: `\n── Iteration ${event.data.number} ${'─'.repeat(40)}`, style: 'bold' };
    case 'IterationEnded':
      return iterationEnded(event.data);
    case 'IterationSummaryRecorded':
      return { text: `  summary: ${short(event.data.summary)}` };
    case 'IterationCommitted': {
      const { commit, files } = event.data;
      return { text: `  commit ${commit.slice(0, 10)}: ${plural(files.length, 'file')}`, style: 'dim' };
    }
    case 'TaskAdded': {
      const { id, priority, content, status } = event.data;
      const remark = status === 'remaining' ? '' : ` (${status})`;
      return { text: `  + ${id} [P${priority}] ${short(content)}${remark}`, style: 'cyan' };
    }
    case 'TaskStatusChanged': {
      const { id, to } = event.data;
      return to === 'completed'
        ? { text: `  ✓ ${id} completed`, style: 'green' }
        : { text: `  ● ${id} ${to}`, style: 'cyan' };
    }
    case 'TaskPriorityChanged':
      return { text: `  ● ${event.data.id} priority ${event.data.to}`, style: 'cyan' };
    case 'TaskContentChanged':
      return { text: `  ● ${event.data.id} is now: ${short(event.data.to)}`, style: 'cyan' };
    case 'TaskDependencyAdded':
      return { text: `  ● ${event.data.id} depends on ${event.data.dependsOn}`, style: 'cyan' };
    case 'TaskReleased':
      return { text: `  ● ${event.data.id} back to remaining: ${event.data.reason}`, style: 'yellow' };
    case 'NoteAdded':
      return { text: `  note ${event.data.id} [${event.data.type}] ${short(event.data.content)}` };
    case 'NoteContentChanged':
      return { text: `  note ${event.data.id} now: ${short(event.data.to)}` };
    case 'UserMessageSent':
      return { text: `  message ${event.data.id} from the ${meta.actor}: ${short(event.data.text)}` };
    case 'UserMessagesDelivered':
      return { text: `  delivered ${event.data.ids.join(', ')}`, style: 'dim' };
    case 'SessionRestarted':
      return { text: `session restarted: ${event.data.reason}` };
    case 'SessionSpecChanged':
      return {
        text: `session continues with ${short(event.data.to)} instead of ${short(event.data.from)}`,
        style: 'yellow',
      };
    case 'SessionCompleted':
      return { text: '  ✓ session complete', style: 'green' };
    case 'PauseRequested':
      return { text: 'pausing after this iteration', style: 'yellow' };
    case 'RunPaused':
      return { text: 'paused; `iteratr resume` continues', style: 'yellow' };
    case 'ResumeRequested':
      return { text: 'resumed', style: 'yellow' };
    case 'RunStarted':
    case 'RunEnded':
    case 'HookRan':
    case 'Unknown':
      return undefined;
    default:
      return event satisfies never;
  }
}

function iterationEnded(data: Extract<IterationEvent, { type: 'IterationEnded' }>['data']): Line {
  const { number, outcome, reason, filesChanged, usage } = data;
  const how = outcome === 'finished' && reason === 'end_turn' ? outcome : `${outcome}: ${short(reason)}`;
  const files = filesChanged.length > 0 ? plural(filesChanged.length, 'file') : '';
  const parts = [`iteration ${number} ${how}`, files, formatTokens(usage), formatCost(usage)];
  return { text: `  ${parts.filter(Boolean).join(' · ')}`, style: outcome === 'finished' ? 'dim' : 'yellow' };
}

function short(text: string): string {
  return plainLine(text, LINE_LENGTH);
}
