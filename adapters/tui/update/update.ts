// The update function of the dashboard. Every message changes the model through it.

import type { AppMessage, AppModel, Surroundings, Update } from '../model/app-model.ts';
import { eachOutput, withDesks, withSession, withTranscripts } from '../model/desks.ts';
import { commandFor, type KeyContext, PREFIX_KEY } from '../model/keymap.ts';
import { type Step, still, toasted, topOverlay, withUi } from '../model/step.ts';
import type { Overlay, OverlayOf } from '../model/ui-state.ts';
import { withFiles } from '../overlays/commit-files.overlay.ts';
import { isWriting } from '../overlays/overlay.ts';
import { listFailed, refreshed, withSessions } from '../overlays/sessions.overlay.ts';
import { goToIteration, withAgent } from '../panes/agent-pane.ts';
import { typeInInput } from '../panes/message-input.ts';
import type { TerminalEvent } from '../terminal/terminal.ts';
import { prependTranscript } from '../transcript/prepend.ts';
import { settleTranscript } from '../transcript/reduce.ts';
import { HOME_WORKER, settleTranscripts } from '../transcript/worker-transcripts.ts';
import { act, execute } from './actions.ts';
import { withinBounds } from './bounds.ts';
import { answered } from './forms.ts';
import { overlayContexts, typeInOverlay } from './overlay-update.ts';
import { runUpdate } from './run-update.ts';

export const update: Update = (model, message) => {
  const [changed, effects] = withoutChanges(model, step(model, message));
  const next = isStream(message) ? changed : present(withinBounds(changed, model), message);
  if (next.earlier !== 'wanted') return [next, effects];
  return [{ ...next, earlier: 'loading' }, [...effects, { type: 'load-earlier' }]];
};

/** Notes that the user is there. */
function present(model: AppModel, message: AppMessage): AppModel {
  const acts =
    message.type === 'action' ||
    (message.type === 'terminal' && (message.event.type === 'key' || message.event.type === 'paste'));
  return acts ? withUi(model, { presence: { at: model.now, session: model.session } }) : model;
}

/** A replay is read-only: what would change the session is refused, and an open form stays open. */
function withoutChanges(model: AppModel, wanted: Step): Step {
  if (model.surroundings.mode !== 'replay') return wanted;
  const changes = wanted[1].some(({ type }) => type === 'execute' || type === 'restart');
  return changes ? still(toasted(model, false, 'a replay is read-only')) : wanted;
}

/**
 * Returns whether the message is streamed output. It arrives thousands of times a second and moves no selection or list, so
 * it is not followed by `withinBounds`; the next tick corrects the rest.
 */
export function isStream(message: AppMessage): boolean {
  return message.type === 'run' && (message.event.type === 'agent' || message.event.type === 'hook');
}

function step(model: AppModel, message: AppMessage): Step {
  switch (message.type) {
    case 'terminal':
      return terminalStep(model, message.event);
    case 'action':
      return act(model, message.action);
    case 'run':
      return still(runUpdate(model, message));
    case 'surroundings':
      return still(moved(model, message.surroundings));
    case 'opened':
      return still(opened(model, message));
    case 'earlier':
      return still(prepended(model, message));
    case 'commit':
      return withFiles(withCommit(model, message));
    case 'tick':
      return refreshed({ ...model, now: message.now });
    case 'sessions':
      return still(withSessions(model, message.sessions));
    case 'answer':
      return still(answered(tryAgain(model, message), message));
    default:
      return message satisfies never;
  }
}

function opened(
  model: AppModel,
  { session, transcripts, hasEarlier }: Extract<AppMessage, { type: 'opened' }>,
): AppModel {
  const ends = model.surroundings.mode === 'finished';
  const shown = ends ? settleTranscripts(transcripts, model.now) : transcripts;
  const presence = { at: model.surroundings.mode === 'run' ? model.now : null, session };
  const earlier = hasEarlier ? 'there' : 'none';
  const next: AppModel = { ...withTranscripts(withSession(model, session), shown), earlier };
  return withUi(next, { presence });
}

/** Shows what a commit changed, if its overlay is still open. */
function withCommit(model: AppModel, { commit, changes }: Extract<AppMessage, { type: 'commit' }>): AppModel {
  const overlays = model.ui.overlays.map((overlay) =>
    showsCommit(overlay) && overlay.commit === commit ? { ...overlay, changes } : overlay,
  );
  return withUi(model, { overlays });
}

/** Returns whether the overlay waits for what a commit changed, or shows it. */
function showsCommit(overlay: Overlay): overlay is OverlayOf<'commit' | 'commit-files'> {
  return overlay.kind === 'commit' || overlay.kind === 'commit-files';
}

/** After a failure, history and sessions can be asked for again, and a commit that cannot be read is closed. */
function tryAgain(model: AppModel, { effect, ok }: Extract<AppMessage, { type: 'answer' }>): AppModel {
  if (ok) return model;
  switch (effect?.type) {
    case 'list-sessions':
      return listFailed(model);
    case 'read-commit':
      return withUi(model, { overlays: model.ui.overlays.filter((overlay) => !showsCommit(overlay)) });
    case 'load-earlier':
      return withAgent({ ...model, earlier: 'there' }, { sought: null });
    default:
      return model;
  }
}

/** Adds an earlier piece of the history, which is over. What is visible stays where it is. */
function prepended(
  model: AppModel,
  { transcripts, hasEarlier }: Extract<AppMessage, { type: 'earlier' }>,
): AppModel {
  const pending = new Set(model.session.pendingMessages.map(({ id }) => id));
  const { home, others } = settleTranscripts(transcripts, model.now);
  const joined = eachOutput(withDesks(model, [...others.keys()]), (later, name) => {
    const earlier = name === HOME_WORKER ? home : others.get(name);
    return earlier ? prependTranscript(earlier, later, pending) : later;
  });
  const next: AppModel = { ...joined, earlier: hasEarlier ? 'there' : 'none' };
  const { sought } = model.ui.agent;
  return sought === null ? next : goToIteration(next, sought);
}

/** Sets the surroundings. When no process runs the session any more, marks unfinished work as cancelled. */
function moved(model: AppModel, surroundings: Surroundings): AppModel {
  const ends = surroundings.mode === 'finished' && model.surroundings.mode !== 'finished';
  const settled = ends ? eachOutput(model, (one) => settleTranscript(one, model.now)) : model;
  return { ...settled, surroundings };
}

function terminalStep(model: AppModel, event: TerminalEvent): Step {
  switch (event.type) {
    case 'key':
      // The time of a replay may stand still, and so would the toast.
      return keyStep(model.surroundings.mode === 'replay' ? withUi(model, { toast: null }) : model, event);
    case 'paste':
      return still(pasted(model, event));
    case 'resize':
      return still({ ...model, size: event.size });
    case 'closed':
      return [withUi(model, { leaving: true }), [{ type: 'quit', force: false }]];
    case 'mouse':
    case 'resumed':
      return still(model);
    default:
      return event satisfies never;
  }
}

/** Pastes into the overlay if one is open, otherwise into the input, which is the only other place for text. */
function pasted(model: AppModel, event: TerminalEvent): AppModel {
  if (topOverlay(model)) return typeInOverlay(model, event);
  return typeInInput(withUi(model, { focus: 'input', prefix: false }), event);
}

function keyStep(model: AppModel, event: Extract<TerminalEvent, { type: 'key' }>): Step {
  const overlay = topOverlay(model);
  if (model.ui.prefix && !overlay) return afterPrefix(withUi(model, { prefix: false }), event.name);
  const writing = overlay ? isWriting(overlay) : model.ui.focus === 'input';
  const contexts = overlay ? overlayContexts(overlay) : paneContexts(model);
  // In an editor, a key that types text is text, even if it is a command elsewhere.
  const name = writing && event.text !== '' ? undefined : commandFor(contexts, event.name);
  if (name !== undefined) return execute(model, name);
  if (!overlay && event.name === PREFIX_KEY) return still(withUi(model, { prefix: true }));
  if (!writing) return still(model);
  return still(overlay ? typeInOverlay(model, event) : typeInInput(model, event));
}

/** Runs the command of a key after the prefix. Any other key cancels the prefix. */
function afterPrefix(model: AppModel, key: string): Step {
  const plainKey = key.startsWith('ctrl+') && key !== 'ctrl+c' ? key.slice('ctrl+'.length) : key;
  const name = commandFor(['global'], `${PREFIX_KEY} ${plainKey}`) ?? commandFor(['always'], key);
  return name === undefined ? still(model) : execute(model, name);
}

function paneContexts(model: AppModel): readonly KeyContext[] {
  const { focus } = model.ui;
  if (model.surroundings.mode === 'replay' && focus !== 'input') {
    return ['replay', focus, 'pane', 'global', 'always'];
  }
  if (focus === 'input') return ['input', 'global', 'always'];
  return [focus, 'pane', 'global', 'always'];
}
