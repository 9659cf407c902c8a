// Runs the checks of a session and records what they prove: before the work, for completed tasks, and for the whole session.
import type { CheckPhase, CheckRun } from '../../domain/proof/proof.ts';
import { isUnsettled } from '../../domain/proof/protection.ts';
import { type Verdict, verdictOnSession, verdictOnTasks, withProtected } from '../../domain/proof/verdict.ts';
import { NOTHING_UNCOMMITTED, type UncommittedFiles } from '../../domain/run/run.ts';
import type { SessionState } from '../../domain/session/session.state.ts';
import type { TaskId } from '../../domain/task/task.ts';
import { AdapterError } from '../errors.ts';
import type { Check } from '../ports/check-runner.port.ts';
import type { ProtectedFiles } from '../ports/protected-files.port.ts';
import type { WorkTree } from '../ports/work-tree.port.ts';
import { CheckWrites } from './check-writes.ts';
import { ProtectFiles } from './protect-files.ts';
import { type RedWork, redWork } from './red-work.ts';
import { type Ran, RunChecks, type RunChecksOptions } from './run-checks.ts';

/** Number of files that take part in checks that an event names. */
const BESIDES = 20;

export interface VerifyWorkOptions extends RunChecksOptions {
  readonly workTree: WorkTree;
  readonly protectedFiles: ProtectedFiles;
  /** The state of the session before the run. */
  readonly before: SessionState;
  /** Whether a reviewer looks at the work after the checks. */
  readonly isReviewed: boolean;
}

export class VerifyWork {
  /** Whether the last judgement has nothing against a completion. */
  #mayComplete = false;
  /** What takes part in the checks besides the agents' work. */
  #besides = NOTHING_UNCOMMITTED;
  readonly #writes: CheckWrites;
  readonly #runner: RunChecks;
  /** undefined: nothing is protected. */
  readonly #protect: ProtectFiles | undefined;

  constructor(private readonly options: VerifyWorkOptions) {
    this.#runner = new RunChecks(options);
    this.#writes = new CheckWrites(options.workTree);
    const { checks, protectedFiles: files, before, session, observer } = options;
    const isCrashed = before.runOpen;
    const protects =
      checks.checks.length > 0 || files.isConfigured || isUnsettled(before.proof.protection, isCrashed);
    if (protects) this.#protect = new ProtectFiles({ session, files, observer, isAfterEnd: !isCrashed });
  }

  /** The paths that only checks have written, relative to the work tree: they are not the agent's work. */
  get written(): ReadonlySet<string> {
    return this.#writes.paths;
  }

  get isActive(): boolean {
    return this.#protect !== undefined;
  }

  /** Looks at protected files and runs every check before the work begins. Throws `CHECK.NOT_FOUND` if the command of one does not exist. */
  async baseline(): Promise<void> {
    await this.#protect?.begin();
    this.#besides = await this.#uncommittedBefore();
    const runs = await this.#runAll(this.options.checks.checks, 'baseline');
    const missing = runs.find(({ run }) => run.outcome === 'missing');
    if (!missing) return;
    const problem = `the command of the check "${missing.run.command}" does not exist`;
    throw new AdapterError('CHECK.NOT_FOUND', problem, {
      remedy: 'install it, or correct verify in the configuration',
    });
  }

  /** Runs every check on a session that was completed before. Returns why it is not complete; undefined if all are green. */
  async recheck(): Promise<string | undefined> {
    await this.#protect?.begin();
    const runs = await this.#runAll(this.#checksFor('session'), 'session');
    const { changes } = this.options.session.state.proof.protection;
    const verdict = withProtected(verdictOnSession(runs.map(({ run }) => run)), changes);
    return verdict.type === 'red' ? verdict.reason : undefined;
  }

  /** Looks at protected files a last time: what changes after the run is the user's. */
  async end(): Promise<void> {
    await this.#protect?.look();
  }

  /**
   * Judges the completed tasks and the completion that wait for checks. Records what is proven. Returns what is red and still
   * waits; undefined if nothing does, and if the run ends meanwhile. With a reviewer, `confirm` completes the session later.
   */
  async judge(): Promise<RedWork | undefined> {
    const { session, signal } = this.options;
    this.#mayComplete = !this.isActive;
    const { proof } = await session.refresh();
    const { pending, completionRequested } = proof;
    if (!this.isActive || (pending.length === 0 && !completionRequested)) return undefined;
    const changes = (await this.#protect?.look()) ?? [];
    const due = this.options.checks.checks.filter(
      ({ on }) =>
        (pending.length > 0 && on.includes('task')) || (completionRequested && on.includes('session')),
    );
    const ran = await this.#runAll(due, completionRequested ? 'session' : 'task');
    if (signal.aborted) return undefined;
    const onTasks = withProtected(verdictOnTasks(this.#of('task', ran), proof.checks), changes);
    const isRed = await this.#settle(onTasks, pending);
    if (isRed) return redWork(onTasks, ran, changes);
    if (!completionRequested) return undefined;
    const onSession = withProtected(verdictOnSession(this.#of('session', ran)), changes);
    if (onSession.type === 'red') return redWork(onSession, ran, changes);
    this.#mayComplete = true;
    if (!this.options.isReviewed) await this.confirm();
    return undefined;
  }

  /** Completes the session if that is requested and the last judgement was not against it. */
  async confirm(): Promise<void> {
    const mayComplete = this.#mayComplete;
    this.#mayComplete = false;
    if (mayComplete) await this.options.session.execute({ type: 'ConfirmCompletion' }, 'loop');
  }

  /**
   * Runs the checks for tasks on work that they have accepted, because what others have done was merged with it. Returns what is red;
   * undefined if nothing is, and if the run ends. What is red since before the work began is not to blame.
   */
  async judgeAgain(): Promise<RedWork | undefined> {
    const { session, signal } = this.options;
    if (!this.isActive) return undefined;
    const changes = (await this.#protect?.look()) ?? [];
    const { checks } = session.state.proof;
    this.#writes.skip();
    const ran = await this.#runAll(this.#checksFor('task'), 'task');
    if (signal.aborted) return undefined;
    const verdict = withProtected(verdictOnTasks(this.#of('task', ran), checks), changes);
    return verdict.type === 'red' ? redWork(verdict, ran, changes) : undefined;
  }

  /** Takes what has changed since the last checks for the agent's work, also files that checks had written before. */
  seeWork(): Promise<void> {
    return this.#writes.seeWork();
  }

  /** Forgets which files checks have written, because the work tree has another commit now. */
  restart(): void {
    this.#writes.clear();
  }

  /** Returns the tasks that still wait, and refuses the completion, because their work stays red. */
  async giveUp({ reason }: RedWork): Promise<void> {
    const { session } = this.options;
    const { pending } = session.state.proof;
    await session.execute({ type: 'ReturnTasks', ids: pending, by: 'checks', reason }, 'loop');
    await session.execute({ type: 'RefuseCompletion', reason }, 'loop');
  }

  /** Records what tasks are proven. Returns whether they are red and wait. */
  async #settle(verdict: Verdict, ids: readonly TaskId[]): Promise<boolean> {
    if (ids.length === 0) return false;
    const { session } = this.options;
    switch (verdict.type) {
      case 'green': {
        const checks = this.#checksFor('task').map(({ command }) => command);
        if (checks.length === 0) {
          await session.execute({ type: 'LeaveUnverified', ids, reason: 'no check is for tasks' }, 'loop');
        } else {
          const besides = this.#besides.files.length > 0 ? { besides: this.#besides } : {};
          await session.execute({ type: 'VerifyTasks', ids, checks, ...besides }, 'loop');
        }
        return false;
      }
      case 'unproven':
        await session.execute({ type: 'LeaveUnverified', ids, reason: verdict.reason }, 'loop');
        return false;
      case 'red':
        return true;
      default:
        return verdict satisfies never;
    }
  }

  #checksFor(occasion: 'task' | 'session'): readonly Check[] {
    return this.options.checks.checks.filter(({ on }) => on.includes(occasion));
  }

  #of(occasion: 'task' | 'session', ran: readonly Ran[]): readonly CheckRun[] {
    const commands = new Set(this.#checksFor(occasion).map(({ command }) => command));
    return ran.flatMap(({ run }) => (commands.has(run.command) ? [run] : []));
  }

  /** Returns what is uncommitted and not from an earlier run of the session. */
  async #uncommittedBefore(): Promise<UncommittedFiles> {
    const { workTree, session } = this.options;
    const state = (await workTree.kept(session.name)) ?? (await workTree.capture());
    const files = workTree.uncommittedIn(state);
    return { files: files.slice(0, BESIDES), leftOut: Math.max(0, files.length - BESIDES) };
  }

  async #runAll(checks: readonly Check[], phase: CheckPhase): Promise<readonly Ran[]> {
    return checks.length === 0 ? [] : this.#writes.during(() => this.#runner.runAll(checks, phase));
  }
}
