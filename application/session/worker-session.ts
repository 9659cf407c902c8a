// A session as the loop uses it: in place the session itself, else as one of several workers sees it.
import type { WorkerName } from '../../domain/worker/worker.ts';
import { viewOf } from '../../domain/worker/worker-view.ts';
import type { Session } from './session.ts';

export type LoopSession = Pick<Session, 'name' | 'state' | 'refresh' | 'execute' | 'onBatch'>;

/**
 * Returns the session as the worker sees it: its state is `viewOf` the worker, its commands are signed by it, and listeners get no
 * events of other workers, except the end of a wait, which all share.
 */
export function sessionOfWorker(session: Session, worker: WorkerName): LoopSession {
  return {
    name: session.name,
    get state() {
      return viewOf(session.state, worker);
    },
    refresh: async (brief) => viewOf(await session.refresh(brief), worker),
    execute: async (command, by, brief) => {
      const actor = typeof by === 'string' ? by : by.actor;
      const { events, state } = await session.execute(command, { actor, worker }, brief);
      return { events, state: viewOf(state, worker) };
    },
    onBatch: (listener) =>
      session.onBatch(({ version, events }, state) => {
        const own = events.filter(
          ({ event, meta }) => (meta.worker ?? worker) === worker || event.type === 'WaitEnded',
        );
        if (own.length > 0) listener({ version, events: own }, viewOf(state, worker));
      }),
  };
}
