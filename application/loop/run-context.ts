// The objects that a run and its iterations share.
import type { WorkerName } from '../../domain/worker/worker.ts';
import type { LoopSession } from '../session/worker-session.ts';
import type { CurrentContext } from './current-context.ts';
import type { LimitWatch } from './limit-watch.ts';
import type { RunPorts, RunRequest } from './run.ts';
import type { RunHooks } from './run-hooks.ts';
import type { SpecText } from './spec-watch.ts';
import type { TaskCompletionHooks } from './task-completion-hooks.ts';
import type { UncommittedWork } from './uncommitted-work.ts';
import type { VerifyWork } from './verify-work.ts';
import type { WorkSite } from './work-site.ts';

export interface RunContext {
  readonly request: RunRequest;
  readonly ports: RunPorts;
  /** As the worker sees it. */
  readonly session: LoopSession;
  /** The worker whose context it is; undefined in place, and for what concerns the whole run. */
  readonly worker?: WorkerName | undefined;
  readonly site: WorkSite;
  readonly agent: CurrentContext;
  readonly hooks: RunHooks;
  readonly completionHooks: TaskCompletionHooks;
  readonly verify: VerifyWork;
  readonly spec: SpecText;
  readonly limits: LimitWatch;
  readonly uncommitted: UncommittedWork;
  /** Aborted when the user or a signal ends the run. */
  readonly signal: AbortSignal;
}

/** Shows a notice to the user. */
export function notice({ ports }: RunContext, level: 'info' | 'warning', message: string): void {
  ports.observer.notify({ type: 'notice', level, message });
}
