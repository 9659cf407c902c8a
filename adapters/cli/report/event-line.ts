// Formats a recorded event as one line of a session's log: time, iteration, actor and what happened.

import { eventWording, markedText } from '../../../application/wording/event-wording.ts';
import type { RecordedEvent } from '../../../domain/session/session.events.ts';
import { formatTime } from './format-time.ts';
import { short } from './recorded-line.ts';

/** Returns the line. Every event has one, even of a type that this version does not know. */
export function eventLine(recorded: RecordedEvent): string {
  const { time, iteration, actor, worker } = recorded.meta;
  const where = iteration === null ? '-' : `#${iteration}`;
  const what = short(markedText(eventWording(recorded, short)));
  const whose = worker === undefined ? '' : `[${worker}] `;
  return `${formatTime(time)}  ${where.padStart(4)}  ${actor.padEnd(5)}  ${whose}${what}`;
}
