// Puts the verified work of a worker on the session's branch: merged, checked again if the branch moved, compared and swapped.
import { requireIteration } from '../../../domain/iteration/iteration.state.ts';
import { listed } from '../../../domain/listed.ts';
import type { SessionState } from '../../../domain/session/session.state.ts';
import { findTask } from '../../../domain/task/task.state.ts';
import type { TaskId } from '../../../domain/task/task.ts';
import { claimedBy, findWorker } from '../../../domain/worker/worker.state.ts';
import type { WorkerName } from '../../../domain/worker/worker.ts';
import type { Turnstile } from '../../async/turnstile.ts';
import type { SessionBranch } from '../../ports/session-branch.port.ts';
import type { WorkerTree } from '../../ports/worker-tree.port.ts';
import { commitMessage } from '../commit-message.ts';
import type { RedWork } from '../red-work.ts';
import { notice, type RunContext } from '../run-context.ts';
import type { OpenIteration } from '../work-site.ts';
import { conflictNotice, redMergeNotice } from './merge-notice.ts';

/** The worker whose work is landed. */
interface LandingWorker {
  readonly name: WorkerName;
  readonly run: RunContext;
  readonly tree: WorkerTree;
  readonly branch: SessionBranch;
  readonly queue: Turnstile;
  /** Throws `WORKER.LOST` or `CLAIM.LOST` unless the worker is still one of the session, and has the claims of these tasks. */
  requireClaims(ids: readonly TaskId[]): Promise<void>;
}

/** How often the agent may resolve a conflict of the same work. */
const MOST_CONFLICTS = 2;

type Attempt =
  | { readonly type: 'landed'; readonly commit: string }
  | { readonly type: 'moved' }
  | { readonly type: 'uncommitted'; readonly files: readonly string[] }
  | { readonly type: 'conflict'; readonly onto: string; readonly files: readonly string[] }
  | { readonly type: 'red'; readonly red: RedWork };

export class LandWork {
  #conflicts = 0;
  #rounds = 0;
  #hasCommittedLate = false;
  #isSettled = false;
  /** The commit of the branch that the checks have seen together with the work. */
  #checkedOn: string;

  /** `base`: the commit of the branch that the work began at. */
  constructor(
    private readonly worker: LandingWorker,
    private readonly iteration: OpenIteration,
    private readonly base: string,
  ) {
    this.#checkedOn = base;
  }

  /** Whether the work tree had nothing uncommitted when the work landed, and nothing has run in it since. */
  get leftClean(): boolean {
    return this.#isSettled && !this.worker.run.hooks.has('on_task_complete');
  }

  /** Lands the work of the completed tasks; returns why it is not merged, undefined if it is, or if there is none. Throws if the store, git or the agent fails. */
  async execute(): Promise<string | undefined> {
    const { run, tree, name } = this.worker;
    // The iteration has just recorded what it did, and claims are confirmed before anything lands.
    const { state } = run.session;
    const ids = claimedBy(state, name).filter((id) => findTask(state.tasks, id)?.status === 'completed');
    const isClosing = findWorker(state, name)?.closing ?? false;
    if (ids.length === 0) {
      if (!isClosing || (await tree.head()) === this.base) return undefined;
      // Without a task, no check has seen the work yet.
      this.#checkedOn = '';
    }
    const unjudged = await this.#judge(ids);
    return unjudged ?? this.#land(state, ids);
  }

  /** Lands what the agent has changed after its tasks were merged, checked like work without a task. Returns and throws like `execute`. */
  async executeReply(): Promise<string | undefined> {
    // No check has seen it yet.
    this.#checkedOn = '';
    return this.#land(await this.worker.run.session.refresh(), []);
  }

  async #land(state: SessionState, ids: readonly TaskId[]): Promise<string | undefined> {
    const { run } = this.worker;
    for (;;) {
      if (run.signal.aborted) return 'the run ended before the work was merged';
      const attempt = await this.worker.queue.run(() => this.#attempt(state, ids));
      switch (attempt.type) {
        case 'landed':
          await this.#advance(attempt.commit);
          await this.#record(ids, attempt.commit);
          return undefined;
        case 'moved':
          break;
        case 'conflict': {
          const problem = await this.#resolve(attempt, ids);
          if (problem !== undefined) return problem;
          break;
        }
        case 'uncommitted':
          if (this.#hasCommittedLate) return `${listed(attempt.files, 5)} could not be committed`;
          this.#hasCommittedLate = true;
          await this.iteration.commitLate();
          // No check has seen it yet.
          this.#checkedOn = '';
          break;
        case 'red':
          if (this.#rounds === run.request.verifyRounds)
            return `merged with the work of others, ${attempt.red.reason}`;
          this.#rounds += 1;
          await this.iteration.prompt([redMergeNotice(this.worker.branch.name, attempt.red.forAgent)]);
          break;
        default:
          return attempt satisfies never;
      }
    }
  }

  /** Judges what its iteration has not, because the agent failed after it had completed the tasks. Returns why they are not accepted. */
  async #judge(ids: readonly TaskId[]): Promise<string | undefined> {
    const { session, verify } = this.worker.run;
    const isOpen = (id: TaskId): boolean => {
      const { pending, unreviewed } = session.state.proof;
      return pending.includes(id) || unreviewed.includes(id);
    };
    if (!ids.some(isOpen)) return undefined;
    const red = await verify.judge();
    if (red) {
      await verify.giveUp(red);
      return red.reason;
    }
    const open = ids.filter(isOpen);
    return open.length === 0
      ? undefined
      : `the iteration ended before ${listed(open)} was checked and reviewed`;
  }

  async #attempt(state: SessionState, ids: readonly TaskId[]): Promise<Attempt> {
    const { run, tree, branch, name } = this.worker;
    const { number } = this.iteration;
    const work = { ...requireIteration(run.session.state.iterations, number), tasks: ids };
    const message = commitMessage(run.session.name, work, state);
    const mergeMessage = `Merge ${branch.name} into the work of ${name}`;
    const head = branch.head();
    const [onto, uncommitted] = await Promise.all([
      head,
      tree.settle(run.verify.written),
      this.#prepare(head, message),
    ]);
    this.#isSettled = uncommitted.length === 0;
    if (!this.#isSettled) return { type: 'uncommitted', files: uncommitted };
    const merge = await tree.merge(onto, mergeMessage);
    if (merge.type === 'conflict') return { ...merge, onto };
    let { commit, tree: files } = merge;
    if (onto !== this.#checkedOn) {
      if (run.verify.isActive) {
        commit = await tree.adopt(merge, onto, mergeMessage);
        files = undefined;
      }
      this.#isSettled = !run.verify.isActive;
      const red = await run.verify.judgeAgain();
      if (red) return { type: 'red', red };
      this.#checkedOn = onto;
    }
    const confirm = () => this.worker.requireClaims(ids);
    if (commit === onto) {
      await confirm();
      return { type: 'landed', commit };
    }
    const landing = await branch.land({ commit, tree: files, onto, message, confirm });
    return landing.type === 'landed' ? landing : { type: 'moved' };
  }

  /** Shows what has landed to hooks that run in the work tree. Others need not wait for it in the queue, and it cannot fail any more. */
  async #advance(commit: string): Promise<void> {
    const { run, tree, name } = this.worker;
    if (!run.hooks.has('on_task_complete')) return;
    await tree.advance(commit).catch((error: unknown) => {
      run.ports.logger.warn('the files of a worker are not those that have landed', { worker: name, error });
    });
  }

  /** Makes the merges, while the work tree is looked at. They stay unused if there is more to do. */
  async #prepare(head: Promise<string>, message: string): Promise<void> {
    const { tree, branch, run } = this.worker;
    const onto = await head;
    const merge = await tree.prepareMerge(onto);
    // Checks come before the merge that lands.
    if (!merge || (merge.tree !== undefined && run.verify.isActive)) return;
    if (merge.commit !== onto) branch.prepare({ commit: merge.commit, tree: merge.tree, onto, message });
  }

  /** Lets the agent resolve a conflict. Returns why the work is given up, undefined if it is resolved. */
  async #resolve(
    { files, onto }: Extract<Attempt, { type: 'conflict' }>,
    ids: readonly TaskId[],
  ): Promise<string | undefined> {
    const { run, tree, branch, name } = this.worker;
    await run.session.execute({ type: 'RecordConflict', worker: name, ids, files }, 'loop');
    this.#conflicts += 1;
    const problem = `it conflicts with what others have merged, in ${listed(files, 5)}`;
    if (this.#conflicts > MOST_CONFLICTS || run.limits.isReached) return this.#giveUp(problem);
    const theirs = await branch.describe(this.base, files);
    await this.iteration.prompt([conflictNotice({ branch: branch.name, ids, files, theirs })], {
      commits: false,
    });
    const concluded = await tree.conclude(`Merge ${branch.name} into the work of ${name}`);
    if (concluded.type === 'conflict') return this.#giveUp(`${problem}; the conflict was not resolved`);
    // What the agent made of it was never checked.
    if (this.#checkedOn === onto) this.#checkedOn = '';
    return undefined;
  }

  async #giveUp(problem: string): Promise<string> {
    await this.worker.tree.abandonMerge();
    return problem;
  }

  async #record(ids: readonly TaskId[], commit: string): Promise<void> {
    const { run, name } = this.worker;
    const merged = ids.map((id) => ({ id, commit }));
    await run.session.execute({ type: 'RecordMerge', worker: name, merged }, 'loop');
    if (ids.length === 0) notice(run, 'info', `the work without a task was merged as ${commit.slice(0, 8)}`);
  }
}
