// The final report of a run that worked on no task, for results written in tests.
import type { FinalReport } from '../../application/session/final-report.ts';

export const NOTHING_TO_REPORT: FinalReport = {
  coverage: null,
  taskReports: [],
  tasksLeftOut: 0,
  openQuestions: [],
  uncommitted: { files: [], leftOut: 0 },
};
