// The state of a session's last run; folds run events.
import { foldOf } from '../fold.ts';
import type { RunEvent } from './run.events.ts';
import type { Pause } from './run.ts';

export interface RunState {
  /** The spec of the last run, which the session belongs to: its path, or what the user typed if an older version recorded it. */
  readonly spec: string | null;
  /** Identifies the spec; null before the first run, and if an older version recorded the last run. */
  readonly specPath: string | null;
  readonly model: string | null;
  /** Whether the last run has no end yet: it is active, or its process was killed. */
  readonly runOpen: boolean;
  readonly pause: Pause;
}

export const NO_RUN: RunState = { spec: null, specPath: null, model: null, runOpen: false, pause: 'none' };

export const runFold = foldOf<RunState, RunEvent>({
  RunStarted: (_, { spec, specPath, model }) => ({
    spec: specPath ?? spec,
    specPath: specPath ?? null,
    model,
    runOpen: true,
    pause: 'none',
  }),
  SessionSpecChanged: (state, { to }) => ({ ...state, spec: to, specPath: to }),
  RunTakenOver: (state) => ({ ...state, runOpen: false, pause: 'none' }),
  RunEnded: (state) => ({ ...state, runOpen: false, pause: 'none' }),
  PauseRequested: (state) => ({ ...state, pause: 'requested' }),
  RunPaused: (state) => ({ ...state, pause: 'paused' }),
  ResumeRequested: (state) => ({ ...state, pause: 'none' }),
  HookRan: (state) => state,
});
