// What is known of the last run of a session, and folding run events.
import { foldOf } from '../fold.ts';
import type { RunEvent } from './run.events.ts';
import type { Pause } from './run.ts';

export interface RunState {
  /** The spec the session belongs to, that of its last run: its path, or what an older version recorded as the user had named it. */
  readonly spec: string | null;
  /** What tells the spec from others; null before a run, and after one of an older version. */
  readonly specPath: string | null;
  readonly model: string | null;
  readonly pause: Pause;
}

export const NO_RUN: RunState = { spec: null, specPath: null, model: null, pause: 'none' };

export const runFold = foldOf<RunState, RunEvent>({
  RunStarted: (_, { spec, specPath, model }) => ({
    spec: specPath ?? spec,
    specPath: specPath ?? null,
    model,
    pause: 'none',
  }),
  SessionSpecChanged: (state, { to }) => ({ ...state, spec: to, specPath: to }),
  RunEnded: (state) => state,
  PauseRequested: (state) => ({ ...state, pause: 'requested' }),
  RunPaused: (state) => ({ ...state, pause: 'paused' }),
  ResumeRequested: (state) => ({ ...state, pause: 'none' }),
  HookRan: (state) => state,
});
