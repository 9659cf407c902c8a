// Runs one iteration from its start to its commit and records its outcome. `IterationTurns` talks to the agent.

import { changedFiles } from '../../domain/iteration/changed-files.ts';
import { findIteration } from '../../domain/iteration/iteration.state.ts';
import { totalUsage } from '../../domain/iteration/iteration-usage.ts';
import { proofOfTask } from '../../domain/proof/proof.state.ts';
import { EMPTY_LEDGER, recordProgress } from '../../domain/run/progress.ts';
import type { SessionState } from '../../domain/session/session.state.ts';
import { findTask } from '../../domain/task/task.state.ts';
import { AdapterError } from '../errors.ts';
import type { AgentEvent } from '../ports/agent.port.ts';
import type { WorkTreeState } from '../ports/work-tree.port.ts';
import { causeOf } from './agent-failure.ts';
import { runTurn } from './agent-turn.ts';
import { commitMessage } from './commit-message.ts';
import { EvidenceCollector } from './evidence-collector.ts';
import { FailedCommands } from './failed-commands.ts';
import { IterationTurns, type TurnsEnd } from './iteration-turns.ts';
import { LimitReached } from './limit-watch.ts';
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
  /** The state since which changes wait for a commit. The next commit includes the changes of failed iterations. */
  #uncommittedSince: WorkTreeState | undefined;
  /** What has counted as progress in this run. */
  #ledger = EMPTY_LEDGER;
  /** Why the last commit lacks changes, for the agent. */
  #complaints: readonly string[] = [];

  constructor(private readonly run: RunContext) {}

  /** Runs the iteration in the open context, or opens one. Keeps it open for a last message. Throws only if the store fails. */
  async execute(): Promise<IterationEnd> {
    const { session, request, ports, signal, hooks, completionHooks, limits } = this.run;
    const startedAt = ports.clock.now().getTime();
    await this.run.spec.look('user');
    const since = await ports.workTree.capture();
    await this.#collectSince(since);
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
      const { state } = await session.execute({ type: 'StartIteration', ...this.run.agent.use }, 'loop');
      const number = state.iterations.last;
      const meter = limits.meter('work');
      const limit = request.iterationTimeoutMs;
      const deadline = limit === 0 ? undefined : startedAt + limit;
      const observe = (event: AgentEvent): void => {
        this.#measure(meter, event);
        evidence.add(event);
        failures.see(event);
      };
      const options = { iteration: number, observe, deadline };
      const turn = await new IterationTurns(this.run, options, this.#complaints).play().catch(endedByLimit);

      const changes = await ports.workTree.changedSince(since);
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
        if (outcome === 'finished') {
          commit = await this.#commit(number);
          await reviewWork(this.run, { commit, since });
          await completionHooks.settled();
        }
      }
      const { summary, tasks } = iterationOf(session.state, number);
      const commits = await ports.workTree.commitsSince(since);
      await session.execute(
        {
          type: 'RecordEvidence',
          evidence: {
            ...{ number, tasks, files: changes.files, filesLeftOut: 0, ...evidence.reported },
            commits: commit === null || commits.includes(commit) ? commits : [...commits, commit],
          },
        },
        'loop',
      );
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

  /** Starts collecting changes for the next commit, with those that an earlier run left uncommitted. */
  async #collectSince(since: WorkTreeState): Promise<void> {
    if (this.#uncommittedSince) return;
    const { ports, request, session, uncommitted } = this.run;
    if (!request.autoCommit) {
      uncommitted.begin(since);
      return;
    }
    this.#uncommittedSince = (await ports.workTree.kept(session.name)) ?? since;
    uncommitted.begin(this.#uncommittedSince);
    await ports.workTree.keep(session.name, this.#uncommittedSince);
  }

  /** Sends the remaining hook output to the agent in its last context, because no iteration follows. Commits its changes. */
  async sendLastMessage(): Promise<void> {
    const { agent, hooks, ports, session, signal, limits } = this.run;
    const blocks = hooks.held.take();
    if (blocks.length === 0 || !agent.isOpen || signal.aborted) return;
    const iteration = session.state.iterations.last;
    const meter = limits.meter('work');
    const waiting = this.#uncommittedSince !== undefined;
    if (!waiting) this.#uncommittedSince = await ports.workTree.capture();
    try {
      const observe = (event: AgentEvent): void => this.#measure(meter, event);
      await runTurn(this.run, blocks, { iteration, observe, deadline: undefined });
    } catch (error) {
      const reason = error instanceof Error ? error.message : error;
      notice(this.run, 'warning', `the last hook output did not reach the agent: ${reason}`);
      return;
    } finally {
      await session.execute({ type: 'RecordUsage', shares: meter.shares() }, 'loop');
      limits.recorded(meter);
    }
    // Do not commit if a failed iteration has left changes, because the commit would include them.
    if (!waiting && !signal.aborted) await this.#commit(iteration);
  }

  /** Doubts the tasks of an iteration that changed nothing, if checks or a reviewer decide what is done. */
  async #doubt(number: number): Promise<void> {
    const { session, verify, ports } = this.run;
    if (!verify.isActive && !ports.reviewer) return;
    const state = await session.refresh();
    const ids = iterationOf(state, number).tasks.filter(
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

  /** Commits the changes. A failure is only a warning, because the iteration and its files are not lost. */
  async #commit(number: number): Promise<string | null> {
    const { request, ports, session, signal, verify } = this.run;
    if (!request.autoCommit || !this.#uncommittedSince) return null;
    const state = await session.refresh();
    const message = commitMessage(session.name, iterationOf(state, number), state);
    const result = await ports.workTree.commitSince(this.#uncommittedSince, message, verify.written, signal);
    if (result.type === 'skipped') {
      this.#complain([`iteration ${number} was not committed: ${result.reason}`]);
      return null;
    }
    this.#complain(result.warnings.map((warning) => `iteration ${number}: ${warning}`));
    this.#uncommittedSince = undefined;
    await ports.workTree.keep(session.name, null);
    if (result.commit === null) return null;
    const files = result.type === 'committed' ? result.files : [];
    await session.execute({ type: 'RecordCommit', commit: result.commit, files }, 'loop');
    return result.commit;
  }

  /** Tells the user, and the agent with its next prompt. */
  #complain(complaints: readonly string[]): void {
    this.#complaints = complaints;
    for (const complaint of complaints) notice(this.run, 'warning', complaint);
  }
}

/** Work that a limit ends counts like finished work. Rethrows everything else. */
function endedByLimit(error: unknown): TurnsEnd {
  if (!(error instanceof LimitReached)) throw error;
  return { outcome: 'finished', reason: error.message };
}

function iterationOf(state: SessionState, number: number) {
  const iteration = findIteration(state.iterations, number);
  if (!iteration) throw new Error(`iteration ${number} was started and is not in the state`);
  return iteration;
}
