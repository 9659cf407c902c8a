// A tool call: what it does, how it stands, what came of it.
import { basename } from 'node:path';
import type { Role, StyledLine } from '../canvas/style.ts';
import { diffHead, diffLines, diffSummary } from './edit-block.ts';
import { barred, DIMMED, headLines, insideWidth, MUTED, outputLines, revealed, span } from './frame-lines.ts';
import type { Block } from './transcript.ts';

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

export function toolLines(block: ToolBlock, width: number, expanded: boolean): StyledLine[] {
  const inside = insideWidth(width);
  const { icon, role, word } = stateOf(block);
  const remarks = [
    block.exitCode !== null && block.exitCode !== 0 ? `exit ${block.exitCode}` : '',
    word,
    block.subagent === null ? '' : 'subagent',
  ].filter((remark) => remark !== '');
  const remark = remarks.length > 0 ? [span(`(${remarks.join(', ')})`, { fg: role })] : [];
  const [only] = block.diffs;
  const named = only !== undefined && block.diffs.length === 1 && block.title.includes(basename(only.path));
  const summary = named ? [...diffSummary(only), span(remark.length > 0 ? ' ' : '')] : [];
  const failed = role === 'error';
  const style = failed ? { fg: 'error' as const } : DIMMED;
  // An edit that worked says so in words nobody needs beside the diff.
  const output = block.diffs.length > 0 && !failed && !expanded ? '' : block.output;
  const end = failed || block.status === 'in_progress';
  return barred(
    [
      ...headLines(span(icon, { fg: role }), subject(block), [...summary, ...remark], inside, expanded),
      ...block.diffs.flatMap((diff) => [
        ...(named ? [] : diffHead(diff, inside)),
        ...diffLines(diff, { width: inside, expanded, numbered: !block.excerpt }),
      ]),
      ...outputLines(output, { width: inside, expanded, style, end }),
    ],
    failed ? 'error' : 'muted',
    width,
  );
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

/** `$ npm test`, `Read src/main.ts` */
function subject({ toolKind, title, callId }: ToolBlock): StyledLine {
  const text = revealed(title) || revealed(callId) || 'tool';
  if (toolKind === 'execute') return [span('$ ', MUTED), span(text)];
  const verb = Object.hasOwn(VERBS, toolKind) ? (VERBS[toolKind] ?? '') : '';
  if (verb === '') return [span(text)];
  if (text.toLowerCase() === verb.toLowerCase()) return [span(verb)];
  const rest = text.toLowerCase().startsWith(`${verb.toLowerCase()} `) ? text.slice(verb.length + 1) : text;
  return [span(`${verb} `, MUTED), span(rest)];
}
