// The overlay that lists the recorded events, one line each: time and text, coloured by kind.

import type { WorkerName } from '../../../domain/worker/worker.ts';
import { timeOfDay } from '../canvas/clock.ts';
import { MUTED, oneLine, span } from '../canvas/pieces.ts';
import type { Role } from '../canvas/style.ts';
import type { AppModel, Desk } from '../model/app-model.ts';
import { openOverlay, still } from '../model/step.ts';
import type { LogEntry } from '../transcript/transcript.ts';
import type { OverlayDefinition } from './overlay.ts';
import { bodyOf, LARGE, type OverlayLine, paragraph } from './overlay-content.ts';

declare module '../model/ui-state.ts' {
  interface OverlayStates {
    logs: { readonly onlyWarnings: boolean };
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
  keys: ['logs', 'reading'],
  followsEnd: true,
  open: (model) => still(openOverlay(model, { kind: 'logs', onlyWarnings: false }, true)),
  withOption: (overlay) => ({ ...overlay, onlyWarnings: !overlay.onlyWarnings, atEnd: true }),
  content(model, { onlyWarnings }, width) {
    const all = logOf(model);
    const log = onlyWarnings ? warningsOf(all) : all;
    const body = { length: log.length, at: (index: number) => entryLine(log[index]) };
    return {
      title: onlyWarnings ? `Logs, warnings ${log.length}` : `Logs ${log.length}`,
      head: [],
      editor: null,
      body:
        log.length > 0
          ? body
          : bodyOf(paragraph(onlyWarnings ? 'No warnings.' : 'Nothing recorded yet.', width, MUTED)),
      choosing: false,
      hints: ['close', 'log-level', 'down', 'bottom'],
    };
  },
};

const knownLogs = new WeakMap<
  ReadonlyMap<WorkerName, Desk>,
  [own: readonly LogEntry[], all: readonly LogEntry[]]
>();

/** Returns the entries of all workers in the order of time; in place those of the transcript. */
function logOf({ transcript: { log }, desks }: AppModel): readonly LogEntry[] {
  if (desks.size === 0) return log;
  const [own, known] = knownLogs.get(desks) ?? [];
  if (known && own === log) return known;
  const all = [log, ...[...desks.values()].map(({ transcript }) => transcript.log)].flat();
  all.sort((a, b) => a.time - b.time);
  knownLogs.set(desks, [log, all]);
  return all;
}

const knownWarnings = new WeakMap<readonly LogEntry[], readonly LogEntry[]>();

function warningsOf(log: readonly LogEntry[]): readonly LogEntry[] {
  const known = knownWarnings.get(log);
  if (known) return known;
  const warnings = log.filter(({ isWarning }) => isWarning);
  knownWarnings.set(log, warnings);
  return warnings;
}

function entryLine(entry: LogEntry | undefined): OverlayLine {
  if (!entry) return { line: [] };
  const { time, kind, text, isWarning } = entry;
  return {
    line: [
      span(`${timeOfDay(time)} `, MUTED),
      span(oneLine(text), { fg: isWarning ? 'warning' : KIND_ROLES[kind] }),
    ],
  };
}
