// The result type of update functions (the next model and effects), and small changes that they share.
import type { SessionCommand } from '../../../domain/session/session.decider.ts';
import type { AppEffect } from './app-effect.ts';
import type { AppModel } from './app-model.ts';
import type { Overlay, OverlayState, UiState } from './ui-state.ts';

export type Step = readonly [AppModel, readonly AppEffect[]];

/** Returns a step without effects. */
export function still(model: AppModel): Step {
  return [model, []];
}

export function withUi(model: AppModel, change: Partial<UiState>): AppModel {
  return { ...model, ui: { ...model.ui, ...change } };
}

export function topOverlay(model: AppModel): Overlay | undefined {
  return model.ui.overlays.at(-1);
}

/** Opens an overlay, scrolled to its start or its end. */
export function openOverlay(model: AppModel, state: OverlayState, atEnd = false): AppModel {
  return pushOverlay(model, { ...state, top: 0, choice: 0, atEnd });
}

export function pushOverlay(model: AppModel, overlay: Overlay): AppModel {
  // A second help over the first would make the first Esc seem to do nothing.
  if (overlay.kind === 'help' && topOverlay(model)?.kind === 'help') return withUi(model, { prefix: false });
  return withUi(model, { overlays: [...model.ui.overlays, overlay], prefix: false });
}

export function popOverlay(model: AppModel): AppModel {
  return withUi(model, { overlays: model.ui.overlays.slice(0, -1) });
}

export function replaceOverlay(model: AppModel, overlay: Overlay): AppModel {
  return withUi(model, { overlays: [...model.ui.overlays.slice(0, -1), overlay] });
}

const TOAST_MS = 4_000;
const ERROR_TOAST_MS = 10_000;

/** Shows a short message, longer if it is an error. */
export function toasted(model: AppModel, ok: boolean, text: string): AppModel {
  const speed = model.surroundings.replay?.speed ?? 1;
  const until = model.now + (ok ? TOAST_MS : ERROR_TOAST_MS) * speed;
  return withUi(model, { toast: { ok, text, until } });
}

/** Asks the host to execute a command of the session. */
export function asked(model: AppModel, command: SessionCommand): Step {
  return [model, [{ type: 'execute', command }]];
}
