// Renders a tool call: its subject, state, diffs and output.
import { basename } from 'node:path';
import { formatDuration } from '../../../application/wording/duration.ts';
import { cut } from '../canvas/pieces.ts';
import type { Role, StyledLine } from '../canvas/style.ts';
import { textWidth } from '../canvas/width.ts';
import { wrapLine } from '../canvas/wrap.ts';
import { countLines } from './block-texts.ts';
import { changeHead, changeLines, changeSummary, changesOf, isNewFile } from './edit-block.ts';
import {
  barred,
  COLLAPSED_LINES,
  DIMMED,
  headLines,
  insideWidth,
  MUTED,
  outputLines,
  revealed,
  span,
} from './frame-lines.ts';
import type { Block, OwnCall } from './transcript.ts';

type ToolBlock = Extract<Block, { kind: 'tool' }>;

const VERBS: Readonly<Record<string, string>> = {
  read: 'Read',
  edit: 'Edit',
  delete: 'Delete',
  move: 'Move',
  search: 'Search',
  fetch: 'Fetch',
  think: 'Task',
};

/** Tool names that say at least as much as the tool's kind. */
const TOOL_NAME =
  /^(?:read|edit|write|patch|create|update|delete|remove|move|rename|search|grep|glob|find|list|fetch|webfetch|task)(?= |$)/i;

/** A shorter call is over before anybody asks how long it takes. */
const NOTABLE_MS = 1_000;
/** A file that was read is not shown, unless it is so short. */
const SHORT_FILE = 2;

export function toolLines(block: ToolBlock, width: number, expanded: boolean, now: number): StyledLine[] {
  const inside = insideWidth(width);
  if (block.own) return barred(ownLines(block, block.own, inside, expanded), 'muted', width);
  const { icon, role } = stateOf(block);
  const failed = role === 'error';
  const changes = changesOf(block.diffs);
  const [only] = changes;
  const named = only !== undefined && changes.length === 1 && block.title.includes(basename(only[0].path));
  const summary = named ? changeSummary(only) : [];
  const parts = subject(block, named && isNewFile(only) ? 'Write' : undefined);
  const shown = failed ? parts.map(({ text }) => span(text, { fg: 'error' })) : parts;
  const output = expanded || failed || !isQuiet(block) ? block.output : '';
  return barred(
    [
      ...headLines(span(icon, { fg: role }), [...shown, ...summary], remarks(block, now), inside, expanded),
      ...changes.flatMap((change) => [
        ...(named ? [] : changeHead(change, inside)),
        ...changeLines(change, { width: inside, expanded, excerpt: block.excerpt }),
      ]),
      ...outputLines(output, { width: inside, expanded, style: DIMMED, part: partOf(block, failed) }),
    ],
    'muted',
    width,
  );
}

/** Returns one row for a call of iteratr's own tools; a failed one may take more, since the reason matters. */
function ownLines(block: ToolBlock, own: OwnCall, width: number, expanded: boolean): StyledLine[] {
  const failed = stateOf(block).role === 'error';
  const style = failed ? { fg: own.role } : DIMMED;
  const line = [
    span(`${own.symbol} `, { fg: own.role }),
    span(revealed(own.text).replaceAll('\n', ' '), style),
  ];
  const rows = wrapLine(line, width, { hang: [span('  ')] });
  if (expanded)
    return [...rows, ...outputLines(block.output, { width, expanded, style: MUTED, part: 'start' })];
  return failed ? rows.slice(0, COLLAPSED_LINES) : [cutLine(line, width)];
}

function cutLine([mark, text]: StyledLine, width: number): StyledLine {
  return mark && text ? [mark, span(cut(text.text, width - textWidth(mark.text)), text.style)] : [];
}

/** Returns whether the output says nothing that the head and the diffs do not. */
function isQuiet({ diffs, toolKind, output }: ToolBlock): boolean {
  return diffs.length > 0 || (toolKind === 'read' && countLines(output.trim()) > SHORT_FILE);
}

/** Returns the part of the output to show: the same while it runs and after it. The end of a command says how it went. */
function partOf({ toolKind }: ToolBlock, failed: boolean): 'start' | 'end' | 'both' {
  if (failed) return 'both';
  return toolKind === 'execute' || toolKind === 'think' ? 'end' : 'start';
}

/** Returns what a call says of itself in brackets: its exit code, state and time. */
function remarks(block: ToolBlock, now: number): StyledLine {
  const { exitCode, startedAt, endedAt, subagent, toolKind } = block;
  const { role, word } = stateOf(block);
  const ms = (endedAt ?? now) - startedAt;
  const timed = endedAt === null || toolKind === 'execute' || toolKind === 'think';
  const words = [
    exitCode !== null && exitCode !== 0 ? `exit ${exitCode}` : '',
    word,
    timed && ms >= NOTABLE_MS ? formatDuration(ms) : '',
    subagent === null ? '' : 'subagent',
  ].filter((each) => each !== '');
  if (words.length === 0) return [];
  return [span(`(${words.join(', ')})`, role === 'success' ? MUTED : { fg: role })];
}

function stateOf({ status, exitCode }: ToolBlock): { icon: string; role: Role; word: string } {
  switch (status) {
    case 'pending':
      return { icon: '◌', role: 'muted', word: 'pending' };
    case 'in_progress':
      return { icon: '●', role: 'warning', word: 'running' };
    case 'cancelled':
      return { icon: '⊘', role: 'muted', word: 'cancelled' };
    case 'failed':
      return { icon: '✗', role: 'error', word: 'failed' };
    case 'completed':
      return exitCode !== null && exitCode !== 0
        ? { icon: '✗', role: 'error', word: '' }
        : { icon: '✓', role: 'success', word: '' };
    default:
      return status satisfies never;
  }
}

/** Returns the subject of a call, such as `$ npm test` or `Read src/main.ts`. `known`: the verb, if the change tells it. */
function subject({ toolKind, title, callId }: ToolBlock, known?: string): StyledLine {
  const text = revealed(title) || revealed(callId) || 'tool';
  if (toolKind === 'execute') return [span('$ ', MUTED), span(text)];
  const name = TOOL_NAME.exec(text)?.[0] ?? '';
  const verb = known ?? (name === '' ? verbOf(toolKind) : name.charAt(0).toUpperCase() + name.slice(1));
  const rest = name === '' ? text : text.slice(name.length + 1);
  if (verb === '' || rest === '') return [span(verb || rest)];
  return [span(`${verb} `, MUTED), span(rest)];
}

function verbOf(toolKind: string): string {
  return Object.hasOwn(VERBS, toolKind) ? (VERBS[toolKind] ?? '') : '';
}
