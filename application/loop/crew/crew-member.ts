// A worker of this process: joins the session, gets its work tree, its lease and its context of the loop, works, and leaves.

import { AppError } from '../../../domain/errors.ts';
import type { SessionState } from '../../../domain/session/session.state.ts';
import type { WorkerName } from '../../../domain/worker/worker.ts';
import type { Turnstile } from '../../async/turnstile.ts';
import type { Lease } from '../../session/lease.ts';
import type { Session } from '../../session/session.ts';
import { sessionOfWorker } from '../../session/worker-session.ts';
import { verifyWork } from '../compose-run.ts';
import { CurrentContext, type CurrentContextOptions } from '../current-context.ts';
import { iterate } from '../iterate.ts';
import { notice, type RunContext } from '../run-context.ts';
import { RunHooks } from '../run-hooks.ts';
import type { IterationReport, RunEnd } from '../run-result.ts';
import { TaskCompletionHooks } from '../task-completion-hooks.ts';
import { UncommittedWork } from '../uncommitted-work.ts';
import type { Crew, HiredWorker } from './crew.ts';
import { leaveCrew } from './landed-by.ts';
import type { LostWorkers } from './lost-workers.ts';
import { WorkerRun } from './worker-run.ts';

export interface CrewOptions {
  /** The context of the whole run. */
  readonly run: RunContext;
  readonly session: Session;
  readonly crew: Crew;
  /** The state of the session before the run. */
  readonly before: SessionState;
  readonly contexts: CurrentContextOptions;
}

export interface MemberOptions extends CrewOptions {
  /** The commit of the session's branch that a new work tree starts at. */
  readonly commit: string;
  /** The merge queue of this process. */
  readonly queue: Turnstile;
  readonly lost: LostWorkers;
}

/** Errors by which a worker learns that others have given it up. */
const GIVEN_UP: readonly string[] = ['WORKER.LOST', 'CLAIM.LOST'];

export class CrewMember {
  #dismissed: Promise<void> | undefined;

  private constructor(
    readonly worker: WorkerRun,
    private readonly hired: HiredWorker,
    private readonly lease: Lease,
    private readonly gone: GivenUp,
    private readonly options: MemberOptions,
  ) {}

  /** Lets one more worker join, and composes its context of the loop. Throws, and leaves no worker behind, if it cannot start. */
  static async join(options: MemberOptions): Promise<CrewMember> {
    const { run, session, crew, commit, queue, lost } = options;
    const { events } = await session.execute({ type: 'JoinWorker', host: crew.host }, 'loop');
    const joined = events.find((event) => event.type === 'WorkerJoined');
    if (!joined) throw new Error('no worker has joined');
    const { worker: name } = joined.data;
    lost.except(name);
    const gone = new GivenUp(session, name);
    let lease: Lease | undefined;
    try {
      lease = await crew.leases.hold(session.name, name);
      const tree = await crew.trees.open(name, commit, run.signal);
      const hired = await crew.hire(name, tree);
      const worker = new WorkerRun({ name, tree, queue, session, branch: crew.branch, lease });
      worker.run = contextOf(worker, hired, gone.signal, options);
      return new CrewMember(worker, hired, lease, gone, options);
    } catch (error) {
      gone.stop();
      await session.execute({ type: 'LeaveWorker', worker: name, reason: 'it could not start' }, 'loop');
      await lease?.release();
      throw error;
    }
  }

  get name(): WorkerName {
    return this.worker.name;
  }

  /** Whether others have given the worker up, because its lease had lapsed. */
  get isGivenUp(): boolean {
    return this.gone.signal.aborted;
  }

  /** Runs the `worker_start` hooks if the work tree is new. */
  async prepare(): Promise<void> {
    const { tree, run } = this.worker;
    if (tree.isNew) await this.attempt(() => run.hooks.runAndHold('worker_start'));
  }

  /** Does what comes before the work. Returns false if others have given the worker up in between. Throws what `step` throws else. */
  async attempt(step: () => Promise<unknown>): Promise<boolean> {
    try {
      if (!this.isGivenUp) await step();
    } catch (error) {
      this.#see(error);
      if (!this.isGivenUp) throw error;
    }
    return !this.isGivenUp;
  }

  /** Runs the loop until the worker has nothing to do any more. A failure ends this worker, not the others; that of the store ends all. */
  async work(reports: IterationReport[]): Promise<RunEnd> {
    const { run, name } = this.worker;
    let end: RunEnd;
    try {
      end = await iterate(run, reports);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#see(error);
      if (!run.signal.aborted) {
        run.ports.logger.error('a worker failed', { worker: name, error });
        notice(run, 'warning', `the worker stopped: ${message}`);
      }
      end = { reason: 'failed', message, error };
    }
    if (this.isGivenUp) return end;
    try {
      // The next worker may get its name, and with it the work tree.
      await this.dismiss();
    } finally {
      const { session, crew, lost } = this.options;
      const { completionHooks } = this.options.run;
      const facts = {
        ...{ session, branch: crew.branch, logger: run.ports.logger },
        onFound: completionHooks.found.bind(completionHooks),
      };
      if (!(await leaveCrew(facts, name, end))) lost.include(name);
    }
    return end;
  }

  /** Learns from an error that others have given the worker up. */
  #see(error: unknown): void {
    if (error instanceof AppError && GIVEN_UP.includes(error.code)) this.gone.abort();
  }

  /** Stops the agent and closes what the worker has. Safe to call again. */
  dismiss(): Promise<void> {
    this.#dismissed ??= this.#dismiss();
    return this.#dismissed;
  }

  async #dismiss(): Promise<void> {
    const { run, tree, name } = this.worker;
    const { crew } = this.options;
    this.gone.stop();
    run.completionHooks.stop();
    await Promise.all(this.hired.ports.agents.map(({ agent }) => agent.stop()));
    await this.hired.dismiss();
    try {
      await tree.close(await crew.branch.head(), run.verify.written);
    } catch (error) {
      run.ports.logger.warn('the work tree of a worker was not looked at', { worker: name, error });
    }
    await this.lease.release();
  }
}

/** Notices that others have given a worker up. */
class GivenUp {
  readonly #controller = new AbortController();
  readonly stop: () => void;

  constructor(session: Session, name: WorkerName) {
    this.stop = session.onBatch(({ events }) => {
      const isLost = events.some(({ event }) => event.type === 'WorkerLost' && event.data.worker === name);
      if (isLost) this.abort();
    });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  abort(): void {
    this.#controller.abort();
  }
}

function contextOf(
  worker: WorkerRun,
  hired: HiredWorker,
  gone: AbortSignal,
  { run, session: whole, before, contexts }: CrewOptions,
): RunContext {
  const ports = { ...run.ports, ...hired.ports };
  const session = sessionOfWorker(whole, worker.name);
  const signal = AbortSignal.any([run.signal, gone]);
  const hooks = new RunHooks(session, ports, signal);
  const { cwd } = worker.tree;
  return {
    ...run,
    ...{ ports, session, hooks, signal, worker: worker.name, site: worker },
    request: { ...run.request, cwd, mcpServers: hired.mcpServers },
    agent: new CurrentContext(ports.agents, { ...contexts, cwd, mcpServers: hired.mcpServers, signal }),
    completionHooks: new TaskCompletionHooks(session, hooks, worker.name),
    verify: verifyWork(ports, { session, before, signal }),
    uncommitted: new UncommittedWork(ports.workTree),
  };
}
