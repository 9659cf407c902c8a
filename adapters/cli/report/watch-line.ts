// Words what happens to a session as one line each, to be read aloud: no symbols, no lines that are drawn.

import { workerOf } from '../../../application/loop/worker-observer.ts';
import type { RunEvent } from '../../../application/ports/run-observer.port.ts';
import { countTasks } from '../../../application/session/describe-session.ts';
import { formatCost, plural } from '../../../application/wording/count.ts';
import { eventWording } from '../../../application/wording/event-wording.ts';
import { localTime } from '../../../application/wording/local-time.ts';
import { storeWaitLine } from '../../../application/wording/store-wait.ts';
import { TASK_STATUS_WORDING } from '../../../application/wording/task-status.ts';
import type { RecordedEvent } from '../../../domain/session/session.events.ts';
import type { SessionState } from '../../../domain/session/session.state.ts';
import { findTask, type TaskList } from '../../../domain/task/task.state.ts';
import type { TaskId } from '../../../domain/task/task.ts';
import { LEVEL_STYLES, type Line, short } from './recorded-line.ts';

/** Details that say how far the work is. The other details are left out. */
const STEPS: ReadonlySet<string> = new Set(['IterationEnded', 'IterationCommitted']);

/** Returns the line, undefined for what changes nothing. `state` is that after the event, `now` the time of what has none. */
export function watchLine(event: RunEvent, state: SessionState, now: Date): Line | undefined {
  const worker = workerOf(event);
  const line = lineOf(event, state, now);
  return line && worker !== undefined ? { ...line, text: line.text.replace('  ', `  ${worker}: `) } : line;
}

function lineOf(event: RunEvent, state: SessionState, now: Date): Line | undefined {
  switch (event.type) {
    case 'recorded':
      return recordedLine(event.recorded, state);
    case 'hook':
      return event.event.type === 'hook-started'
        ? { text: at(now, `${hookWords(event.event.point)}: ${short(event.event.command)}`) }
        : undefined;
    case 'notice':
      return { text: at(now, short(event.message)), ...(event.level === 'warning' && { style: 'yellow' }) };
    case 'store-waiting':
    case 'store-back':
      return { text: at(now, short(storeWaitLine(event))), style: 'yellow' };
    default:
      return undefined;
  }
}

function recordedLine(recorded: RecordedEvent, state: SessionState): Line | undefined {
  const { event, meta } = recorded;
  // A hook that did its work was announced when it started.
  if (event.type === 'HookRan' && event.data.error === '') return undefined;
  const { level, text, mark } = eventWording(recorded, short);
  if (level === 'detail' && !STEPS.has(event.type)) return undefined;
  const style = LEVEL_STYLES[level];
  const words = wordsOf(event, state) ?? (mark === 'added' ? `new task ${text}` : text);
  return { text: at(new Date(meta.time), words), ...(style && { style }) };
}

/** Returns words that need more than the event, undefined for the usual ones. */
function wordsOf(event: RecordedEvent['event'], state: SessionState): string | undefined {
  if (event.type === 'TaskStatusChanged') {
    const { id, to } = event.data;
    return `${id} ${TASK_STATUS_WORDING[to].word}${titleOf(state.tasks, id)}`;
  }
  if (event.type !== 'RunEnded') return undefined;
  const { total, completed } = countTasks(state);
  const numbers = [
    `${completed} of ${plural(total, 'task')} completed`,
    plural(state.iterations.last, 'iteration'),
    short(formatCost(state.usage)),
  ];
  return `run ended: ${short(event.data.reason).replaceAll('_', ' ')}; ${numbers.filter(Boolean).join(', ')}`;
}

function titleOf(tasks: TaskList, id: TaskId): string {
  const task = findTask(tasks, id);
  return task ? `: ${short(task.content)}` : '';
}

function hookWords(point: string): string {
  return point === 'verify' ? 'checking' : `hook ${point}`;
}

function at(time: Date, words: string): string {
  return `${localTime(time)}  ${words}`;
}
