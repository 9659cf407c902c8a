// Renders the agent's messages.
import type { StyledLine } from '../canvas/style.ts';
import { BAR, insideWidth, span } from './frame-lines.ts';
import { MarkdownView } from './markdown.ts';
import type { Block } from './transcript.ts';

/** Renders one message and caches the layout while it grows. The cache affects only speed, never the lines. */
export class AssistantView {
  readonly #barred = new MarkdownView([span(BAR, { fg: 'accent' })]);
  readonly #bare = new MarkdownView();

  render({ markdown }: Extract<Block, { kind: 'assistant' }>, width: number): StyledLine[] {
    const inside = insideWidth(width);
    return (inside === width ? this.#bare : this.#barred).render(markdown, inside);
  }
}
