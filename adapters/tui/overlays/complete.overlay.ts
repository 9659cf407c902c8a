// The overlay that shows how the run ended, with its numbers.
import type { IterationReport, RunResult } from '../../../application/loop/run-result.ts';
import { describeProof } from '../../../application/session/proof-summary.ts';
import { formatCost, formatTokens, plural } from '../../../application/wording/count.ts';
import { formatDuration } from '../../../application/wording/duration.ts';
import { checkText, protectedLine, uncommittedLine } from '../../../application/wording/evidence-wording.ts';
import type { IterationUsage } from '../../../domain/iteration/iteration.ts';
import type { CheckResult } from '../../../domain/proof/evidence.ts';
import { STOP_REASONS, type StopReason } from '../../../domain/run/stop-reason.ts';
import type { SessionState } from '../../../domain/session/session.state.ts';
import { ACCENT, HEADING, MUTED, oneLine, SUBTLE, span } from '../canvas/pieces.ts';
import type { Style } from '../canvas/style.ts';
import { wrapLine } from '../canvas/wrap.ts';
import { type CommandName, hintKey, specOf } from '../model/keymap.ts';
import { stopMark } from '../model/marks.ts';
import type { NoState } from '../model/ui-state.ts';
import type { OverlayDefinition } from './overlay.ts';
import { bodyOf, EMPTY_LINE, MEDIUM, NO_BODY, type OverlayLine, paragraph } from './overlay-content.ts';

declare module '../model/ui-state.ts' {
  interface OverlayStates {
    complete: NoState;
  }
}

export const COMPLETE: OverlayDefinition<'complete'> = {
  width: MEDIUM,
  keys: ['ended', 'reading'],
  content({ result, session }, _, width) {
    return {
      title: result ? titleOf(result.reason) : 'The run has not ended',
      head: [],
      editor: null,
      body: result ? bodyOf(numbers(result, session, width)) : NO_BODY,
      choosing: false,
      hints: ['close', 'quit'],
    };
  },
};

function titleOf(reason: StopReason): string {
  const { symbol, title } = stopMark(reason);
  return `${symbol} ${title}`;
}

/** `isGood` is false for what the user should look at. */
type Row = readonly [name: string, value: string, isGood?: boolean];

const NAME_WIDTH = 12;

/** Returns the row, wrapped, so that nothing of it is lost. */
function rowLines([name, value, isGood = true]: Row, width: number): OverlayLine[] {
  const style: Style = isGood ? { bold: true } : { fg: 'warning', bold: true };
  const lines = wrapLine([span(value, style)], Math.max(1, width - NAME_WIDTH));
  return lines.map((line, index) => ({
    line: [span((index === 0 ? name : '').padEnd(NAME_WIDTH), SUBTLE), ...line],
  }));
}

function numbers(result: RunResult, session: SessionState, width: number): OverlayLine[] {
  const { iterations, tasks } = result;
  const rows: readonly Row[] = [
    ['Tasks', `${tasks.completed} of ${tasks.total} completed, ${tasks.open} open`],
    ...(iterations.length === 0 ? rowsOfSession(session) : rowsOfRun(result)),
    ...rowsOfProof(result),
  ];
  return [
    ...paragraph(result.message, width, stopMark(result.reason).style),
    EMPTY_LINE,
    ...NEXT.map((name) => nextLine(name, result.reason)),
    EMPTY_LINE,
    ...rows.flatMap((row) => rowLines(row, width)),
    ...(iterations.length > 0 ? [EMPTY_LINE, { line: [span('Iterations', HEADING)] }] : []),
    ...iterations.map(iterationLine),
  ];
}

function rowsOfRun({ iterations, durationMs, usage }: RunResult): readonly Row[] {
  return [
    ['Iterations', String(iterations.length)],
    ['Time', formatDuration(durationMs)],
    ...rowsOfUsage(usage),
    ['Commits', String(iterations.filter(({ commit }) => commit !== null).length)],
    ['Files', String(filesOf(iterations))],
  ];
}

/** Returns the numbers of the session, for a run without iterations (its session was already complete). */
function rowsOfSession({ iterations, usage }: SessionState): readonly Row[] {
  return [['Iterations', `${iterations.last} in total`], ...rowsOfUsage(usage)];
}

function rowsOfUsage(usage: IterationUsage | null): readonly Row[] {
  return [
    ['Tokens', formatTokens(usage) || 'not reported'],
    ['Cost', formatCost(usage) || 'not reported'],
  ];
}

/** Returns what the user may have to look at: checks, doubtful tasks, protected and uncommitted files, questions. */
function rowsOfProof({ proof, protectedChanges, uncommitted, openQuestions }: RunResult): readonly Row[] {
  const checks = (proof?.checks ?? []).map(
    (check): Row => ['Check', checkText(check, oneLine), isGreen(check)],
  );
  const standing = proof ? describeProof(proof) : '';
  const isSure = proof !== null && proof.tasks.doubtful.length + proof.returned.length === 0;
  const warnings = [
    protectedLine(protectedChanges, oneLine),
    uncommittedLine(uncommitted, oneLine),
    ...openQuestions.map(({ id, question }) => `${id} is open: ${oneLine(question)}`),
  ].filter(Boolean);
  return [
    ...checks,
    ...(standing === '' ? [] : [['Proof', standing, isSure] as const]),
    ...warnings.map((text, index): Row => [index === 0 ? 'Look at' : '', text, false]),
  ];
}

function isGreen({ outcome }: CheckResult): boolean {
  return outcome === 'green';
}

/** The commands to continue with, in this order. Each works as a key and as a click. */
const NEXT: readonly CommandName[] = ['see-changes', 'run-again', 'add-task', 'export', 'quit', 'reset'];

function nextLine(name: CommandName, reason: StopReason): OverlayLine {
  const { title, description } = wordsOf(name, reason);
  const line = [span(hintKey(name).padEnd(8), ACCENT), span(title.padEnd(12)), span(description, MUTED)];
  return { line, action: { type: 'command', name } };
}

/** Returns the words of the keymap, or those that fit the end of a run better. */
function wordsOf(
  name: CommandName,
  reason: StopReason,
): { readonly title: string; readonly description: string } {
  if (name === 'quit') return { title: 'Leave', description: 'close the dashboard' };
  if (name === 'run-again' && STOP_REASONS[reason] === 'failed')
    return { ...specOf(name), title: 'Try again' };
  return specOf(name);
}

function iterationLine({
  number,
  outcome,
  durationMs,
  tasks,
  commit,
  usage,
  summary,
}: IterationReport): OverlayLine {
  const icon = { finished: '✓', failed: '✗', interrupted: '⊘' }[outcome];
  const style: Style = { fg: outcome === 'finished' ? 'success' : 'warning' };
  const parts = [
    formatDuration(durationMs),
    formatTokens(usage),
    tasks.length > 0 ? plural(tasks.length, 'task') : '',
    commit?.slice(0, 7) ?? '',
  ].filter(Boolean);
  return {
    line: [
      span(`  ${icon} #${number} ${outcome} `, style),
      span(parts.join(' · '), MUTED),
      span(summary === null ? '' : `  ${oneLine(summary)}`),
    ],
  };
}

/** Counts a file that several iterations changed once, as far as the files are listed. */
function filesOf(iterations: RunResult['iterations']): number {
  const known = new Set(iterations.flatMap(({ filesChanged }) => filesChanged)).size;
  return iterations.reduce((sum, { filesLeftOut }) => sum + filesLeftOut, known);
}
