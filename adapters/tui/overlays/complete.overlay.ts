// The overlay that shows how the run ended, with its numbers.
import type { IterationReport, RunResult } from '../../../application/loop/run-result.ts';
import { formatCost, formatTokens, plural } from '../../../application/wording/count.ts';
import { formatDuration } from '../../../application/wording/duration.ts';
import type { IterationUsage } from '../../../domain/iteration/iteration.ts';
import type { StopReason } from '../../../domain/run/stop-reason.ts';
import type { SessionState } from '../../../domain/session/session.state.ts';
import { ACCENT, HEADING, MUTED, oneLine, SUBTLE, span } from '../canvas/pieces.ts';
import type { Style } from '../canvas/style.ts';
import { hintKey, specOf } from '../model/keymap.ts';
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

type Row = readonly [name: string, value: string];

function numbers(result: RunResult, session: SessionState, width: number): OverlayLine[] {
  const { iterations, tasks } = result;
  const rows: readonly Row[] = [
    ['Tasks', `${tasks.completed} of ${tasks.total} completed, ${tasks.open} open`],
    ...(iterations.length === 0 ? rowsOfSession(session) : rowsOfRun(result)),
  ];
  return [
    ...paragraph(result.message, width, stopMark(result.reason).style),
    EMPTY_LINE,
    ...NEXT.map(nextLine),
    EMPTY_LINE,
    ...rows.map(([name, value]) => ({ line: [span(name.padEnd(12), SUBTLE), span(value, { bold: true })] })),
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

/** The commands to continue with. Each works as a key and as a click. */
const NEXT = ['run-again', 'add-task', 'reset'] as const;

function nextLine(name: (typeof NEXT)[number]): OverlayLine {
  const { title, description } = specOf(name);
  const line = [span(hintKey(name).padEnd(4), ACCENT), span(title.padEnd(12)), span(description, MUTED)];
  return { line, action: { type: 'command', name } };
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
