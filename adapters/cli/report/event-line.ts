// One recorded event as one line of a session's log: when, in which iteration, by whom, what.

import { eventWording, markedText } from '../../../application/wording/event-wording.ts';
import type { RecordedEvent } from '../../../domain/session/session.events.ts';
import { formatTime } from './format-time.ts';
import { short } from './recorded-line.ts';

/** Every event has a line, also one of a type this program does not know. */
export function eventLine(recorded: RecordedEvent): string {
  const { time, iteration, actor } = recorded.meta;
  const where = iteration === null ? '-' : `#${iteration}`;
  const what = short(markedText(eventWording(recorded, short)));
  return `${formatTime(time)}  ${where.padStart(4)}  ${actor.padEnd(5)}  ${what}`;
}
