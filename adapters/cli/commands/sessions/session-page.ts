// Formats one session as a page of text.

import { coverageLines, summarizeCoverage } from '../../../../application/session/coverage-summary.ts';
import { describeTasks } from '../../../../application/session/describe-session.ts';
import { finalReport } from '../../../../application/session/final-report.ts';
import {
  describeProof,
  type ProofSummary,
  summarizeProof,
} from '../../../../application/session/proof-summary.ts';
import type { SessionSummary } from '../../../../application/session/session-summary.ts';
import { agentLabel } from '../../../../application/wording/agent-label.ts';
import { formatCost, formatTokens, plural } from '../../../../application/wording/count.ts';
import { formatDuration } from '../../../../application/wording/duration.ts';
import {
  checkText,
  evidenceLine,
  protectedLine,
  uncommittedLine,
} from '../../../../application/wording/evidence-wording.ts';
import { formatForecast } from '../../../../application/wording/forecast-wording.ts';
import { formatLimitUse } from '../../../../application/wording/limit-wording.ts';
import { localTime } from '../../../../application/wording/local-time.ts';
import { plainLine } from '../../../../application/wording/plain-text.ts';
import { transcriptPlace } from '../../../../application/wording/transcript-place.ts';
import { answerWaitStatus, waitStatus } from '../../../../application/wording/wait.ts';
import type { Iteration } from '../../../../domain/iteration/iteration.ts';
import { listed } from '../../../../domain/listed.ts';
import { isJudged } from '../../../../domain/proof/proof.state.ts';
import { openQuestions } from '../../../../domain/question/question.state.ts';
import { forecast } from '../../../../domain/run/forecast.ts';
import { limitUses } from '../../../../domain/run/limit-uses.ts';
import { workedMs } from '../../../../domain/run/spent.ts';
import type { SessionState } from '../../../../domain/session/session.state.ts';
import { alignColumns } from '../../report/align-columns.ts';
import { formatTime } from '../../report/format-time.ts';
import { USAGE_HEADER, usageRows } from '../../report/usage-table.ts';
import { ageOf } from './session-table.ts';

const ITERATIONS_SHOWN = 5;
const SUMMARY_LENGTH = 400;
const EVIDENCE_SHOWN = 20;
const TASKS_SHOWN = { done: 20, open: 50, characters: 20_000, all: 'sessions export' } as const;

export function sessionPage(summary: SessionSummary, state: SessionState, now: Date): string {
  const { name, condition } = summary;
  const shown = state.iterations.recent.slice(-ITERATIONS_SHOWN);
  const sections = [
    `${name}: ${condition}`,
    alignColumns(factsOf(summary, state, now)).join('\n'),
    describeTasks(state.tasks, {
      ...TASKS_SHOWN,
      proof: state.proof,
      questions: state.questions,
      plan: state.plan,
    }),
    ...coverageSection(state),
    ...evidenceSection(state),
    ...(state.usageShares.length === 0 ? [] : [usageSection(state)]),
    ...(shown.length === 0 ? [] : [`last iterations\n${shown.flatMap(iterationLines).join('\n')}`]),
  ];
  return `${sections.join('\n\n')}\n`;
}

function factsOf(summary: SessionSummary, state: SessionState, now: Date): string[][] {
  const { tasks, usage, lastActivity } = summary;
  const expected = forecast(state);
  const worked = workedMs(state.spent, measuredAt(summary, now));
  const proof = summarizeProof(state);
  const facts: [string, string][] = [
    ['spec', plainLine(summary.spec ?? '', 200)],
    ['model', plainLine(summary.model ?? '', 200)],
    ['tasks', `${tasks.completed} of ${tasks.total} completed, ${tasks.open} open`],
    ['iterations', String(summary.iterations)],
    ['time', worked === 0 ? '' : `${formatDuration(worked)} of work`],
    ['notes', String(summary.notes)],
    ['tokens', formatTokens(usage).replace(' tokens', '')],
    ['cost', formatCost(usage)],
    ['limits', describeLimits(state, measuredAt(summary, now))],
    ['forecast', expected ? `${formatForecast(expected)} for the open tasks` : ''],
    ['waits', state.wait === null ? '' : plainLine(waitStatus(state.wait, now), 200)],
    ['waits', state.questions.wait === null ? '' : answerWaitStatus(state.questions.wait, now)],
    ['questions', describeQuestions(state)],
    ['absent agents', describeAbsent(state, now)],
    ['proof', proof === null ? '' : describeProof(proof)],
    ['checks', proof === null ? '' : describeChecks(proof)],
    ['protected', protectedLine(state.proof.protection.changes, (path) => plainLine(path, 80))],
    ['uncommitted', uncommittedLine(state.uncommitted, (path) => plainLine(path, 80))],
    ['messages', describeMessages(state)],
    [
      'last activity',
      lastActivity === null ? '' : `${ageOf(lastActivity, now)}, ${formatTime(lastActivity)}`,
    ],
  ];
  return facts.filter(([, value]) => value !== '');
}

/** Lists the agents that are not used for now, with the time at which they are tried again. */
function describeAbsent({ absentAgents }: SessionState, now: Date): string {
  const absent = absentAgents.filter(({ until }) => Date.parse(until) > now.getTime());
  return absent
    .map(
      ({ agent, cause, until }) =>
        `${plainLine(agentLabel(agent), 100)} until ${localTime(new Date(until), now)} (${cause})`,
    )
    .join(', ');
}

/**
 * Returns the time up to which the session has worked, in milliseconds since the epoch: that of its last event if no build runs
 * it, because a killed one did not record its end.
 */
export function measuredAt({ condition, lastActivity }: SessionSummary, now: Date): number {
  const isRunning = condition === 'running' || condition === 'pausing' || condition === 'paused';
  return isRunning || lastActivity === null ? now.getTime() : Date.parse(lastActivity);
}

/** Returns the use of each limit of the last run and of the session. */
function describeLimits(state: SessionState, now: number): string {
  return limitUses(state.limits, state, now)
    .map((use) => `${formatLimitUse(use)} (${use.scope})`)
    .join(', ');
}

/** Lists what is proven about the tasks, the doubtful ones first, each with its evidence on a line. */
function evidenceSection(state: SessionState): string[] {
  const { taskReports, tasksLeftOut } = finalReport(state);
  const shown = taskReports.slice(0, EVIDENCE_SHOWN);
  if (shown.length === 0) return [];
  const isVerified = isJudged(state.proof);
  const lines = shown.flatMap(({ id, standing, why, evidence }) => [
    `- ${id} ${isVerified ? standing : 'completed'}${why === '' ? '' : `: ${plainLine(why, SUMMARY_LENGTH)}`}`,
    `  ${evidenceLine(evidence, (text) => plainLine(text, 80))}`,
  ]);
  const more = taskReports.length - shown.length + tasksLeftOut;
  const rest = more === 0 ? [] : [`- … ${more} more (sessions export shows all)`];
  return [['evidence', ...lines, ...rest].join('\n')];
}

/** Returns the section on the requirements of the spec, none if the session was not planned. */
function coverageSection(state: SessionState): string[] {
  const coverage = summarizeCoverage(state);
  return coverage ? [['requirements', ...coverageLines(coverage)].join('\n')] : [];
}

function usageSection({ usageShares }: SessionState): string {
  return ['usage', ...alignColumns([USAGE_HEADER, ...usageRows(usageShares)])].join('\n');
}

function describeChecks({ checks }: ProofSummary): string {
  return checks.map((check) => checkText(check, (command) => plainLine(command, 80))).join(', ');
}

function describeMessages({ messagesSent, pendingMessages }: SessionState): string {
  if (messagesSent === 0) return '';
  const waiting =
    pendingMessages.length === 0 ? '' : `, ${plural(pendingMessages.length, 'message')} waiting`;
  return `${messagesSent} sent${waiting}`;
}

function describeQuestions({ questions }: SessionState): string {
  if (questions.asked.size === 0) return '';
  const open = openQuestions(questions).map(({ id }) => id);
  return `${questions.asked.size} asked${open.length === 0 ? '' : `, ${listed(open)} not answered`}`;
}

function iterationLines(iteration: Iteration): string[] {
  const { number, outcome, startedAt, endedAt, tasks, commit, usage, summary } = iteration;
  const parts = [
    `#${number} ${outcome ?? 'not ended'}`,
    transcriptPlace(iteration),
    endedAt === null ? '' : formatDuration(Date.parse(endedAt) - Date.parse(startedAt)),
    listed(tasks),
    commit === null ? '' : `commit ${commit.slice(0, 10)}`,
    formatTokens(usage),
    formatCost(usage),
  ];
  const line = `- ${parts.filter(Boolean).join(' · ')}`;
  return summary === null ? [line] : [line, `  ${plainLine(summary, SUMMARY_LENGTH)}`];
}
