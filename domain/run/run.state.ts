// The state of a session's last run; folds run events.
import { foldOf } from '../fold.ts';
import { isSameAgent, passesByItself } from './fallback.ts';
import { type Limits, NO_LIMITS } from './limits.ts';
import type { RunEvent } from './run.events.ts';
import {
  type AbsentAgent,
  NOTHING_UNCOMMITTED,
  type Pause,
  type UncommittedFiles,
  type Wait,
} from './run.ts';
import { latestEdits, type SpecEdit } from './spec-text.ts';

export interface RunState {
  /** The spec of the last run, which the session belongs to: its path, or what the user typed if an older version recorded it. */
  readonly spec: string | null;
  /** Identifies the spec; null before the first run, and if an older version recorded the last run. */
  readonly specPath: string | null;
  /** The text of the spec when iteratr last looked; null if it is not known or too long to keep. */
  readonly specText: string | null;
  /** Its edits since the last finished iteration, the latest ones. */
  readonly specEdits: readonly SpecEdit[];
  readonly model: string | null;
  /** The limits of the last run. */
  readonly limits: Limits;
  /** Whether checks decide in the last run what is done. */
  readonly verifies: boolean;
  /** How often the reviewer of the last run may return a task; 0 without a reviewer. */
  readonly reviewRounds: number;
  /** How many tasks the agent may do in an iteration of the last run; 0 for any number. */
  readonly tasksPerIteration: number;
  /** How many workers the last run has started; 1: in place. */
  readonly workerCount: number;
  /** Whether the last run has no end yet: it is active, or its process was killed. */
  readonly runOpen: boolean;
  /** The files that stayed uncommitted when the last run ended. */
  readonly uncommitted: UncommittedFiles;
  readonly pause: Pause;
  /** The wait under way, also after the run that began it has ended; null for none. */
  readonly wait: Wait | null;
  /** The agents that are not used for now, in the order in which they were left. */
  readonly absentAgents: readonly AbsentAgent[];
}

export const NO_RUN: RunState = {
  spec: null,
  specPath: null,
  specText: null,
  specEdits: [],
  model: null,
  limits: NO_LIMITS,
  verifies: false,
  reviewRounds: 0,
  tasksPerIteration: 0,
  workerCount: 1,
  runOpen: false,
  uncommitted: NOTHING_UNCOMMITTED,
  pause: 'none',
  wait: null,
  absentAgents: [],
};

export const runFold = foldOf<RunState, RunEvent>({
  // The user may have logged in or paid meanwhile, but a limit of the provider is the same for the next run.
  RunStarted: (
    state,
    {
      spec,
      specPath,
      model,
      limits = NO_LIMITS,
      verifies = false,
      reviewRounds = 0,
      tasksPerIteration = 0,
      workers = 1,
    },
  ) => ({
    ...state,
    spec: specPath ?? spec,
    specPath: specPath ?? null,
    model,
    limits,
    verifies,
    reviewRounds,
    tasksPerIteration,
    workerCount: workers,
    runOpen: true,
    uncommitted: NOTHING_UNCOMMITTED,
    pause: 'none',
    absentAgents: state.absentAgents.filter(({ cause }) => passesByItself(cause)),
  }),
  SessionSpecChanged: (state, { to }) => ({ ...state, spec: to, specPath: to }),
  SpecRecorded: (state, { text }) => ({ ...state, specText: text, specEdits: [] }),
  SpecEdited: (state, { text, by, diff }) => ({
    ...state,
    specText: text,
    specEdits: latestEdits([...state.specEdits, { by, diff }]),
  }),
  RunTakenOver: (state) => ({ ...state, runOpen: false, pause: 'none' }),
  RunEnded: (state, { uncommitted = NOTHING_UNCOMMITTED }) => ({
    ...state,
    runOpen: false,
    pause: 'none',
    uncommitted,
  }),
  PauseRequested: (state) => ({ ...state, pause: 'requested' }),
  RunPaused: (state) => ({ ...state, pause: 'paused' }),
  ResumeRequested: (state) => ({ ...state, pause: 'none' }),
  WaitStarted: (state, wait) => ({ ...state, wait }),
  WaitEnded: (state) => (state.wait ? { ...state, wait: null } : state),
  AgentSwitched: (state, { from, to, cause, until }) => {
    const others = state.absentAgents.filter(
      (absent) => !isSameAgent(absent, from) && !isSameAgent(absent, to),
    );
    return {
      ...state,
      wait: null,
      absentAgents: until === null ? others : [...others, { ...from, cause, until }],
    };
  },
  HookRan: (state) => state,
});
