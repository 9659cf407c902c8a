// The plain text of a block, for measuring, searching and copying.
import type { Block } from './transcript.ts';

/** The weight of a block besides its text. It keeps many small blocks within the budget, too. */
const BLOCK_WEIGHT = 200;

/** Returns the weight of a block in characters. */
export function weightOf(block: Block): number {
  switch (block.kind) {
    case 'assistant':
      return BLOCK_WEIGHT + block.markdown.length;
    case 'thinking':
    case 'user':
    case 'notice':
      return BLOCK_WEIGHT + block.text.length;
    case 'tool': {
      const diffs = block.diffs.reduce(
        (sum, { oldText, newText }) => sum + (oldText?.length ?? 0) + newText.length,
        0,
      );
      return BLOCK_WEIGHT + block.title.length + block.output.length + diffs;
    }
    case 'plan':
      return block.entries.reduce((sum, { content }) => sum + content.length, BLOCK_WEIGHT);
    case 'hook':
      return BLOCK_WEIGHT + block.command.length + block.output.length + block.error.length;
    case 'iteration':
    case 'finish':
      return BLOCK_WEIGHT;
    default:
      return block satisfies never;
  }
}

/** Returns the raw text of a block. Sanitise it before showing it. */
export function textOf(block: Block): string {
  switch (block.kind) {
    case 'assistant':
      return block.markdown;
    case 'thinking':
    case 'user':
    case 'notice':
      return block.text;
    case 'tool':
      return joined(
        block.toolKind === 'execute' ? `$ ${block.title}` : block.title,
        block.output,
        ...block.diffs.flatMap(({ path, oldText, newText }) => [path, oldText ?? '', newText]),
      );
    case 'plan':
      return joined(...block.entries.map(({ content, status }) => `${status}: ${content}`));
    case 'hook':
      return joined(`$ ${block.command}`, block.output, block.error);
    case 'iteration':
      return `Iteration #${block.number}`;
    case 'finish':
      return joined(
        `iteration ${block.number} ${block.outcome}`,
        block.model,
        block.reason,
        block.commit ?? '',
      );
    default:
      return block satisfies never;
  }
}

/** Returns the number of lines. A line end at the end of the text does not start another line. */
export function countLines(text: string): number {
  if (text === '') return 0;
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1;
  return text.endsWith('\n') ? lines : lines + 1;
}

function joined(...texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join('\n');
}
