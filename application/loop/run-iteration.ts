// Runs one iteration from its start to its commit and records its outcome. `IterationTurns` talks to the agent.

import { changedFiles } from '../../domain/iteration/changed-files.ts';
import { latestNumber, requireIteration } from '../../domain/iteration/iteration.state.ts';
import { totalUsage } from '../../domain/iteration/iteration-usage.ts';
import { proofOfTask } from '../../domain/proof/proof.state.ts';
import { EMPTY_LEDGER, recordProgress } from '../../domain/run/progress.ts';
import { findTask } from '../../domain/task/task.state.ts';
import { bothDone } from '../async/both-done.ts';
import { AdapterError } from '../errors.ts';
import type { AgentEvent } from '../ports/agent.port.ts';
import type { WorkTreeState } from '../ports/work-tree.port.ts';
import { causeOf, isAgentFailure } from './agent-failure.ts';
import { runTurn, type TurnOptions } from './agent-turn.ts';
import { CommitWork } from './commit-work.ts';
import { EvidenceCollector } from './evidence-collector.ts';
import { FailedCommands } from './failed-commands.ts';
import { IterationTurns, type TurnsEnd } from './iteration-turns.ts';
import { LimitReached } from './limit-watch.ts';
import { Patience } from './patience.ts';
import { reviewWork } from './review-work.ts';
import { notice, type RunContext } from './run-context.ts';
import type { IterationReport } from './run-result.ts';
import type { UsageMeter } from './usage-meter.ts';

export interface IterationEnd {
  readonly report: IterationReport;
  /** Whether another iteration can succeed after this one failed. */
  readonly retryable: boolean;
  readonly error?: unknown;
}

export class RunIteration {
  readonly #commits: CommitWork;
  /** What has counted as progress in this run. */
  #ledger = EMPTY_LEDGER;

  constructor(private readonly run: RunContext) {
    this.#commits = new CommitWork(run);
  }

  /** Runs the iteration in the open context, or opens one. Keeps it open for a last message. Throws only if the store fails. */
  async execute(): Promise<IterationEnd> {
    const { session, request, ports, signal, hooks, completionHooks, limits } = this.run;
    const startedAt = ports.clock.now().getTime();
    let progress = false;
    const evidence = new EvidenceCollector((call) => this.run.spec.isIn(call));
    const failures = new FailedCommands();
    const unsubscribe = session.onBatch(({ events }) => {
      for (const { event } of events) {
        if (event.type === 'CheckRan') failures.checked(event.data);
        const ledger = recordProgress(this.#ledger, event, session.state);
        if (ledger !== this.#ledger) progress = true;
        this.#ledger = ledger;
      }
    });
    try {
      const [since, number] = await bothDone(this.#collect(), this.#start());
      const meter = limits.meter('work');
      const limit = request.iterationTimeoutMs;
      const deadline = limit === 0 ? undefined : startedAt + limit;
      const observe = (event: AgentEvent): void => {
        this.#measure(meter, event);
        evidence.add(event);
        failures.see(event);
      };
      const options = { iteration: number, observe, deadline };
      const turn = await new IterationTurns(this.run, options, this.#commits.complaints)
        .play()
        .catch(endedByLimit);

      const { ran } = hooks;
      const now = await ports.workTree.capture();
      const changes = await ports.workTree.changedSince(since, now);
      if (!evidence.hasEdited && !changes.progress) await this.#doubt(number);
      const { outcome, reason } = turn;
      const cause = causeOf(turn.error);
      const ended = { outcome, reason, ...(cause && { cause }) };
      const shares = meter.shares();
      const facts = {
        filesChanged: changes.files,
        progress: progress || evidence.hasEdited || changes.progress,
        failedCommands: failures.all,
      };
      await session.execute({ type: 'EndIteration', ...ended, ...facts, shares }, 'loop');
      await this.run.spec.look(evidence.hasEditedSpec ? 'agent' : 'unknown');
      limits.recorded(meter);
      await completionHooks.settled();
      let commit: string | null = null;
      if (outcome !== 'interrupted' && !signal.aborted) {
        await hooks.runAndHold('post_iteration', { iteration: number });
        // What a worker leaves uncommitted would be lost with its claim.
        if (outcome === 'finished' || this.run.worker !== undefined)
          commit = await this.#commits.commit(number, this.#isStill(ran) ? now : undefined);
        if (outcome === 'finished') {
          await reviewWork(this.run, { commit, since });
          await completionHooks.settled();
        }
      }
      const { summary, tasks } = requireIteration(session.state.iterations, number);
      if (tasks.length > 0) {
        const listed = await ports.workTree.commitsSince(since);
        const commits = commit === null || listed.includes(commit) ? listed : [...listed, commit];
        const work = { number, tasks, commits, files: changes.files, filesLeftOut: 0, ...evidence.reported };
        await session.execute({ type: 'RecordEvidence', evidence: work }, 'loop');
      }
      const durationMs = ports.clock.now().getTime() - startedAt;
      // The reports of all iterations stay until the end of the run.
      const { files: filesChanged, leftOut: filesLeftOut } = changedFiles(changes.files);
      return {
        report: {
          number,
          ...ended,
          usage: totalUsage(shares),
          filesChanged,
          filesLeftOut,
          durationMs,
          tasks,
          commit,
          summary,
        },
        retryable: !(turn.error instanceof AdapterError) || turn.error.retryable,
        error: turn.error,
      };
    } finally {
      unsubscribe();
    }
  }

  /** Returns the state of the work tree that the iteration starts from. */
  async #collect(): Promise<WorkTreeState> {
    const { site, ports } = this.run;
    const since = site.taken() ?? (await ports.workTree.capture());
    await this.#commits.collectSince(since);
    return since;
  }

  /** Records the start of the iteration, after the user's edits of the spec, and returns its number. */
  async #start(): Promise<number> {
    const { session, spec, agent } = this.run;
    await spec.look('user');
    const { state } = await session.execute({ type: 'StartIteration', ...agent.use }, 'loop');
    return latestNumber(state.iterations);
  }

  commitLate(): Promise<void> {
    return this.#commits.commitLate(this.number);
  }

  /**
   * Whether a state of the work tree from when `ran` hooks had run can be committed. In place it cannot: what the agent's processes wrote
   * since would be taken for the user's. A worker merges nothing before it has looked again.
   */
  #isStill(ran: number): boolean {
    return this.run.worker !== undefined && this.run.hooks.ran === ran;
  }

  /** The number of the last iteration; 0 before the first. */
  get number(): number {
    return latestNumber(this.run.session.state.iterations);
  }

  /** Sends the remaining hook output to the agent in its last context, because no iteration follows, or says that this is closed. Commits its changes. */
  async sendLastMessage(): Promise<void> {
    const { agent, hooks, signal } = this.run;
    const blocks = hooks.held.take();
    if (blocks.length === 0 || signal.aborted) return;
    if (!agent.isOpen) {
      // As of a worker that has waited for the others to finish.
      notice(this.run, 'warning', 'the last hook output did not reach the agent: its context is closed');
      return;
    }
    try {
      await this.#send(true, (options) => runTurn(this.run, blocks, options));
    } catch (error) {
      if (!isAgentFailure(error) && !(error instanceof LimitReached)) throw error;
      notice(this.run, 'warning', `the last hook output did not reach the agent: ${error.message}`);
    }
  }

  /** As in `OpenIteration`. Waits for the provider. Throws what the agent and the store throw, and `LimitReached`. */
  async prompt(blocks: readonly string[], { commits } = { commits: true }): Promise<void> {
    const { agent } = this.run;
    const patience = new Patience(this.run);
    await this.#send(commits, (options) =>
      patience.repeat(async () => {
        await agent.open();
        return runTurn(this.run, blocks, options);
      }),
    );
  }

  /** Plays a turn after the iteration has ended, records its usage, and commits what it changes. */
  async #send(commits: boolean, play: (options: TurnOptions) => Promise<unknown>): Promise<void> {
    const { session, signal, limits } = this.run;
    const { number: iteration } = this;
    const meter = limits.meter('work');
    // Do not commit if a failed iteration has left changes, because the commit would include them.
    const isCommitted = commits && !this.#commits.isWaiting;
    if (isCommitted) await this.#commits.collectFromNow();
    try {
      const observe = (event: AgentEvent): void => this.#measure(meter, event);
      await play({ iteration, observe, deadline: undefined });
    } finally {
      await session.execute({ type: 'RecordUsage', shares: meter.shares() }, 'loop');
      limits.recorded(meter);
    }
    if (!isCommitted || signal.aborted) return;
    await this.run.verify.seeWork();
    await this.#commits.commit(iteration);
  }

  /** Doubts the tasks of an iteration that changed nothing, if checks or a reviewer decide what is done. */
  async #doubt(number: number): Promise<void> {
    const { session, verify, ports } = this.run;
    if (!verify.isActive && !ports.reviewer) return;
    const state = await session.refresh();
    const ids = requireIteration(state.iterations, number).tasks.filter(
      (id) =>
        findTask(state.tasks, id)?.status === 'completed' && proofOfTask(state.proof, id) !== 'accepted',
    );
    await session.execute({ type: 'DoubtTasks', ids, reason: 'nothing was changed for it' }, 'loop');
  }

  #measure(meter: UsageMeter, event: AgentEvent): void {
    const { agent, limits } = this.run;
    if (!agent.current) return;
    meter.add(event, agent.current, agent.use);
    if (event.type === 'context-usage' || event.type === 'turn-ended') limits.look();
  }
}

/** Work that a limit ends counts like finished work. Rethrows everything else. */
function endedByLimit(error: unknown): TurnsEnd {
  if (!(error instanceof LimitReached)) throw error;
  return { outcome: 'finished', reason: error.message };
}
