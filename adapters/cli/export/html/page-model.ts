// Everything the page shows, as texts and numbers for the template. The template escapes every text.

import { describeCoverage } from '../../../../application/session/coverage-summary.ts';
import { describeProof } from '../../../../application/session/proof-summary.ts';
import type { ReportedIteration, SessionReport } from '../../../../application/session/session-report.ts';
import type { TaskReport } from '../../../../application/session/task-report.ts';
import { formatCost, formatTokens } from '../../../../application/wording/count.ts';
import { formatDuration } from '../../../../application/wording/duration.ts';
import {
  besidesText,
  checkText,
  commandText,
  protectedLine,
} from '../../../../application/wording/evidence-wording.ts';
import { plainLine, plainText } from '../../../../application/wording/plain-text.ts';
import { transcriptPlace } from '../../../../application/wording/transcript-place.ts';
import type { TaskEvidence } from '../../../../domain/proof/evidence.ts';
import { isOpenQuestion, type Question } from '../../../../domain/question/question.ts';
import type { Task } from '../../../../domain/task/task.ts';
import { formatTime } from '../../report/format-time.ts';
import { usageRows } from '../../report/usage-table.ts';
import { CHART, growthOf, timelineOf } from './charts.ts';
import { taskLinks } from './task-graph.ts';

/** A browser shows more only slowly; the Markdown report has all. */
const MOST = { tasks: 5_000, iterations: 2_000, notes: 1_000, messages: 1_000 } as const;
const LINE = 400;

export function pageModel(report: SessionReport) {
  const { summary, tasks, iterations, notes, questions, messages, taskReports, uncommitted, proof } = report;
  const reports = new Map(taskReports.map((task) => [task.id, task]));
  const places = new Map(taskReports.map(({ id }, place) => [id, place]));
  const placeOf = ({ id }: Task): number => places.get(id) ?? taskReports.length;
  const sorted = [...tasks].sort((a, b) => placeOf(a) - placeOf(b));
  const open = questions.filter(isOpenQuestion);
  return {
    chart: CHART,
    name: summary.name,
    facts: factsOf(report),
    doubted: taskReports
      .filter(({ standing }) => standing === 'doubtful' || standing === 'returned')
      .slice(0, MOST.tasks)
      .map(({ id, standing, why }) => ({ id, standing, why: plainLine(why, LINE) })),
    openQuestions: open.map(questionOf),
    coverageLine: report.coverage ? describeCoverage(report.coverage) : '',
    requirements: report.requirements.map(({ id, line, text, tasks: covering, coverage }) => ({
      ...{ id, line, coverage, text: plainLine(text, LINE), tasks: covering },
    })),
    uncovered: report.requirements
      .filter(({ coverage }) => coverage === 'uncovered')
      .map(({ id, text }) => ({ id, text: plainLine(text, LINE) })),
    protectedLine: protectedLine(report.protectedChanges, (path) => plainLine(path, LINE)),
    uncommitted: {
      count: uncommitted.files.length + uncommitted.leftOut,
      files: uncommitted.files.map((path) => plainLine(path, LINE)),
      leftOut: uncommitted.leftOut,
    },
    timeline: timelineOf(report),
    growth: growthOf(report),
    links: taskLinks(tasks),
    tasks: sorted.slice(0, MOST.tasks).map((task) => taskOf(task, reports.get(task.id), proof !== null)),
    tasksLeftOut: Math.max(0, tasks.length - MOST.tasks),
    checks: (proof?.checks ?? []).map((check) => ({
      text: checkText(check, (text) => plainLine(text, LINE)),
      outcome: check.outcome,
    })),
    isVerified: proof !== null,
    usage: usageRows(report.usageShares),
    iterations: iterations.slice(-MOST.iterations).map(iterationOf),
    iterationsLeftOut: Math.max(0, iterations.length - MOST.iterations),
    questions: questions.map(questionOf),
    notes: notes
      .slice(-MOST.notes)
      .map(({ id, type, content }) => ({ id, type, content: plainText(content) })),
    messages: messages.slice(-MOST.messages).map(({ id, text, time, delivered }) => ({
      id,
      text: plainText(text),
      time: formatTime(time),
      delivered,
    })),
  };
}

function factsOf(report: SessionReport): { readonly name: string; readonly value: string }[] {
  const { summary, damage, begun, lastStop, iterations, proof } = report;
  const { condition, spec, model, tasks, usage, lastActivity } = summary;
  const worked = iterations.reduce((sum, { workedMs }) => sum + workedMs, 0);
  const facts: [string, string][] = [
    ['State', lastStop === null || lastStop === condition ? condition : `${condition} (${lastStop})`],
    ['Damage', damage ?? ''],
    ['Spec', spec ?? ''],
    ['Model', model ?? ''],
    ['Tasks', `${tasks.completed} of ${tasks.total} completed, ${tasks.open} open`],
    ['Proof', proof === null ? 'nothing was verified' : describeProof(proof)],
    ['Iterations', String(summary.iterations)],
    ['Working time', worked === 0 ? '' : formatDuration(worked)],
    ['Tokens', formatTokens(usage).replace(' tokens', '')],
    ['Cost', formatCost(usage)],
    ['Started', begun === null ? '' : formatTime(begun)],
    ['Last activity', lastActivity === null ? '' : formatTime(lastActivity)],
  ];
  return facts.flatMap(([name, value]) => (value === '' ? [] : [{ name, value: plainLine(value, LINE) }]));
}

function taskOf(task: Task, report: TaskReport | undefined, isVerified: boolean) {
  const { id, content, status, priority, dependsOn, files } = task;
  const standing = report && (isVerified || report.standing !== 'unverified') ? report.standing : null;
  return {
    id,
    title: plainLine(content, 120),
    content: plainText(content),
    status: status.replace('_', ' '),
    /** Its class on the page. */
    kind: standing ?? status,
    label: standing ?? status.replace('_', ' '),
    priority,
    dependsOn,
    touches: files.map((file) => plainLine(file, LINE)),
    why: plainLine(report?.why ?? '', LINE),
    evidence: report?.evidence ? evidenceOf(report.evidence) : null,
  };
}

function evidenceOf(evidence: TaskEvidence) {
  const { iterations, commits, files, filesLeftOut, commands, commandsLeftOut, edits, checks, besides } =
    evidence;
  const clean = (text: string): string => plainLine(text, LINE);
  return {
    iterations: iterations.join(', '),
    commits: commits.map((commit) => commit.slice(0, 12)),
    files: files.map(clean),
    filesLeftOut,
    commands: commands.map((command) => ({
      text: commandText(command, clean),
      failed: command.exitCode !== 0,
    })),
    commandsLeftOut,
    edits,
    checks: checks.map((check) => ({ text: checkText(check, clean), outcome: check.outcome })),
    besides: besides ? besidesText(besides, clean) : '',
  };
}

function iterationOf(iteration: ReportedIteration) {
  const { number, outcome, reason, startedAt, tasks, commit, usage, workedMs, filesChanged } = iteration;
  return {
    number,
    outcome: outcome ?? 'running',
    reason: outcome === 'finished' ? '' : plainLine(reason, LINE),
    place: transcriptPlace(iteration),
    started: formatTime(startedAt),
    time: formatDuration(workedMs),
    tasks: tasks.join(', '),
    files: filesChanged.length + iteration.filesLeftOut,
    commit: commit?.slice(0, 10) ?? '',
    tokens: formatTokens(usage).replace(' tokens', ''),
    cost: formatCost(usage),
    summary: plainText(iteration.summary ?? ''),
  };
}

function questionOf({ id, task, question, choices, assumption, answer, askedAt }: Question) {
  return {
    id,
    task,
    question: plainText(question),
    choices: choices.map((choice) => plainText(choice)),
    assumption: plainText(assumption ?? ''),
    asked: formatTime(askedAt),
    answer: answer === null ? '' : plainText(answer.text),
    by: answer === null ? '' : answer.by === 'user' ? 'Answer' : 'Assumed',
  };
}
