// Renders a tool call: its subject, state, diffs and output.
import { basename } from 'node:path';
import type { Role, StyledLine } from '../canvas/style.ts';
import { changeHead, changeLines, changeSummary, changesOf, isNewFile } from './edit-block.ts';
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
  const changes = changesOf(block.diffs);
  const [only] = changes;
  const named = only !== undefined && changes.length === 1 && block.title.includes(basename(only[0].path));
  const summary = named ? changeSummary(only) : [];
  const verb = named && isNewFile(only) ? 'Write' : undefined;
  const failed = role === 'error';
  const style = failed ? { fg: 'error' as const } : DIMMED;
  // The output of a successful edit adds nothing to the diff.
  const output = block.diffs.length > 0 && !failed && !expanded ? '' : block.output;
  const end = failed || block.status === 'in_progress';
  return barred(
    [
      ...headLines(span(icon, { fg: role }), [...subject(block, verb), ...summary], remark, inside, expanded),
      ...changes.flatMap((change) => [
        ...(named ? [] : changeHead(change, inside)),
        ...changeLines(change, { width: inside, expanded, excerpt: block.excerpt }),
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
