// What the agent says.
import type { StyledLine } from '../canvas/style.ts';
import { BAR, insideWidth, span } from './frame-lines.ts';
import { MarkdownView } from './markdown.ts';
import type { Block } from './transcript.ts';

/** Remembers what was laid out of a message that grows; changes the speed, never the lines. Belongs to one block. */
export class AssistantView {
  readonly #barred = new MarkdownView([span(BAR, { fg: 'accent' })]);
  readonly #bare = new MarkdownView();

  render({ markdown }: Extract<Block, { kind: 'assistant' }>, width: number): StyledLine[] {
    const inside = insideWidth(width);
    return (inside === width ? this.#bare : this.#barred).render(markdown, inside);
  }
}
