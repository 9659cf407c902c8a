// Receives everything that happens in a run. Implemented by the log on stdout, the JSON lines, the TUI and the transcript.
import type { MessageId } from '../../domain/message/message.ts';
import type { RecordedEvent } from '../../domain/session/session.events.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import type { WorkerName } from '../../domain/worker/worker.ts';
import type { RunResult } from '../loop/run-result.ts';
import type { AgentEvent, AgentInfo } from './agent.port.ts';
import type { HookEvent } from './hook-runner.port.ts';
import type { StoreWait } from './store-waits.port.ts';

/** What a run does where no other event shows it. The next event of agent or hook, or the end of the turn, ends it. */
export type RunPhase =
  /** The store opens, the model has got a prompt and has not answered yet, git commits. */
  | { readonly type: 'phase'; readonly phase: 'store' | 'model' | 'commit' }
  /** This agent starts. */
  | { readonly type: 'phase'; readonly phase: 'agent'; readonly agent: string }
  /** The agent has got these messages as its next prompt. */
  | {
      readonly type: 'phase';
      readonly phase: 'messages';
      readonly messages: readonly { readonly id: MessageId; readonly text: string }[];
    };

/** What happens in a run. `worker`: the worker that it concerns; absent in place, and for what concerns the whole run. */
export type RunEvent = RunHappening & { readonly worker?: WorkerName };

type RunHappening =
  | {
      readonly type: 'run-started';
      readonly session: SessionName;
      readonly spec: string;
      /** '' if the choice is left to the agent. */
      readonly model: string;
      readonly agent: AgentInfo;
      /** The mode of the agent; null if it has none. */
      readonly mode: string | null;
      /** Maximum number of iterations of this run, 0 for no limit. */
      readonly limit: number;
    }
  /** An event of the session, recorded by any process. Each comes once, in order. */
  | { readonly type: 'recorded'; readonly recorded: RecordedEvent }
  | { readonly type: 'agent'; readonly iteration: number; readonly event: AgentEvent }
  /** The turn failed or was abandoned, so the agent did not end it. Nothing of the turn is still running. */
  | { readonly type: 'turn-failed'; readonly iteration: number; readonly reason: string }
  | { readonly type: 'hook'; readonly event: HookEvent }
  | RunPhase
  /** Something the user should know that is not an event of the session. */
  | { readonly type: 'notice'; readonly level: 'info' | 'warning'; readonly message: string }
  /** The run waits for the store, or no longer does. */
  | Exclude<StoreWait, { readonly type: 'store-given-up' }>
  | { readonly type: 'run-ended'; readonly result: RunResult };

export interface RunObserver {
  /** Called in order. Must return immediately and never throw. */
  notify(event: RunEvent): void;
}
