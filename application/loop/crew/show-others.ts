// Shows what the agents of workers of other processes say, so that the build shows every worker.
import type { SessionName } from '../../../domain/session/session-name.ts';
import type { WorkerName } from '../../../domain/worker/worker.ts';
import type { LiveFeed } from '../../ports/live-feed.port.ts';
import type { RunObserver } from '../../ports/run-observer.port.ts';
import { watchedEvent } from '../broadcast.ts';

export interface OthersOptions {
  readonly session: SessionName;
  readonly live: Pick<LiveFeed, 'watch'>;
  /** The workers of this process, which show what they do themselves. */
  readonly own: ReadonlySet<WorkerName>;
  readonly view: RunObserver;
}

/** Shows it until `signal` aborts. Throws if the connection to the store is lost for good. */
export async function showOthers(
  { session, live, own, view }: OthersOptions,
  signal: AbortSignal,
): Promise<void> {
  for await (const item of live.watch(session, signal)) {
    if (item.worker !== undefined && !own.has(item.worker)) view.notify(watchedEvent(item));
  }
}
