// The objects that a run and its iterations share.
import type { Session } from '../session/session.ts';
import type { CurrentContext } from './current-context.ts';
import type { LimitWatch } from './limit-watch.ts';
import type { RunPorts, RunRequest } from './run.ts';
import type { RunHooks } from './run-hooks.ts';
import type { SpecWatch } from './spec-watch.ts';
import type { TaskCompletionHooks } from './task-completion-hooks.ts';
import type { UncommittedWork } from './uncommitted-work.ts';
import type { VerifyWork } from './verify-work.ts';

export interface RunContext {
  readonly request: RunRequest;
  readonly ports: RunPorts;
  readonly session: Session;
  readonly agent: CurrentContext;
  readonly hooks: RunHooks;
  readonly completionHooks: TaskCompletionHooks;
  readonly verify: VerifyWork;
  readonly spec: SpecWatch;
  readonly limits: LimitWatch;
  readonly uncommitted: UncommittedWork;
  /** Aborted when the user or a signal ends the run. */
  readonly signal: AbortSignal;
}

/** Shows a notice to the user. */
export function notice({ ports }: RunContext, level: 'info' | 'warning', message: string): void {
  ports.observer.notify({ type: 'notice', level, message });
}
