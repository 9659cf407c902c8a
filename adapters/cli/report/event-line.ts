// One recorded event as one line of a session's log: when, in which iteration, by whom, what.

import { formatDuration } from '../../../application/wording/duration.ts';
import type { RecordedEvent } from '../../../domain/session/session.events.ts';
import { formatTime } from './format-time.ts';
import { plainLine } from './plain-text.ts';
import { LINE_LENGTH, recordedLine } from './recorded-line.ts';

/** Every event has a line, also one of a type this program does not know. */
export function eventLine(recorded: RecordedEvent): string {
  const { time, iteration, actor } = recorded.meta;
  const where = iteration === null ? '-' : `#${iteration}`;
  return `${formatTime(time)}  ${where.padStart(4)}  ${actor.padEnd(5)}  ${what(recorded)}`;
}

function what(recorded: RecordedEvent): string {
  const { event } = recorded;
  switch (event.type) {
    case 'RunStarted':
      return short(`run started: ${event.data.spec} with ${event.data.model}`);
    case 'RunEnded':
      return short(`run ended: ${event.data.reason}`);
    case 'IterationStarted':
      return short(`iteration ${event.data.number} started with ${event.data.model}`);
    case 'HookRan': {
      const { point, command, error, durationMs } = event.data;
      return short(
        `${point}: $ ${command} (${error === '' ? 'done' : error}, ${formatDuration(durationMs)})`,
      );
    }
    case 'Unknown': {
      const { type, version, data } = event.data;
      return short(`${type} (version ${version}, not known here) ${JSON.stringify(data)}`);
    }
    default:
      return short(recordedLine(recorded)?.text ?? event.type);
  }
}

function short(text: string): string {
  return plainLine(text, LINE_LENGTH);
}
