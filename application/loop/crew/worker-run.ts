// One of several workers of a run: its context of the loop, its work tree, and how it gets and lands work.
import { listed } from '../../../domain/listed.ts';
import { findTask } from '../../../domain/task/task.state.ts';
import type { TaskId } from '../../../domain/task/task.ts';
import { areIterationsUsed, isIdle } from '../../../domain/worker/claims.ts';
import { requirePresent } from '../../../domain/worker/worker.decider.ts';
import { claimedBy, isBusy } from '../../../domain/worker/worker.state.ts';
import type { WorkerName } from '../../../domain/worker/worker.ts';
import type { Turnstile } from '../../async/turnstile.ts';
import { ApplicationError } from '../../errors.ts';
import type { SessionBranch } from '../../ports/session-branch.port.ts';
import type { WorkTreeState } from '../../ports/work-tree.port.ts';
import type { WorkerTree } from '../../ports/worker-tree.port.ts';
import type { Lease } from '../../session/lease.ts';
import type { Session } from '../../session/session.ts';
import { plainLine } from '../../wording/plain-text.ts';
import { isAgentFailure } from '../agent-failure.ts';
import { untilLimit } from '../limit-end.ts';
import { notice, type RunContext } from '../run-context.ts';
import { pauseIfAsked, sleep } from '../waits.ts';
import type { OpenIteration, WorkSite } from '../work-site.ts';
import { LandWork } from './land-work.ts';

/** Every new event ends the wait, so this is only how long it may be. */
const WAIT_MS = 24 * 3_600_000;

/** How long a work tree counts as clean without another look. */
const CLEAN_MS = 1_000;

export interface WorkerRunOptions {
  readonly name: WorkerName;
  readonly tree: WorkerTree;
  readonly branch: SessionBranch;
  /** The merge queue of this process. */
  readonly queue: Turnstile;
  /** The session with the events of all workers. */
  readonly session: Session;
  readonly lease: Pick<Lease, 'confirm'>;
}

export class WorkerRun implements WorkSite {
  readonly name: WorkerName;
  readonly tree: WorkerTree;
  readonly branch: SessionBranch;
  readonly queue: Turnstile;
  /** The commit of the branch at which the work on the claim began; undefined without a claim. */
  #base: string | undefined;
  #taken: WorkTreeState | undefined;
  #run: RunContext | undefined;
  /** When the work tree was last known to have nothing uncommitted, in milliseconds since the epoch. */
  #cleanAt = 0;

  constructor(private readonly options: WorkerRunOptions) {
    ({ name: this.name, tree: this.tree, branch: this.branch, queue: this.queue } = options);
  }

  /** The worker's context of the loop, which refers to this site in turn. */
  get run(): RunContext {
    if (!this.#run) throw new Error('the worker has no context yet');
    return this.#run;
  }

  set run(run: RunContext) {
    this.#run = run;
  }

  async take(): Promise<boolean> {
    const { session } = this.options;
    let isChanged = false;
    const stopListening = session.onBatch(() => {
      isChanged = true;
    });
    try {
      while (!this.run.signal.aborted) {
        isChanged = false;
        await pauseIfAsked(this.run);
        const claim = { type: 'ClaimTask', worker: this.name } as const;
        const { state } = await session.execute(claim, { actor: 'loop', worker: this.name });
        if (isBusy(state, this.name)) {
          if (this.#base === undefined) await this.#begin(claimedBy(state, this.name)[0] ?? null);
          return true;
        }
        if (state.completed || areIterationsUsed(state) || isIdle(state)) return false;
        await untilLimit(sleep({ ...this.run, session }, WAIT_MS, () => isChanged));
        if (this.run.limits.isReached) return false;
      }
      return false;
    } finally {
      stopListening();
    }
  }

  taken(): WorkTreeState | undefined {
    const taken = this.#taken;
    this.#taken = undefined;
    return taken;
  }

  async land(iteration: OpenIteration): Promise<void> {
    if (this.#base === undefined) return;
    const landing = new LandWork(this, iteration, this.#base);
    const problem = await landing.execute().catch((error: unknown) => this.#failed(error));
    if (this.run.signal.aborted) return;
    if (problem === undefined && landing.leftClean) this.#cleanAt = this.#now();
    const { session } = this.run;
    // What has landed was confirmed just before, and recorded.
    const state = problem === undefined ? session.state : await session.refresh();
    const claimed = claimedBy(state, this.name);
    const isContinued = claimed.some((id) => findTask(state.tasks, id)?.status === 'in_progress');
    if (isContinued && problem === undefined) return;
    this.#base = undefined;
    // A claim ends with the merge, and what is merged is committed.
    if (problem === undefined && !isBusy(state, this.name)) return;
    await this.tree.keepUnfinished(this.run.verify.written);
    const kept =
      problem === undefined ? '' : `${problem}; the work is kept on the branch ${this.tree.branch}`;
    if (kept !== '') notice(this.run, 'warning', `not merged: ${plainLine(kept, 500)}`);
    await this.run.session.execute({ type: 'ReleaseClaims', worker: this.name, reason: kept }, 'loop');
  }

  async landReply(iteration: OpenIteration, send: () => Promise<void>): Promise<void> {
    const before = await this.tree.head();
    await send();
    if (this.run.signal.aborted || (await this.tree.head()) === before) return;
    const problem = await new LandWork(this, iteration, before)
      .executeReply()
      .catch((error: unknown) => this.#failed(error));
    if (problem === undefined) return;
    await this.tree.keepUnfinished(this.run.verify.written);
    const kept = `what the agent changed in reply to the last hook output: ${problem}; it is kept on the branch ${this.tree.branch}`;
    notice(this.run, 'warning', `not merged: ${plainLine(kept, 500)}`);
  }

  /** Gives the work up for which the agent could not finish a merge. */
  async #failed(error: unknown): Promise<string> {
    if (!isAgentFailure(error)) throw error;
    await this.tree.abandonMerge();
    return `the agent failed during the merge: ${error.message}`;
  }

  /** Throws `CLAIM.LOST` unless the worker is still one of the session, and has the claims of these tasks. */
  async requireClaims(ids: readonly TaskId[]): Promise<void> {
    await this.options.lease.confirm();
    const state = await this.options.session.refresh();
    requirePresent(state, this.name);
    const lost = ids.filter((id) => !claimedBy(state, this.name).includes(id));
    if (lost.length === 0) return;
    throw new ApplicationError('CLAIM.LOST', `${this.name} no longer has the claim of ${listed(lost)}`, {
      remedy: `its work is kept on the branch ${this.tree.branch}`,
    });
  }

  /** Gives the work tree the newest state of the branch, with what the user has committed in between. */
  async #begin(task: TaskId | null): Promise<void> {
    // Others may be merging, which takes as long as their checks.
    const head = (await this.branch.current()) ?? (await this.queue.run(() => this.#update()));
    await this.tree.begin(task, head);
    this.#taken = this.#knownState(head) ?? (await this.#cleanState());
    this.tree.removeMerged();
    this.run.verify.restart();
    this.#base = head;
  }

  /** Returns the state of a work tree that was clean a moment ago: what was written since may as well be written a moment later. */
  #knownState(head: string): WorkTreeState | undefined {
    const isClean = this.#now() - this.#cleanAt < CLEAN_MS;
    return isClean ? this.run.ports.workTree.cleanState(head) : undefined;
  }

  #now(): number {
    return this.run.ports.clock.now().getTime();
  }

  /** Removes what is not committed, and returns the state of the work tree. Usually one look is enough for both. */
  async #cleanState(): Promise<WorkTreeState> {
    const { workTree } = this.run.ports;
    const state = await workTree.capture();
    if (workTree.isClean(state)) return state;
    await this.tree.clean();
    return workTree.capture();
  }

  /** Merges what the user has committed, and returns the newest commit of the branch. */
  async #update(): Promise<string> {
    const update = await this.branch.update();
    if (update.type === 'merged') notice(this.run, 'info', `merged what is new on ${update.from}`);
    if (update.type === 'conflict') {
      const files = listed(
        update.files.map((file) => plainLine(file, 200)),
        5,
      );
      notice(
        this.run,
        'warning',
        `what is new on ${update.from} conflicts with the work, in ${files}; \`iteratr merge\` will too`,
      );
    }
    return update.head;
  }
}
