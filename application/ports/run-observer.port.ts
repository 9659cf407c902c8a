// What shows or keeps what a run does while it does it: the log on stdout, the JSON lines, the TUI, the transcript.
import type { RecordedEvent } from '../../domain/session/session.events.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import type { RunResult } from '../loop/run-result.ts';
import type { AgentEvent, AgentInfo } from './agent.port.ts';
import type { HookEvent } from './hook-runner.port.ts';

export type RunEvent =
  | {
      readonly type: 'run-started';
      readonly session: SessionName;
      readonly spec: string;
      readonly model: string;
      readonly agent: AgentInfo;
      /** Iterations this run may make, 0 for no limit. */
      readonly limit: number;
    }
  /** A fact of the session, by whichever process it was recorded; each comes once, in order. */
  | { readonly type: 'recorded'; readonly recorded: RecordedEvent }
  | { readonly type: 'agent'; readonly iteration: number; readonly event: AgentEvent }
  /** The turn ended without the agent having ended it: it failed, or was given up. Nothing of it runs any more. */
  | { readonly type: 'turn-failed'; readonly iteration: number; readonly reason: string }
  | { readonly type: 'hook'; readonly event: HookEvent }
  /** Something the user should know that is no fact of the session. */
  | { readonly type: 'notice'; readonly level: 'info' | 'warning'; readonly message: string }
  | { readonly type: 'run-ended'; readonly result: RunResult };

export interface RunObserver {
  /** Called in order. Must return at once and never throw. */
  notify(event: RunEvent): void;
}
