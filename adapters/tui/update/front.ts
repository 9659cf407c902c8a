// Keeps two sessions apart: the one that is shown, and that of this dashboard, which continues behind it.
import type { RunEvent } from '../../../application/ports/run-observer.port.ts';
import { isRunning } from '../model/activity.ts';
import type { AppEffect } from '../model/app-effect.ts';
import type { AppMessage, AppModel, Surroundings } from '../model/app-model.ts';
import { attentionOf } from '../model/attention.ts';
import { initialModel } from '../model/initial-model.ts';
import { hintKey } from '../model/keymap.ts';
import { toasted, withUi } from '../model/step.ts';
import { attentiveUpdate } from './attentive-update.ts';
import { update } from './update.ts';

/** Where a session is shown: `HOME` for that of the dashboard, another number for each that is shown in front of it. */
export type Place = number;
export const HOME: Place = 0;

export interface ShownSessions {
  readonly place: Place;
  readonly shown: AppModel;
  /** The session of the dashboard, if another one is shown. */
  readonly behind: AppModel | null;
}

export type PlacedMessage =
  /** For the session that is shown. */
  | AppMessage
  /** For the session at a place; ignored if it is no longer there. */
  | { readonly type: 'to'; readonly place: Place; readonly message: AppMessage }
  /** Shows another session, whose history is not read yet. */
  | { readonly type: 'front'; readonly place: Place; readonly surroundings: Surroundings }
  /** Shows the session of the dashboard again, as it is by now. */
  | { readonly type: 'home' };

export interface PlacedEffect {
  readonly place: Place;
  readonly effect: AppEffect;
}

/** Returns the sessions after a message, and the effects that the shown one wants. Pure. */
export function updateSessions(
  sessions: ShownSessions,
  message: PlacedMessage,
): readonly [ShownSessions, readonly PlacedEffect[]] {
  switch (message.type) {
    case 'front':
      return announced(withBackground(inFront(sessions, message)));
    case 'home':
      return announced(atHome(sessions));
    case 'to':
      if (message.place === sessions.place) return toShown(sessions, message.message);
      return message.place === HOME ? toBehind(sessions, message.message) : [sessions, []];
    default:
      return toShown(sessions, message);
  }
}

/** Title and progress of the terminal follow what is shown. */
function announced(sessions: ShownSessions): readonly [ShownSessions, readonly PlacedEffect[]] {
  return [sessions, [{ place: sessions.place, effect: attentionOf(sessions.shown) }]];
}

function toShown(
  sessions: ShownSessions,
  message: AppMessage,
): readonly [ShownSessions, readonly PlacedEffect[]] {
  const [shown, effects] = attentiveUpdate(sessions.shown, message);
  return [{ ...sessions, shown }, effects.map((effect) => ({ place: sessions.place, effect }))];
}

/** What the user must know is shown with either session: the wait for the store, a question, and how the run ended. */
function toBehind(
  sessions: ShownSessions,
  message: AppMessage,
): readonly [ShownSessions, readonly PlacedEffect[]] {
  const { behind } = sessions;
  if (!behind) return [sessions, []];
  const [next, effects] = attentiveUpdate(behind, message);
  const alerts = effects.filter(({ type }) => type === 'alert').map((effect) => ({ place: HOME, effect }));
  return [withBackground(withNews({ ...sessions, behind: next }, next, message)), alerts];
}

function withNews(changed: ShownSessions, behind: AppModel, message: AppMessage): ShownSessions {
  const { shown } = changed;
  if (message.type !== 'run') return changed;
  const { event } = message;
  if (event.type === 'store-waiting' || event.type === 'store-back') {
    return { ...changed, shown: update(shown, { ...message, session: shown.session })[0] };
  }
  const news = newsOf(event, behind.surroundings.session);
  return news === undefined ? changed : { ...changed, shown: toasted(shown, true, news) };
}

function newsOf(event: RunEvent, session: string): string | undefined {
  if (event.type === 'run-ended') {
    const { reason, message } = event.result;
    return `the run of ${session} has ended: ${reason.replaceAll('_', ' ')}, ${message}`;
  }
  if (event.type !== 'recorded' || event.recorded.event.type !== 'QuestionAsked') return undefined;
  return `${session} asks ${event.recorded.event.data.id}; ${hintKey('sessions')} leads back to it`;
}

function inFront(
  { shown, behind }: ShownSessions,
  { place, surroundings }: Extract<PlacedMessage, { type: 'front' }>,
): ShownSessions {
  const { size, now, ui } = shown;
  const model = initialModel({ size, now, surroundings, sidebar: ui.sidebar });
  return { place, shown: withUi(model, { storeWait: ui.storeWait }), behind: behind ?? shown };
}

function atHome({ place, shown, behind }: ShownSessions): ShownSessions {
  if (!behind) return { place, shown, behind };
  const { size, now, ui } = shown;
  const home = withUi(
    { ...behind, size, now: Math.max(now, behind.now) },
    { sidebar: ui.sidebar, leaving: ui.leaving },
  );
  // A tick fits what is shown to the size of the screen.
  return { place: HOME, shown: update(home, { type: 'tick', now: home.now })[0], behind: null };
}

function withBackground(sessions: ShownSessions): ShownSessions {
  const { behind, shown } = sessions;
  const background = behind && isRunning(behind) ? behind.surroundings.session : null;
  return shown.background === background ? sessions : { ...sessions, shown: { ...shown, background } };
}
