// Parses Markdown into a tree with line numbers, and takes text from it.
import type { Nodes, Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

/** A part of a text, from a line of the spec on. */
export interface TextAt {
  readonly text: string;
  readonly line: number;
}

export function parseMarkdown(text: string): Root {
  return fromMarkdown(text, {
    extensions: [gfm()],
    mdastExtensions: [gfmFromMarkdown()],
  });
}

/** Returns the JSON of a spec that is nothing but a fenced block of JSON, with or without a title above it. */
export function onlyJson({ children }: Root): TextAt | undefined {
  const [block, ...others] = children.filter(({ type }) => type !== 'heading');
  if (block?.type !== 'code' || others.length > 0 || !/^json/i.test(block.lang ?? '')) return undefined;
  return { text: block.value, line: lineOf(block) + 1 };
}

export function lineOf({ position }: Nodes): number {
  return position?.start.line ?? 1;
}

/** Returns the text of inline content as a reader sees it: no markup, no deleted text, no footnotes, no HTML. */
export function plain(node: Nodes): string {
  if (node.type === 'delete' || node.type === 'html' || node.type === 'footnoteReference') return '';
  if (node.type === 'break') return '\n';
  if ('children' in node) return node.children.map(plain).join('');
  if (node.type === 'image') return node.alt ?? '';
  return 'value' in node ? node.value : '';
}

/** Returns the lines of a paragraph, each with its number. Empty ones are left out. */
export function linesOf(node: Nodes): readonly TextAt[] {
  const first = lineOf(node);
  return plain(node)
    .split('\n')
    .map((text, index) => ({ text: text.trim(), line: first + index }))
    .filter(({ text }) => text !== '');
}
