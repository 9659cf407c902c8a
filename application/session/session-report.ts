// Builds a full report of a session from its events, because the state keeps only what decisions need.

import type { IterationEvent } from '../../domain/iteration/iteration.events.ts';
import { findIteration } from '../../domain/iteration/iteration.state.ts';
import type { Iteration, UsageShare } from '../../domain/iteration/iteration.ts';
import type { UserMessage } from '../../domain/message/message.ts';
import type { Note } from '../../domain/note/note.ts';
import { type CoveredRequirement, coverage } from '../../domain/plan/coverage.ts';
import type { TaskEvidence } from '../../domain/proof/evidence.ts';
import { evidenceAfter } from '../../domain/proof/evidence-log.ts';
import type { ProtectedChange } from '../../domain/proof/protection.ts';
import type { Question } from '../../domain/question/question.ts';
import type { UncommittedFiles } from '../../domain/run/run.ts';
import type { RecordedEvent } from '../../domain/session/session.events.ts';
import { evolve, INITIAL_STATE, type SessionState } from '../../domain/session/session.state.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import type { Task, TaskId } from '../../domain/task/task.ts';
import { type CoverageSummary, summarizeCoverage } from './coverage-summary.ts';
import { type ProofSummary, summarizeProof } from './proof-summary.ts';
import { type SessionSummary, summarizeSession } from './session-summary.ts';
import { type ReportedRun, type ReportedWait, TimelineBuilder } from './session-timeline.ts';
import { type TaskReport, taskReports } from './task-report.ts';

export interface ReportedIteration extends Omit<Iteration, 'taken' | 'files' | 'red'> {
  /** Why the iteration ended; '' while it runs. */
  readonly reason: string;
  readonly filesChanged: readonly string[];
  /** Number of changed files that are not listed. */
  readonly filesLeftOut: number;
  /** The usage by agent, model and role; empty if an older version recorded it. */
  readonly shares: readonly UsageShare[];
}

export interface ReportedMessage extends UserMessage {
  readonly time: string;
  readonly delivered: boolean;
}

export interface SessionReport {
  readonly summary: SessionSummary;
  /** Why the report ends early, for a session whose later events cannot be read. */
  readonly damage?: string;
  /** ISO time of the first event. */
  readonly begun: string | null;
  /** Why the last run ended; null while a run is in progress or before the first. */
  readonly lastStop: string | null;
  /** The usage of the session by agent, model and role, also outside of iterations. */
  readonly usageShares: readonly UsageShare[];
  readonly tasks: readonly Task[];
  /** null if nothing was verified. */
  readonly proof: ProofSummary | null;
  /** What is proven about each completed or returned task, the doubtful ones first. */
  readonly taskReports: readonly TaskReport[];
  /** null if the session was not planned, or its spec names no requirement. */
  readonly coverage: CoverageSummary | null;
  /** The requirements of the spec, in its order, with the tasks that cover them. */
  readonly requirements: readonly CoveredRequirement[];
  readonly protectedChanges: readonly ProtectedChange[];
  readonly uncommitted: UncommittedFiles;
  /** Oldest first; of very many, the last ones. */
  readonly runs: readonly ReportedRun[];
  readonly waits: readonly ReportedWait[];
  readonly notes: readonly Note[];
  readonly questions: readonly Question[];
  readonly iterations: readonly ReportedIteration[];
  readonly messages: readonly ReportedMessage[];
}

/** Collects the events one by one, oldest first, and returns the report. */
export class ReportBuilder {
  #state: SessionState = INITIAL_STATE;
  #begun: string | null = null;
  #lastStop: string | null = null;
  readonly #iterations = new Map<number, ReportedIteration>();
  readonly #messages = new Map<string, ReportedMessage>();
  readonly #evidence = new Map<TaskId, TaskEvidence>();
  readonly #timeline = new TimelineBuilder();

  add(recorded: RecordedEvent): void {
    const { event, meta } = recorded;
    this.#state = evolve(this.#state, recorded);
    this.#begun ??= meta.time;
    this.#timeline.add(recorded);
    const { checks } = this.#state.proof;
    for (const evidence of evidenceAfter(event, (id) => this.#evidence.get(id), checks)) {
      this.#evidence.set(evidence.id, evidence);
    }
    switch (event.type) {
      case 'RunStarted':
        this.#lastStop = null;
        break;
      case 'RunEnded':
        this.#lastStop = event.data.reason;
        break;
      case 'UserMessageSent':
        this.#messages.set(event.data.id, { ...event.data, time: meta.time, delivered: false });
        break;
      case 'UserMessagesDelivered':
        for (const id of event.data.ids) this.#delivered(id);
        break;
      case 'TaskStatusChanged':
        this.#worked(meta.iteration, event.data.id);
        break;
      case 'IterationStarted':
      case 'IterationSummaryRecorded':
      case 'IterationEnded':
      case 'IterationCommitted':
        this.#iteration(event, meta.time);
        break;
      default:
    }
  }

  report(name: SessionName, isRunning: boolean): SessionReport {
    return {
      summary: summarizeSession(name, this.#state, isRunning),
      begun: this.#begun,
      lastStop: this.#lastStop,
      usageShares: this.#state.usageShares,
      tasks: [...this.#state.tasks.tasks.values()],
      proof: summarizeProof(this.#state),
      taskReports: taskReports(this.#state.tasks, this.#state.proof, (id) => this.#evidence.get(id)),
      coverage: summarizeCoverage(this.#state),
      requirements: coverage(this.#state),
      protectedChanges: this.#state.proof.protection.changes,
      uncommitted: this.#state.uncommitted,
      runs: this.#timeline.runs,
      waits: this.#timeline.waits,
      notes: [...this.#state.notes.values()],
      questions: [...this.#state.questions.asked.values()],
      iterations: [...this.#iterations.values()],
      messages: [...this.#messages.values()],
    };
  }

  #iteration(event: IterationEvent, time: string): void {
    const { number } = event.data;
    const known = this.#iterations.get(number);
    if (event.type === 'IterationStarted') {
      const { agent = '', model, worker } = event.data;
      const host = findIteration(this.#state.iterations, number)?.host;
      const by = { ...(worker && { worker }), ...(host !== undefined && { host }) };
      this.#iterations.set(number, { ...NOTHING_DONE, number, agent, model, startedAt: time, ...by });
    } else if (known) {
      this.#iterations.set(number, { ...known, ...changesOf(event, time), ...this.#measured(number) });
    }
  }

  /** Returns what the state has measured, nothing for an iteration that it no longer keeps. */
  #measured(number: number): Partial<ReportedIteration> {
    const iteration = findIteration(this.#state.iterations, number);
    return iteration ? { workedMs: iteration.workedMs, tasksCompleted: iteration.tasksCompleted } : {};
  }

  #worked(number: number | null, task: TaskId): void {
    const iteration = number === null ? undefined : this.#iterations.get(number);
    if (!iteration || iteration.tasks.includes(task)) return;
    this.#iterations.set(iteration.number, { ...iteration, tasks: [...iteration.tasks, task] });
  }

  #delivered(id: string): void {
    const message = this.#messages.get(id);
    if (message) this.#messages.set(id, { ...message, delivered: true });
  }
}

const NOTHING_DONE = {
  endedAt: null,
  outcome: null,
  reason: '',
  summary: null,
  commit: null,
  tasks: [],
  filesChanged: [],
  filesLeftOut: 0,
  usage: null,
  shares: [],
  workedMs: 0,
  tasksCompleted: 0,
} as const;

function changesOf(
  event: Exclude<IterationEvent, { type: 'IterationStarted' }>,
  time: string,
): Partial<ReportedIteration> {
  switch (event.type) {
    case 'IterationSummaryRecorded':
      return { summary: event.data.summary };
    case 'IterationEnded': {
      const { outcome, reason, filesChanged, filesLeftOut = 0, usage, shares = [] } = event.data;
      return { endedAt: time, outcome, reason, filesChanged, filesLeftOut, usage, shares };
    }
    case 'IterationCommitted':
      return { commit: event.data.commit };
    default:
      return event satisfies never;
  }
}
