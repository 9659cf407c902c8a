// What was recorded, one line each: time, kind, action, text.
import type { AppModel } from '../../app/app-model.ts';
import type { Role } from '../../canvas/style.ts';
import type { LogEntry } from '../../transcript/transcript.ts';
import { MUTED, oneLine, SUBTLE, span } from '../pieces.ts';
import { timeOfDay } from '../words.ts';
import { bodyOf, type OverlayBox, type OverlayLine, paragraph } from './overlay-box.ts';

const KIND_ROLES: Readonly<Record<LogEntry['kind'], Role>> = {
  task: 'accent',
  note: 'special',
  iteration: 'info',
  session: 'heading',
  message: 'success',
  hook: 'code',
  notice: 'warning',
};

export function logsOverlay({ transcript }: AppModel, width: number): OverlayBox {
  const { log } = transcript;
  const body = { length: log.length, at: (index: number) => entryLine(log[index]) };
  return {
    title: `Logs ${log.length}`,
    head: [],
    editor: null,
    body: log.length > 0 ? body : bodyOf(paragraph('Nothing has been recorded yet.', width, MUTED)),
    choosing: false,
    hints: ['close', 'down', 'bottom'],
  };
}

function entryLine(entry: LogEntry | undefined): OverlayLine {
  if (!entry) return { line: [] };
  const { time, kind, action, text } = entry;
  return {
    line: [
      span(`${timeOfDay(time)} `, MUTED),
      span(`${kind.padEnd(9)} `, { fg: KIND_ROLES[kind] }),
      span(`${oneLine(action).padEnd(11)} `, SUBTLE),
      span(oneLine(text), { fg: 'text' }),
    ],
  };
}
