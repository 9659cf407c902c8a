// Renders any block as styled lines.
import type { StyledLine } from '../canvas/style.ts';
import { AssistantView } from './assistant-block.ts';
import { hookLines } from './hook-block.ts';
import { planLines } from './plan-block.ts';
import { finishLines, iterationLines, noticeLines } from './quiet-blocks.ts';
import { thinkingLines } from './thinking-block.ts';
import { toolLines } from './tool-block.ts';
import type { Block } from './transcript.ts';
import { userLines } from './user-block.ts';

/**
 * Returns the lines of a block, none wider than `width`. `view` caches the layout of one growing message. It affects only
 * speed, never the lines.
 */
export function renderBlock(
  block: Block,
  width: number,
  expanded: boolean,
  now: number,
  view: AssistantView = new AssistantView(),
): StyledLine[] {
  switch (block.kind) {
    case 'assistant':
      return view.render(block, width);
    case 'thinking':
      return thinkingLines(block, width, expanded, now);
    case 'user':
      return userLines(block, width, expanded);
    case 'tool':
      return toolLines(block, width, expanded, now);
    case 'plan':
      return planLines(block, width, expanded);
    case 'hook':
      return hookLines(block, width, expanded);
    case 'iteration':
      return iterationLines(block, width);
    case 'finish':
      return finishLines(block, width, expanded);
    case 'notice':
      return noticeLines(block, width);
    default:
      return block satisfies never;
  }
}

const EXPANDABLE: ReadonlySet<Block['kind']> = new Set([
  'thinking',
  'user',
  'tool',
  'plan',
  'hook',
  'finish',
]);

/** Returns whether expanding the block can show more of it. */
export function isExpandable({ kind }: Block): boolean {
  return EXPANDABLE.has(kind);
}

/** Returns whether the lines change with time alone. */
export function isTicking(block: Block): boolean {
  return (block.kind === 'thinking' || block.kind === 'tool') && block.endedAt === null;
}
