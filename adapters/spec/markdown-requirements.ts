// Finds the requirements of a Markdown spec. Code, comments, quotes and deleted text are never searched.
import type { Heading, List, ListItem, Nodes, Paragraph, Root, Table } from 'mdast';
import type { FoundRequirement } from '../../domain/plan/plan.ts';
import { lineOf, linesOf, plain, type TextAt } from './markdown-tree.ts';
import {
  isDotted,
  isFirstStep,
  isNamed,
  isOnlyName,
  isStep,
  type SectionKind,
  sectionKind,
} from './requirement-words.ts';

interface Section {
  readonly depth: number;
  readonly kind: SectionKind | 'named';
}

/**
 * Which items of a list count: all of them; those that are checkboxes, named or numbered; or, below a requirement that they
 * explain, only those that are checkboxes or named.
 */
type Wanted = 'all' | 'some' | 'named';

interface Item {
  readonly node: ListItem;
  readonly ordered: boolean;
  readonly text: string;
  readonly line: number;
}

export class MarkdownRequirements {
  readonly #found: FoundRequirement[] = [];
  /** The headings above, the outermost first. */
  #sections: readonly Section[] = [];
  /** Whether the block before was a line such as "Acceptance criteria:". */
  #isAnnounced = false;
  /** Headings such as "1.3 Login", which count if they are all there is. */
  readonly #dotted: FoundRequirement[] = [];

  constructor(private readonly root: Root) {}

  /** Returns the requirements in the order of the spec. */
  find(): readonly FoundRequirement[] {
    for (const block of this.root.children) this.#block(block);
    return this.#found.length === 0 ? this.#dotted : this.#found;
  }

  get #kind(): SectionKind {
    const kinds = this.#sections.map(({ kind }) => kind);
    if (kinds.includes('refused')) return 'refused';
    if (this.#isAnnounced) return 'requirements';
    const kind = kinds.findLast((one) => one !== 'plain') ?? 'plain';
    return kind === 'named' ? 'plain' : kind;
  }

  #block(block: Nodes): void {
    const isAnnounced = block.type === 'paragraph' && isOnlyName(plain(block).trim());
    if (block.type === 'heading') this.#heading(block);
    else if (this.#kind === 'refused' || isAnnounced) this.#isAnnounced = isAnnounced;
    else {
      if (block.type === 'list') this.#list(block, this.#kind === 'requirements' ? 'all' : 'some');
      if (block.type === 'table') this.#table(block);
      if (block.type === 'paragraph') this.#paragraph(block);
      // What is announced may begin with a sentence of explanation.
      this.#isAnnounced &&= block.type === 'paragraph';
    }
  }

  #heading(heading: Heading): void {
    const text = plain(heading).trim();
    const { depth } = heading;
    this.#isAnnounced = false;
    this.#sections = this.#sections.filter((section) => section.depth < depth);
    const around = this.#kind;
    const isRequirement = sectionKind(text) === 'plain' && isNamed(text);
    // A requirement below "Introduction" is not told in prose.
    const kind = isRequirement && around === 'prose' ? 'named' : sectionKind(text);
    this.#sections = [...this.#sections, { depth, kind }];
    if (around === 'refused' || (kind !== 'plain' && kind !== 'named')) return;
    const found = { text, line: lineOf(heading) };
    if (isRequirement) this.#found.push(found);
    else if (isDotted(text)) (around === 'requirements' ? this.#found : this.#dotted).push(found);
  }

  /** A paragraph counts where it names a requirement. Its other lines continue the one before. */
  #paragraph(paragraph: Paragraph): void {
    const started: { text: string; line: number }[] = [];
    const isListed = this.#kind === 'requirements';
    for (const { text, line } of linesOf(paragraph)) {
      const isFirst = started.length === 0;
      const isSteps =
        this.#kind === 'requirements' && isFirst && isFirstStep(text) && !this.#isScenario(line);
      const last = started.at(-1);
      if (isNamed(text) || isSteps || (isListed && isDotted(text))) started.push({ text, line });
      else if (last) last.text += ` ${text}`;
    }
    this.#found.push(...started);
  }

  /** Whether the requirement before is the title of the scenario whose steps begin on this line. */
  #isScenario(line: number): boolean {
    const last = this.#found.at(-1);
    return last !== undefined && line - last.line <= 2;
  }

  #table({ children: [header, ...rows] }: Table): void {
    const columns = header?.children.map((cell) => plain(cell).trim()) ?? [];
    const isListed = this.#kind === 'requirements' || columns.some((column) => isOnlyName(column));
    for (const row of rows) {
      const cells = row.children.map((cell) => plain(cell).trim()).filter((text) => text !== '');
      const [first = ''] = cells;
      if (cells.length > 0 && (isListed || isNamed(first))) {
        this.#found.push({ text: cells.join(' · '), line: lineOf(row) });
      }
    }
  }

  #list({ children, ordered }: List, wanted: Wanted): void {
    let steps: { text: string; readonly line: number } | undefined;
    for (const node of children) {
      const item: Item = { node, ordered: ordered === true, ...ownText(node) };
      const isCounted = this.#counts(item, wanted);
      const continues = isStep(item.text) && !isFirstStep(item.text) && typeof node.checked !== 'boolean';
      if (steps && isCounted && continues) steps.text += ` ${item.text}`;
      else if (isCounted) {
        const found = { text: item.text, line: item.line };
        this.#found.push(found);
        steps = isFirstStep(item.text) ? found : undefined;
      } else steps = undefined;
      this.#nested(node, isCounted ? 'named' : wanted);
    }
  }

  #counts({ node, ordered, text }: Item, wanted: Wanted): boolean {
    if (text === '' || isOnlyName(text)) return false;
    if (typeof node.checked === 'boolean' || isNamed(text) || wanted === 'all') return true;
    return wanted === 'some' && ordered && this.#kind === 'plain';
  }

  #nested({ children }: ListItem, wanted: Wanted): void {
    let isAnnounced = false;
    for (const block of children) {
      if (block.type === 'list') this.#list(block, isAnnounced ? 'all' : wanted);
      if (block.type === 'paragraph')
        isAnnounced = linesOf(block)
          .slice(-1)
          .some(({ text }) => isOnlyName(text));
    }
  }
}

/** Returns the text of an item without what is nested in it, and without lines such as "Acceptance criteria:". */
function ownText(item: ListItem): TextAt {
  const lines = item.children.filter((block) => block.type === 'paragraph').flatMap(linesOf);
  const own = lines.map(({ text }) => text).filter((text) => !isOnlyName(text));
  return { text: own.join(' '), line: lineOf(item) };
}
