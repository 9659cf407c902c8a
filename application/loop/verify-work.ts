// Runs the checks of a session and records what they prove: before the work, for completed tasks, and for the whole session.
import type { CheckPhase, CheckRun } from '../../domain/proof/proof.ts';
import { type Verdict, verdictOnSession, verdictOnTasks } from '../../domain/proof/verdict.ts';
import type { TaskId } from '../../domain/task/task.ts';
import { AdapterError } from '../errors.ts';
import type { Check } from '../ports/check-runner.port.ts';
import type { WorkTree, WorkTreeState } from '../ports/work-tree.port.ts';
import { plural } from '../wording/count.ts';
import { type Ran, RunChecks, type RunChecksOptions } from './run-checks.ts';

/** Number of characters of the output of each red check that the agent gets. */
const TOLD = 12_000;

/** Work that its checks do not accept. */
export interface RedWork {
  readonly reason: string;
  /** What the agent needs to know to fix it. */
  readonly forAgent: string;
}

export interface VerifyWorkOptions extends RunChecksOptions {
  readonly workTree: WorkTree;
  /** Whether a reviewer looks at the work after the checks. */
  readonly isReviewed: boolean;
}

export class VerifyWork {
  /** The state since which changes are the agent's; undefined before the first check. */
  #mark: WorkTreeState | undefined;
  /** Whether the last judgement has nothing against a completion. */
  #mayComplete = false;
  readonly #agents = new Set<string>();
  readonly #written = new Set<string>();
  readonly #runner: RunChecks;

  constructor(private readonly options: VerifyWorkOptions) {
    this.#runner = new RunChecks(options);
  }

  /** The paths that only checks have written, relative to the work tree: they are not the agent's work. */
  get written(): ReadonlySet<string> {
    return this.#written;
  }

  get isActive(): boolean {
    return this.options.checks.checks.length > 0;
  }

  /** Runs every check before the work begins. Throws `CHECK.NOT_FOUND` if the command of one does not exist. */
  async baseline(): Promise<void> {
    const runs = await this.#runAll(this.options.checks.checks, 'baseline');
    const missing = runs.find(({ run }) => run.outcome === 'missing');
    if (!missing) return;
    throw new AdapterError(
      'CHECK.NOT_FOUND',
      `the command of the check "${missing.run.command}" does not exist`,
      {
        remedy: 'install it, or correct verify in the configuration',
      },
    );
  }

  /** Runs every check on a session that was completed before. Returns why it is not complete; undefined if all are green. */
  async recheck(): Promise<string | undefined> {
    const runs = await this.#runAll(this.#checksFor('session'), 'session');
    const verdict = verdictOnSession(runs.map(({ run }) => run));
    return verdict.type === 'red' ? verdict.reason : undefined;
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
    const due = this.options.checks.checks.filter(
      ({ on }) =>
        (pending.length > 0 && on.includes('task')) || (completionRequested && on.includes('session')),
    );
    const ran = await this.#runAll(due, completionRequested ? 'session' : 'task');
    if (signal.aborted) return undefined;
    const onTasks = verdictOnTasks(this.#of('task', ran), proof.checks);
    const isRed = await this.#settle(onTasks, pending);
    if (!completionRequested) return isRed ? redWork(onTasks, ran) : undefined;
    const onSession = verdictOnSession(this.#of('session', ran));
    if (isRed) return redWork(onTasks, ran);
    if (onSession.type === 'red') return redWork(onSession, ran);
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
        } else await session.execute({ type: 'VerifyTasks', ids, checks }, 'loop');
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

  /** Runs checks, and finds out which files only they have written. */
  async #runAll(checks: readonly Check[], phase: CheckPhase): Promise<readonly Ran[]> {
    if (checks.length === 0) return [];
    const { workTree } = this.options;
    const before = await workTree.capture();
    for (const path of this.#mark ? (await workTree.changedSince(this.#mark)).files : []) {
      this.#agents.add(path);
      this.#written.delete(path);
    }
    const ran = await this.#runner.runAll(checks, phase);
    for (const path of (await workTree.changedSince(before)).files) {
      if (!this.#agents.has(path)) this.#written.add(path);
    }
    this.#mark = await workTree.capture();
    return ran;
  }
}

function redWork(verdict: Verdict, ran: readonly Ran[]): RedWork {
  const reason = verdict.type === 'green' ? '' : verdict.reason;
  const red = verdict.type === 'red' ? verdict.red : [];
  const blocks = ran
    .filter(({ run }) => red.includes(run))
    .map(({ run, output }) => `$ ${run.command}\n${output.slice(-TOLD)}`);
  const forAgent = [
    `iteratr ran ${plural(ran.length, 'check')} on your work, and it is not accepted: ${reason}.`,
    'Fix the cause in this turn. Do not change the checks, and do not weaken the tests.',
    ...blocks,
  ].join('\n\n');
  return { reason, forAgent };
}
