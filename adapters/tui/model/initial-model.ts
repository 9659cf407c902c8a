// Creates the model with which the dashboard starts.
import { INITIAL_STATE, type SessionState } from '../../../domain/session/session.state.ts';
import { EMPTY_EDITOR } from '../editor/text-editor.ts';
import type { Size } from '../terminal/terminal.ts';
import { EMPTY_TRANSCRIPT, settleTranscript } from '../transcript/reduce.ts';
import type { Transcript } from '../transcript/transcript.ts';
import type { AppModel, Surroundings } from './app-model.ts';
import { freshPane, NO_AGENT } from './desks.ts';
import type { UiState } from './ui-state.ts';

export interface InitialModelOptions {
  readonly size: Size;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly surroundings: Surroundings;
  /** Whether the sidebar is shown, from the saved preferences. */
  readonly sidebar: boolean;
  /** The session, if it is already loaded. */
  readonly session?: SessionState;
  readonly transcript?: Transcript;
}

const INITIAL_UI: Omit<UiState, 'agent' | 'presence'> = {
  focus: 'agent',
  prefix: false,
  sidebar: true,
  tasks: { selected: null, top: 0 },
  taskFilter: { opened: false, query: '' },
  notes: { selected: null, top: 0 },
  input: { editor: EMPTY_EDITOR, history: [], recalled: null, draft: '' },
  overlays: [],
  toast: null,
  recent: [],
  submitted: null,
  turn: true,
  phase: null,
  waiting: null,
  storeWait: null,
  seenNotes: new Set(),
  leaving: false,
};

/** Returns the model. In mode `finished`, unfinished work in the transcript is marked as cancelled. */
export function initialModel(options: InitialModelOptions): AppModel {
  const {
    size,
    now,
    surroundings,
    sidebar,
    session = INITIAL_STATE,
    transcript = EMPTY_TRANSCRIPT,
  } = options;
  return {
    size,
    now,
    startedAt: now,
    surroundings,
    session,
    whole: session,
    shown: null,
    desks: new Map(),
    transcript: surroundings.mode === 'finished' ? settleTranscript(transcript, now) : transcript,
    earlier: 'none',
    result: null,
    background: null,
    running: null,
    agent: NO_AGENT,
    ui: {
      ...INITIAL_UI,
      sidebar,
      presence: { at: now, session },
      agent: freshPane(),
    },
  };
}
