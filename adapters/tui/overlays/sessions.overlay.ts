// The overlay that lists the sessions of the store and shows the chosen one.
import type { SessionCondition, SessionSummary } from '../../../application/session/session-summary.ts';
import { formatCost } from '../../../application/wording/count.ts';
import { formatAge } from '../../../application/wording/duration.ts';
import { ACCENT, cut, MUTED, oneLine, SUBTLE, span } from '../canvas/pieces.ts';
import type { Role, StyledLine } from '../canvas/style.ts';
import { textWidth } from '../canvas/width.ts';
import { type EditorState, EMPTY_EDITOR } from '../editor/text-editor.ts';
import type { AppModel } from '../model/app-model.ts';
import { fuzzyMatches } from '../model/fuzzy.ts';
import { openOverlay, replaceOverlay, type Step, still, toasted, topOverlay } from '../model/step.ts';
import type { OverlayDefinition } from './overlay.ts';
import { bodyOf, type OverlayLine, paragraph, WIDE } from './overlay-content.ts';

declare module '../model/ui-state.ts' {
  interface OverlayStates {
    sessions: {
      readonly editor: EditorState;
      /** null until they are read. */
      readonly list: readonly SessionSummary[] | null;
      /** When they were last asked for, in milliseconds since the epoch; null while the answer is awaited. */
      readonly readAt: number | null;
    };
  }
}

/** How long a list is shown before it is read again. */
const REFRESH_MS = 3_000;
const BAR_WIDTH = 10;
/** The widths of the columns after the name, as far as there is room for them. */
const COLUMNS = { progress: 9, state: 9, age: 11, cost: 8 } as const;
const NARROW = 60;
/** The mark of the choice, that of the shown session, and a space after the name. */
const MARKS_WIDTH = 5;

const CONDITION_ROLES: Readonly<Record<SessionCondition, Role>> = {
  running: 'accent',
  pausing: 'warning',
  paused: 'warning',
  complete: 'success',
  stopped: 'subtle',
  new: 'subtle',
  damaged: 'error',
};

export const SESSIONS: OverlayDefinition<'sessions'> = {
  width: WIDE,
  keys: ['choosing'],
  text: 'line',
  place: 'top',
  open(model) {
    if (model.surroundings.mode === 'replay') {
      return still(toasted(model, false, 'a replay shows one session'));
    }
    const opened = openOverlay(model, { kind: 'sessions', editor: EMPTY_EDITOR, list: null, readAt: null });
    return [opened, [{ type: 'list-sessions' }]];
  },
  content(model, { editor, list }, width) {
    const sessions = list === null ? null : found(editor.text, list);
    const none = list === null ? 'Reading the sessions…' : 'No session matches.';
    return {
      title: list === null ? 'Sessions' : `Sessions ${list.length}`,
      head: [],
      editor: { state: editor, rows: 1, label: 'Find a session' },
      body: bodyOf(
        sessions && sessions.length > 0
          ? sessions.map((each) => sessionLine(model, each, width))
          : paragraph(none, width, MUTED),
      ),
      choosing: true,
      hints: ['close', 'choose'],
    };
  },
};

/** Shows a new list. The choice stays on its session. */
export function withSessions(model: AppModel, sessions: readonly SessionSummary[]): AppModel {
  const overlay = topOverlay(model);
  if (overlay?.kind !== 'sessions') return model;
  const { editor, list, choice } = overlay;
  const chosen = found(editor.text, list ?? [])[choice]?.name;
  const at = found(editor.text, sessions).findIndex(({ name }) => name === chosen);
  const next = { ...overlay, list: sessions, readAt: model.now, choice: at < 0 ? choice : at };
  return replaceOverlay(model, next);
}

/** Asks for the list again if it is shown and not new. After a failure, the last list stays. */
export function refreshed(model: AppModel): Step {
  const overlay = topOverlay(model);
  if (overlay?.kind !== 'sessions' || overlay.readAt === null) return still(model);
  if (model.now - overlay.readAt < REFRESH_MS) return still(model);
  return [replaceOverlay(model, { ...overlay, readAt: null }), [{ type: 'list-sessions' }]];
}

/** Lets a failed reading be tried again, after a while. */
export function listFailed(model: AppModel): AppModel {
  const overlay = topOverlay(model);
  return overlay?.kind === 'sessions' ? replaceOverlay(model, { ...overlay, readAt: model.now }) : model;
}

function found(query: string, sessions: readonly SessionSummary[]): readonly SessionSummary[] {
  return fuzzyMatches(query, sessions, ['name']);
}

/** Returns a line such as `▸ user-auth  ████░░░░░░ 3/7  running  just now  $0.97`. */
function sessionLine({ surroundings, now }: AppModel, session: SessionSummary, width: number): OverlayLine {
  const { name, tasks, condition, lastActivity, usage } = session;
  const isShown = name === surroundings.session;
  const state = session.waiting ? 'waiting' : condition;
  const columns: StyledLine = [
    ...bar(tasks),
    span(padded(` ${tasks.completed}/${tasks.total}`, COLUMNS.progress), SUBTLE),
    span(padded(state, COLUMNS.state), { fg: session.waiting ? 'warning' : CONDITION_ROLES[condition] }),
  ];
  const more: StyledLine = [
    span(padded(lastActivity === null ? '' : formatAge(now - Date.parse(lastActivity)), COLUMNS.age), MUTED),
    span(formatCost(usage).padStart(COLUMNS.cost), SUBTLE),
  ];
  const shown = width < NARROW ? columns : [...columns, ...more];
  const room = Math.max(8, width - MARKS_WIDTH - shown.reduce((sum, { text }) => sum + textWidth(text), 0));
  const title = padded(cut(oneLine(name), room), room);
  return {
    line: [
      span(isShown ? '▸ ' : '  ', ACCENT),
      span(title, isShown ? { bold: true } : {}),
      span(' '),
      ...shown,
    ],
    action: { type: 'ask', effect: { type: 'show-session', name } },
  };
}

function bar({ completed, total }: SessionSummary['tasks']): StyledLine {
  const done = total === 0 ? 0 : Math.floor((completed * BAR_WIDTH) / total);
  return [
    span('█'.repeat(done), { fg: completed === total ? 'success' : 'accent' }),
    span('░'.repeat(BAR_WIDTH - done), { fg: 'overlay' }),
  ];
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)));
}
