// The overlay that lists the recorded events, one line each: time and text, coloured by kind.
import { timeOfDay } from '../canvas/clock.ts';
import { MUTED, oneLine, span } from '../canvas/pieces.ts';
import type { Role } from '../canvas/style.ts';
import { openOverlay, still } from '../model/step.ts';
import type { NoState } from '../model/ui-state.ts';
import type { LogEntry } from '../transcript/transcript.ts';
import type { OverlayDefinition } from './overlay.ts';
import { bodyOf, LARGE, type OverlayLine, paragraph } from './overlay-content.ts';

declare module '../model/ui-state.ts' {
  interface OverlayStates {
    logs: NoState;
  }
}

const KIND_ROLES: Readonly<Record<LogEntry['kind'], Role>> = {
  task: 'accent',
  note: 'special',
  iteration: 'info',
  session: 'heading',
  message: 'success',
  question: 'warning',
  hook: 'code',
  notice: 'warning',
};

export const LOGS: OverlayDefinition<'logs'> = {
  width: LARGE,
  keys: ['reading'],
  followsEnd: true,
  open: (model) => still(openOverlay(model, { kind: 'logs' }, true)),
  content({ transcript }, _, width) {
    const { log } = transcript;
    const body = { length: log.length, at: (index: number) => entryLine(log[index]) };
    return {
      title: `Logs ${log.length}`,
      head: [],
      editor: null,
      body: log.length > 0 ? body : bodyOf(paragraph('Nothing recorded yet.', width, MUTED)),
      choosing: false,
      hints: ['close', 'down', 'bottom'],
    };
  },
};

function entryLine(entry: LogEntry | undefined): OverlayLine {
  if (!entry) return { line: [] };
  const { time, kind, text } = entry;
  return {
    line: [span(`${timeOfDay(time)} `, MUTED), span(oneLine(text), { fg: KIND_ROLES[kind] })],
  };
}
