// Formats a recorded event as one line of the headless log.

import { type EventWording, eventWording, markedText } from '../../../application/wording/event-wording.ts';
import { plainLine } from '../../../application/wording/plain-text.ts';
import type { RecordedEvent } from '../../../domain/session/session.events.ts';
import type { TextStyle } from '../cli.ts';

export interface Line {
  readonly text: string;
  readonly style?: TextStyle;
}

export const LINE_LENGTH = 160;

export const LEVEL_STYLES: Readonly<Record<EventWording['level'], TextStyle | undefined>> = {
  detail: 'dim',
  info: undefined,
  change: 'cyan',
  success: 'green',
  warning: 'yellow',
};

/** Events without a line of their own: other lines cover the run, its hooks and the answers of the reviewer, and unknown events are skipped. */
const WITHOUT_LINE: ReadonlySet<string> = new Set([
  'RunStarted',
  'SpecRecorded',
  'RunEnded',
  'BranchStarted',
  'HookRan',
  'ReviewEnded',
  'Unknown',
]);

/** Returns the line, undefined for events without one. */
export function recordedLine(recorded: RecordedEvent): Line | undefined {
  const { event } = recorded;
  if (WITHOUT_LINE.has(event.type)) return undefined;
  // Its merged work was told before.
  if (event.type === 'ClaimsReleased' && event.data.ids.length === 0) return undefined;
  if (event.type === 'IterationStarted') {
    return { text: `\n── Iteration ${event.data.number} ${'─'.repeat(40)}`, style: 'bold' };
  }
  const wording = eventWording(recorded, short);
  const text = markedText(wording);
  const style = LEVEL_STYLES[wording.level];
  const indent = wording.kind === 'session' && wording.mark === undefined ? '' : '  ';
  return { text: `${indent}${text}`, ...(style && { style }) };
}

/** Returns untrusted text on one line of at most `LINE_LENGTH` characters. */
export function short(text: string): string {
  return plainLine(text, LINE_LENGTH);
}
