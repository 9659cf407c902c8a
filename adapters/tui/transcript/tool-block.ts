// Renders a tool call: its subject, state, diffs and output.
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

/** Tool names that say at least as much as the tool's kind. */
const TOOL_NAME =
  /^(?:read|edit|write|patch|create|update|delete|remove|move|rename|search|grep|glob|find|list|fetch|webfetch|task)(?= |$)/i;

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
  const space = remark.length > 0 ? [span(' ')] : [];
  const summary = named ? [...diffSummary(only), ...space] : [];
  const failed = role === 'error';
  const style = failed ? { fg: 'error' as const } : DIMMED;
  // The output of a successful edit adds nothing to the diff.
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

/** Returns the subject of a call, such as `$ npm test` or `Read src/main.ts`. */
function subject({ toolKind, title, callId }: ToolBlock): StyledLine {
  const text = revealed(title) || revealed(callId) || 'tool';
  if (toolKind === 'execute') return [span('$ ', MUTED), span(text)];
  const verb = Object.hasOwn(VERBS, toolKind) ? (VERBS[toolKind] ?? '') : '';
  const name = TOOL_NAME.exec(text)?.[0];
  if (name === undefined) return verb === '' ? [span(text)] : [span(`${verb} `, MUTED), span(text)];
  const known = name.charAt(0).toUpperCase() + name.slice(1);
  return text === name ? [span(known)] : [span(`${known} `, MUTED), span(text.slice(name.length + 1))];
}
