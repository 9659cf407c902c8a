// Formats a session as JUnit XML: a test suite with a test case for each task, for the test reports of CI systems.
// The usual shape: https://github.com/testmoapp/junitxml
import { XMLBuilder } from 'fast-xml-parser';
import { describeCoverage } from '../../../application/session/coverage-summary.ts';
import { describeProof } from '../../../application/session/proof-summary.ts';
import type { ReportedIteration, SessionReport } from '../../../application/session/session-report.ts';
import type { TaskReport } from '../../../application/session/task-report.ts';
import { formatCost, formatTokens } from '../../../application/wording/count.ts';
import {
  checkText,
  evidenceLine,
  protectedLine,
  uncommittedLine,
} from '../../../application/wording/evidence-wording.ts';
import { plainLine } from '../../../application/wording/plain-text.ts';
import type { Task, TaskId } from '../../../domain/task/task.ts';

const NAME_LENGTH = 200;
const TEXT_LENGTH = 4_000;

type Case = Readonly<Record<string, unknown>>;

export function sessionJunit(report: SessionReport): string {
  const { summary, begun, tasks, iterations, taskReports } = report;
  const reports = new Map(taskReports.map((task) => [task.id, task]));
  const seconds = secondsByTask(iterations);
  const cases = tasks.map((task) => testCase(task, reports.get(task.id), report, seconds.get(task.id) ?? 0));
  const counts = {
    '@tests': String(cases.length),
    '@failures': String(cases.filter((one) => 'failure' in one).length),
    '@errors': '0',
    '@skipped': String(cases.filter((one) => 'skipped' in one).length),
    '@time': fixed(cases.reduce((sum, one) => sum + Number(one['@time']), 0)),
  };
  const suite = {
    '@name': summary.name,
    ...counts,
    ...(begun !== null && { '@timestamp': begun.slice(0, 19) }),
    properties: { property: properties(report) },
    testcase: cases,
  };
  const builder = new XMLBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    format: true,
    suppressEmptyNode: true,
  });
  return builder.build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: { '@name': 'iteratr', ...counts, testsuite: [suite] },
  });
}

function testCase(
  { id, content, status, files }: Task,
  report: TaskReport | undefined,
  { summary, proof }: SessionReport,
  seconds: number,
): Case {
  const attributes = {
    '@name': `${id} ${line(content, NAME_LENGTH)}`,
    '@classname': summary.name,
    '@time': fixed(seconds),
    ...(files.length > 0 && { properties: { property: files.map(declared) } }),
  };
  const output = report?.evidence
    ? { 'system-out': evidenceLine(report.evidence, (text) => line(text, NAME_LENGTH)) }
    : {};
  if (!report) return { ...attributes, skipped: { '@message': status.replace('_', ' ') } };
  const { standing } = report;
  const why = report.why || (proof === null ? 'no checks are configured' : '');
  const message = line(why === '' ? standing : `${standing}: ${why}`, TEXT_LENGTH);
  switch (standing) {
    case 'returned':
      return { ...attributes, failure: { '@message': message, '@type': standing }, ...output };
    case 'doubtful':
    case 'unverified':
      return { ...attributes, skipped: { '@message': message }, ...output };
    case 'verified':
    case 'accepted':
      return { ...attributes, ...output };
    default:
      return standing satisfies never;
  }
}

/** A file that the task says it will touch. */
function declared(file: string): Case {
  return { '@name': 'file', '@value': line(file, TEXT_LENGTH) };
}

function properties({
  summary,
  lastStop,
  proof,
  uncommitted,
  coverage,
  protectedChanges,
  damage,
}: SessionReport): Case[] {
  const facts: [string, string][] = [
    ['state', summary.condition],
    ['stop-reason', lastStop ?? ''],
    ['damage', damage ?? ''],
    ['spec', summary.spec ?? ''],
    ['model', summary.model ?? ''],
    ['iterations', String(summary.iterations)],
    ['tokens', formatTokens(summary.usage).replace(' tokens', '')],
    ['cost', formatCost(summary.usage)],
    ['proof', proof ? describeProof(proof) : 'nothing was verified'],
    ...(proof?.checks ?? []).map((check): [string, string] => ['check', checkText(check, String)]),
    ['requirements', coverage ? describeCoverage(coverage) : ''],
    ['protected', protectedLine(protectedChanges, String)],
    ['uncommitted', uncommittedLine(uncommitted, String)],
  ];
  return facts.flatMap(([name, value]) =>
    value === '' ? [] : [{ '@name': name, '@value': line(value, TEXT_LENGTH) }],
  );
}

/** Returns the time of the iterations that worked on each task, in seconds; that of an iteration with several is shared equally. */
function secondsByTask(iterations: readonly ReportedIteration[]): ReadonlyMap<TaskId, number> {
  const seconds = new Map<TaskId, number>();
  for (const { tasks, workedMs } of iterations) {
    for (const id of tasks) seconds.set(id, (seconds.get(id) ?? 0) + workedMs / tasks.length / 1_000);
  }
  return seconds;
}

/** Returns the text on one line, without the characters that XML does not allow. */
function line(text: string, length: number): string {
  return plainLine(text, length).replaceAll(/[\ufffe\uffff]/g, '\ufffd');
}

function fixed(seconds: number): string {
  return seconds.toFixed(3);
}
