// Gives the tasks of workers back that have ended without a word. Every process with workers looks, because any of them may be left alone.
import type { WorkerName } from '../../../domain/worker/worker.ts';
import type { Clock } from '../../ports/clock.port.ts';
import type { Logger } from '../../ports/logger.port.ts';
import { REFRESH_MS } from '../../session/lease.ts';
import type { Session } from '../../session/session.ts';
import type { EndedWorker } from '../../session/worker-leases.ts';
import type { Crew } from './crew.ts';
import { landedBy, type OnFound, tellFound } from './landed-by.ts';

export interface LostWorkersOptions {
  readonly session: Session;
  readonly crew: Pick<Crew, 'branch' | 'trees' | 'leases'>;
  readonly clock: Pick<Clock, 'after'>;
  readonly logger: Logger;
  readonly onFound: OnFound;
}

export class LostWorkers {
  readonly #own = new Set<WorkerName>();
  /** Whose leases had lapsed at the last look. */
  #lapsed: ReadonlySet<WorkerName> = new Set();

  constructor(private readonly options: LostWorkersOptions) {}

  /** Does not look at this worker any more, or again: it is of this process. */
  except(worker: WorkerName): void {
    this.#own.add(worker);
  }

  /** Looks at this worker of this process from now on: it has ended, and what it had merged is not known. */
  include(worker: WorkerName): void {
    this.#own.delete(worker);
  }

  /** Records the workers of other processes that have ended. Throws the errors of the store and of git. */
  async look(): Promise<void> {
    for (const ended of await this.#ended()) await this.#lose(ended);
  }

  /** Looks like `look`, but a lapsed lease must be lapsed twice: a machine that slept has not refreshed its leases yet. */
  async #lookAgain(): Promise<void> {
    const ended = await this.#ended();
    const isSure = ({ worker, isDead }: EndedWorker): boolean => isDead || this.#lapsed.has(worker.name);
    for (const one of ended.filter(isSure)) await this.#lose(one);
    this.#lapsed = new Set(ended.map(({ worker }) => worker.name));
  }

  #ended(): Promise<readonly EndedWorker[]> {
    const { session, crew } = this.options;
    const others = session.state.workers.filter(({ name }) => !this.#own.has(name));
    return crew.leases.ended(session.name, others);
  }

  /** Looks again and again. Returns a function that stops it, and resolves when nothing is under way any more. */
  watch(): () => Promise<void> {
    const { clock, logger } = this.options;
    let isStopped = false;
    let looking: Promise<void> = Promise.resolve();
    let stopTimer = (): void => undefined;
    const schedule = (): void => {
      stopTimer = clock.after(REFRESH_MS, () => {
        looking = this.#lookAgain()
          // The store or the remote is away: they are looked at again.
          .catch((error: unknown) => logger.warn('the leases of the workers were not looked at', { error }))
          .finally(() => {
            if (!isStopped) schedule();
          });
      });
    };
    schedule();
    return async () => {
      isStopped = true;
      stopTimer();
      await looking;
    };
  }

  async #lose({ worker, reason, isDead }: EndedWorker): Promise<void> {
    const { session, crew } = this.options;
    const mayLive = !isDead && !(await crew.trees.isAbandoned(worker.name, worker.joinedAt));
    const merged = await landedBy({ session, branch: crew.branch }, worker.name);
    const loss = { type: 'LoseWorker', worker: worker.name, reason, merged, mayLive } as const;
    tellFound(await session.execute(loss, 'loop'), this.options.onFound);
    await crew.leases.forget(session.name, worker.name);
  }
}
