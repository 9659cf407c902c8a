// Caches rendered blocks until they change, and drops the least recently used ones.
import type { StyledLine } from '../canvas/style.ts';
import { AssistantView } from './assistant-block.ts';
import { isTicking, renderBlock } from './block-lines.ts';
import type { TranscriptBlock } from './transcript.ts';

const RENDERED_BLOCKS = 256;
/** The number of growing messages to keep; there is rarely more than one. */
const VIEWS = 4;

interface Rendered {
  readonly revision: number;
  readonly width: number;
  readonly expanded: boolean;
  readonly tick: number;
  readonly lines: readonly StyledLine[];
}

export class BlockCache {
  readonly #rendered = new Map<number, Rendered>();
  readonly #views = new Map<number, AssistantView>();

  lines(
    { id, revision, block }: TranscriptBlock,
    width: number,
    expanded: boolean,
    now: number,
  ): readonly StyledLine[] {
    const tick = isTicking(block) ? Math.floor(now / 100) : 0;
    const known = this.#rendered.get(id);
    if (known && known.revision === revision && known.width === width && known.expanded === expanded) {
      if (known.tick === tick) return used(this.#rendered, id, known, RENDERED_BLOCKS).lines;
    }
    const view = block.kind === 'assistant' ? this.#view(id, known !== undefined) : undefined;
    const lines = renderBlock(block, width, expanded, now, view);
    return used(this.#rendered, id, { revision, width, expanded, tick, lines }, RENDERED_BLOCKS).lines;
  }

  /** Returns the view of a message. Keeps it only if the message is rendered again, because then it may grow further. */
  #view(id: number, again: boolean): AssistantView {
    const view = this.#views.get(id) ?? new AssistantView();
    return again ? used(this.#views, id, view, VIEWS) : view;
  }
}

/** Stores an entry and keeps only the `most` recently used ones. */
function used<Value>(map: Map<number, Value>, id: number, value: Value, most: number): Value {
  map.delete(id);
  map.set(id, value);
  if (map.size > most) map.delete(map.keys().next().value as number);
  return value;
}
