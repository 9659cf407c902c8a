// The sections at the end of the headless log: what the run did, what is proven, and what is open. A new section is one more entry.
import type { IterationReport, RunResult } from '../../../application/loop/run-result.ts';
import { coverageLines } from '../../../application/session/coverage-summary.ts';
import { describeProof } from '../../../application/session/proof-summary.ts';
import type { Standing } from '../../../application/session/task-report.ts';
import { formatCost, formatTokens } from '../../../application/wording/count.ts';
import { formatDuration } from '../../../application/wording/duration.ts';
import { checkText, evidenceLine, uncommittedLine } from '../../../application/wording/evidence-wording.ts';
import { plainLine } from '../../../application/wording/plain-text.ts';
import type { TextStyle } from '../cli.ts';
import { alignColumns } from './align-columns.ts';
import { type Line, short } from './recorded-line.ts';
import { USAGE_HEADER, usageRows } from './usage-table.ts';

/** Returns the lines of the section, none if it has nothing to say. */
type Section = (result: RunResult) => readonly Line[];

const SECTIONS: readonly Section[] = [
  iterationTable,
  usageTable,
  proof,
  coverage,
  openQuestions,
  uncommitted,
];

const TASKS_SHOWN = 20;
const EVIDENCE_LENGTH = 400;
const NAME_LENGTH = 80;

/** Returns the lines of all sections, each after an empty line. */
export function finalSections(result: RunResult): Line[] {
  return SECTIONS.map((section) => section(result))
    .filter((lines) => lines.length > 0)
    .flatMap((lines) => [{ text: '' }, ...lines]);
}

function iterationTable({ iterations }: RunResult): Line[] {
  if (iterations.length === 0) return [];
  const header = ['iteration', 'outcome', 'time', 'tasks', 'files', 'tokens', 'cost', 'commit'];
  return alignColumns([header, ...iterations.map(iterationRow)]).map((text) => ({ text }));
}

function iterationRow(iteration: IterationReport): string[] {
  return [
    String(iteration.number),
    iteration.outcome,
    formatDuration(iteration.durationMs),
    iteration.tasks.join(' ') || '-',
    String(iteration.filesChanged.length + iteration.filesLeftOut),
    formatTokens(iteration.usage).replace(' tokens', '') || '-',
    formatCost(iteration.usage) || '-',
    iteration.commit?.slice(0, 10) ?? '-',
  ];
}

function usageTable({ shares }: RunResult): Line[] {
  if (shares.length === 0) return [];
  return alignColumns([USAGE_HEADER, ...usageRows(shares)]).map((text) => ({ text }));
}

/** Says how many requirements of the spec have a proven task, and which have none. */
function coverage({ coverage: summary }: RunResult): Line[] {
  if (!summary) return [];
  const style = summary.uncovered.length === 0 ? 'green' : 'yellow';
  return coverageLines(summary).map((text): Line => ({ text, style }));
}

/** Says what is proven, the evidence of each task, and the last outcome of each check. */
function proof({ proof: summary, tasks, taskReports, tasksLeftOut }: RunResult): Line[] {
  if (tasks.completed === 0 && taskReports.length === 0) return [];
  const isDoubtful = taskReports.some(({ standing }) => STANDING_STYLE[standing] === 'yellow');
  const head: Line = summary
    ? { text: `proof: ${describeProof(summary)}`, style: isDoubtful ? 'yellow' : 'green' }
    : { text: 'nothing was verified: no checks are configured (verify)', style: 'dim' };
  const shown = taskReports.slice(0, TASKS_SHOWN);
  const more = taskReports.length - shown.length + tasksLeftOut;
  const checks = (summary?.checks ?? []).map(
    (check): Line => ({
      text: `check: ${checkText(check, short)}`,
      style: check.outcome === 'green' ? 'green' : 'yellow',
    }),
  );
  return [
    head,
    ...shown.flatMap(({ id, content, standing, why, evidence }): Line[] => [
      {
        text: `  ${id} ${summary ? standing : 'completed'}: ${plainLine(content, NAME_LENGTH)}${why === '' ? '' : ` (${short(why)})`}`,
        ...(summary && { style: STANDING_STYLE[standing] }),
      },
      {
        text: `    ${plainLine(
          evidenceLine(evidence, (text) => plainLine(text, NAME_LENGTH)),
          EVIDENCE_LENGTH,
        )}`,
        style: 'dim',
      },
    ]),
    ...(more === 0 ? [] : [{ text: `  … ${more} more (sessions export shows all)` }]),
    ...checks,
  ];
}

const STANDING_STYLE: Readonly<Record<Standing, TextStyle>> = {
  doubtful: 'yellow',
  returned: 'yellow',
  unverified: 'yellow',
  verified: 'green',
  accepted: 'green',
};

function openQuestions({ openQuestions: questions }: RunResult): Line[] {
  return questions.map(({ id, task, question }) => ({
    text: `open question ${id}${task === null ? '' : ` about ${task}`}: ${short(question)}`,
    style: 'yellow',
  }));
}

function uncommitted({ uncommitted: files }: RunResult): Line[] {
  const text = uncommittedLine(files, (path) => plainLine(path, NAME_LENGTH));
  return text === '' ? [] : [{ text, style: 'yellow' }];
}
