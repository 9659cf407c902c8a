// What the user should know when a run has ended: what is proven about the tasks, what is open, and what is not committed.

import { openQuestions } from '../../domain/question/question.state.ts';
import type { Question } from '../../domain/question/question.ts';
import type { UncommittedFiles } from '../../domain/run/run.ts';
import type { SessionState } from '../../domain/session/session.state.ts';
import { type CoverageSummary, summarizeCoverage } from './coverage-summary.ts';
import { STANDINGS, type TaskReport, taskReports } from './task-report.ts';

/** A session can have thousands of tasks and a line of the log must stay readable. */
const TASKS_REPORTED = 50;
const QUESTIONS_REPORTED = 20;
/** In characters. */
const CONTENT_LENGTH = 500;

export interface FinalReport {
  /** Which requirements of the spec have tasks; null if none are recorded. */
  readonly coverage: CoverageSummary | null;
  /** By standing, the doubtful ones first, then the latest work first. */
  readonly taskReports: readonly TaskReport[];
  /** Number of tasks without a report. */
  readonly tasksLeftOut: number;
  /** Those without an answer, the first ones. */
  readonly openQuestions: readonly Pick<Question, 'id' | 'task' | 'question'>[];
  readonly uncommitted: UncommittedFiles;
}

export function finalReport(state: SessionState): FinalReport {
  const { tasks, proof, questions, uncommitted } = state;
  const places = new Map(proof.evidence.map((evidence, place) => [evidence.id, { evidence, place }]));
  const placeOf = ({ id }: TaskReport): number => places.get(id)?.place ?? -1;
  const all = taskReports(tasks, proof, (id) => places.get(id)?.evidence);
  const sorted = all.sort(
    (a, b) => STANDINGS.indexOf(a.standing) - STANDINGS.indexOf(b.standing) || placeOf(b) - placeOf(a),
  );
  const reports = sorted
    .slice(0, TASKS_REPORTED)
    .map((report) => ({ ...report, content: report.content.slice(0, CONTENT_LENGTH) }));
  return {
    coverage: summarizeCoverage(state),
    taskReports: reports,
    tasksLeftOut: all.length - reports.length,
    openQuestions: openQuestions(questions)
      .slice(0, QUESTIONS_REPORTED)
      .map(({ id, task, question }) => ({ id, task, question: question.slice(0, CONTENT_LENGTH) })),
    uncommitted,
  };
}
