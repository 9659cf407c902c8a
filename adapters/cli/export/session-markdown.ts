// Formats a session as a Markdown report for people.

import { describeCoverage } from '../../../application/session/coverage-summary.ts';
import { describeProof } from '../../../application/session/proof-summary.ts';
import type {
  ReportedIteration,
  ReportedMessage,
  SessionReport,
} from '../../../application/session/session-report.ts';
import { formatCost, formatTokens, plural } from '../../../application/wording/count.ts';
import { formatDuration } from '../../../application/wording/duration.ts';
import {
  checkText,
  evidenceLine,
  protectedLine,
  uncommittedLine,
} from '../../../application/wording/evidence-wording.ts';
import { plainLine, plainText } from '../../../application/wording/plain-text.ts';
import { transcriptPlace } from '../../../application/wording/transcript-place.ts';
import type { UsageShare } from '../../../domain/iteration/iteration.ts';
import { listed } from '../../../domain/listed.ts';
import type { Note } from '../../../domain/note/note.ts';
import { isOpenQuestion, type Question } from '../../../domain/question/question.ts';
import { TASK_STATUSES, type Task } from '../../../domain/task/task.ts';
import { formatTime } from '../report/format-time.ts';
import { USAGE_HEADER, usageRows } from '../report/usage-table.ts';

const FILES_LISTED = 50;
const LINE = 2_000;

export function sessionMarkdown(report: SessionReport): string {
  const { tasks, iterations, notes, questions, messages, taskReports, requirements } = report;
  const sections = [
    `# ${report.summary.name}`,
    factsTable(report),
    ...section('Evidence', taskReports.length === 0 ? [] : [evidenceItems(report)]),
    ...section('Requirements', requirements.length === 0 ? [] : [requirementItems(report)]),
    ...section('Usage', report.usageShares.length === 0 ? [] : [usageTable(report.usageShares)]),
    ...section('Tasks', tasks.length === 0 ? [] : tasksByStatus(tasks)),
    ...section('Iterations', iterations.map(iterationSection)),
    ...section('Notes', notes.length === 0 ? [] : [notes.map(noteItem).join('\n')]),
    ...section('Questions', questions.length === 0 ? [] : [questions.map(questionItem).join('\n')]),
    ...section('Messages', messages.length === 0 ? [] : [messages.map(messageItem).join('\n')]),
  ];
  return `${sections.join('\n\n')}\n`;
}

function section(title: string, parts: readonly string[]): string[] {
  return parts.length === 0 ? [] : [`## ${title}`, ...parts];
}

function factsTable(report: SessionReport): string {
  const { summary, damage, begun, lastStop, iterations, proof, questions, uncommitted, protectedChanges } =
    report;
  const { condition, spec, model, tasks, usage, lastActivity } = summary;
  const worked = iterations.reduce((sum, { workedMs }) => sum + workedMs, 0);
  const facts: [string, string][] = [
    ['State', lastStop === null || lastStop === condition ? condition : `${condition} (${lastStop})`],
    ['Damage', plainLine(damage ?? '', LINE)],
    ['Spec', spec === null ? '' : code(spec)],
    ['Model', model === null ? '' : code(model)],
    ['Started', begun === null ? '' : formatTime(begun)],
    ['Last activity', lastActivity === null ? '' : formatTime(lastActivity)],
    ['Tasks', `${tasks.completed} of ${tasks.total} completed, ${tasks.open} open`],
    ['Proof', proof === null ? '' : describeProof(proof)],
    ['Checks', proof === null ? '' : proof.checks.map((check) => checkText(check, code)).join(', ')],
    ['Protected', protectedLine(protectedChanges, code)],
    ['Open questions', listed(openIn(questions))],
    ['Uncommitted', uncommittedLine(uncommitted, code)],
    ['Iterations', String(summary.iterations)],
    ['Time in iterations', worked === 0 ? '' : formatDuration(worked)],
    ['Tokens', formatTokens(usage).replace(' tokens', '')],
    ['Cost', formatCost(usage)],
  ];
  const rows = facts.flatMap(([name, value]) => (value === '' ? [] : [`| ${name} | ${cell(value)} |`]));
  return ['| | |', '| --- | --- |', ...rows].join('\n');
}

function openIn(questions: readonly Question[]): string[] {
  return questions.filter(isOpenQuestion).map(({ id }) => id);
}

/** Lists the requirements of the spec with the tasks that cover them. */
function requirementItems({ requirements, coverage }: SessionReport): string {
  const items = requirements.map(({ id, line, text, tasks, coverage: how }) => {
    const by = tasks.length === 0 ? '' : ` (${listed(tasks)})`;
    return `- **${id}** line ${line}, ${how}${by}: ${plainLine(text, LINE).replaceAll('<', '\\<')}`;
  });
  return [...(coverage ? [`${describeCoverage(coverage)}.`, ''] : []), ...items].join('\n');
}

/** Lists what is proven about the tasks, the doubtful ones first, each with its evidence. */
function evidenceItems({ taskReports, proof }: SessionReport): string {
  return taskReports
    .map(({ id, standing, why, evidence }) => {
      const said = why === '' ? '' : `: ${plainLine(why, LINE).replaceAll('<', '\\<')}`;
      const how = proof === null ? 'completed, not verified' : standing;
      return `- **${id}** ${how}${said}\n  ${evidenceLine(evidence, code)}`;
    })
    .join('\n');
}

function usageTable(shares: readonly UsageShare[]): string {
  const rows = [USAGE_HEADER, USAGE_HEADER.map(() => '---'), ...usageRows(shares)];
  return rows.map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n');
}

function tasksByStatus(tasks: readonly Task[]): string[] {
  return TASK_STATUSES.flatMap((status) => {
    const group = tasks.filter((task) => task.status === status);
    return group.length === 0
      ? []
      : [`### ${title(status)} (${group.length})`, group.map(taskItem).join('\n')];
  });
}

function taskItem({ id, content, priority, status, dependsOn, files }: Task): string {
  const box = status === 'completed' ? '[x]' : '[ ]';
  const after = dependsOn.length === 0 ? '' : `, after ${dependsOn.join(', ')}`;
  const touches = files.length === 0 ? '' : `, touches ${listed(files.map(code), FILES_LISTED)}`;
  return item(`${box} **${id}** (priority ${priority}${after}${touches})`, content);
}

function iterationSection(iteration: ReportedIteration): string {
  const { number, outcome, reason, summary } = iteration;
  const how = outcome === null ? 'not ended' : outcome;
  const why = outcome === null || outcome === 'finished' ? '' : `: ${plainLine(reason, LINE)}`;
  return [
    `### Iteration ${number}: ${how}${why}`,
    iterationFacts(iteration),
    ...(summary === null ? [] : [quote(summary)]),
    ...filesOf(iteration),
  ].join('\n\n');
}

function iterationFacts(iteration: ReportedIteration): string {
  const { startedAt, endedAt, agent, model, tasks, commit, usage } = iteration;
  const duration = between(startedAt, endedAt);
  const facts = [
    formatTime(startedAt),
    duration === 0 ? '' : formatDuration(duration),
    agent === '' ? '' : code(agent),
    code(model),
    transcriptPlace(iteration),
    tasks.join(', '),
    commit === null ? '' : `commit ${code(commit.slice(0, 10))}`,
    formatTokens(usage),
    formatCost(usage),
  ];
  return facts.filter(Boolean).join(' · ');
}

function filesOf({ filesChanged, filesLeftOut }: ReportedIteration): string[] {
  const count = filesChanged.length + filesLeftOut;
  if (count === 0) return [];
  const listed = filesChanged.slice(0, FILES_LISTED).map((file) => `- ${code(file)}`);
  const more = count - listed.length;
  const rest = more === 0 ? [] : [`- and ${more} more`];
  return [`${plural(count, 'file')} changed:`, [...listed, ...rest].join('\n')];
}

function noteItem({ id, type, iteration, content }: Note): string {
  const where = iteration === null ? '' : `, iteration ${iteration}`;
  return item(`**${id}** (${type}${where})`, content);
}

function questionItem({ id, task, question, choices, assumption, answer, askedAt }: Question): string {
  const about = task === null ? '' : `, about ${task}`;
  const lines = [
    question,
    ...choices.map((choice, index) => `(${index + 1}) ${choice}`),
    ...(answer === null && assumption !== null ? [`Assumption: ${assumption}`] : []),
    answer === null
      ? 'Not answered.'
      : `${answer.by === 'user' ? 'Answer' : 'Not answered, assumed'}: ${answer.text}`,
  ];
  return item(`**${id}** (${formatTime(askedAt)}${about})`, lines.join('\n'));
}

function messageItem({ id, text, time, delivered }: ReportedMessage): string {
  return item(`**${id}** (${formatTime(time)}${delivered ? '' : ', not delivered'})`, text);
}

/** Returns a list item. Indents further lines, so that they stay in the item whatever they start with. */
function item(head: string, text: string): string {
  return `- ${head} ${plainText(text).trim().replaceAll('\n', '\n  ')}`;
}

/** Returns the text as a block quote, so that headings in an agent's Markdown do not mix with those of the report. */
function quote(text: string): string {
  return plainText(text)
    .trim()
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n');
}

/** Returns the text as inline code, fenced with more backticks than it contains in a row. */
function code(text: string): string {
  const plain = plainLine(text, LINE);
  const longest = Math.max(0, ...[...plain.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = longest > 0 ? ' ' : '';
  return `${fence}${space}${plain}${space}${fence}`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function title(status: string): string {
  return status.charAt(0).toUpperCase() + status.slice(1).replaceAll('_', ' ');
}

function between(start: string, end: string | null): number {
  return end === null ? 0 : Math.max(0, Date.parse(end) - Date.parse(start));
}
