// Renders the block tokens of markdown: headings, lists, quotes and code.
import type { Token, Tokens } from 'marked';
import { withBackground } from '../canvas/pieces.ts';
import { sanitize } from '../canvas/sanitize.ts';
import type { Span, Style, StyledLine } from '../canvas/style.ts';
import { textWidth } from '../canvas/width.ts';
import { lineWidth, wrapLine, wrapStyled } from '../canvas/wrap.ts';
import { highlightCode } from '../code/code-highlight.ts';
import { inlineLines } from './markdown-inline.ts';
import { tableLines } from './markdown-table.ts';
import { proseWidth } from './prose-width.ts';

const MUTED: Style = { fg: 'muted' };
const CODE: Style = { fg: 'text' };
const CARD_EDGE = '  ';
/** The minimum width for text; an indent that leaves less is dropped. */
const NARROWEST = 8;

/** Returns the lines of the tokens, with a blank line between blocks unless `tight` (inside a list item). */
export function tokenLines(tokens: readonly Token[], width: number, tight = false): StyledLine[] {
  const lines: StyledLine[] = [];
  for (const token of tokens) {
    const block = blockLines(token, width);
    if (block.length === 0) continue;
    if (lines.length > 0 && !tight) lines.push([]);
    for (const line of block) lines.push(line);
  }
  return lines;
}

export interface CodeOptions {
  /** As the fence names it, '' for none. */
  readonly language: string;
  /** Whether it is complete. Only then it is highlighted, because that takes all of it. */
  readonly whole: boolean;
  /** Whether it continues code that is shown already. */
  readonly continued: boolean;
}

/** Returns code unchanged on a card, with its language on top. */
export function codeLines(
  code: string,
  { language, whole, continued }: CodeOptions,
  width: number,
): StyledLine[] {
  const inner = roomAfter(CARD_EDGE + CARD_EDGE, width);
  const edge = inner < width ? [span(CARD_EDGE, {})] : [];
  const highlighted = whole ? highlightCode(code, language) : undefined;
  const lines = highlighted ?? code.split('\n').map((text): StyledLine => [span(text, CODE)]);
  const title = continued || language === '' ? [] : wrapStyled(language, MUTED, inner).slice(0, 1);
  return [...title, ...lines.flatMap((line) => wrapLine(line, inner))].map((row) =>
    onCard([...edge, ...row], width),
  );
}

/** Returns the line with the background of a card, over the whole width. */
function onCard(line: StyledLine, width: number): StyledLine {
  const space = span(' '.repeat(Math.max(0, width - lineWidth(line))), {});
  return withBackground([...line, space], { bg: 'card' });
}

function blockLines(token: Token, full: number): StyledLine[] {
  const width = proseWidth(full);
  switch (token.type) {
    case 'space':
    case 'checkbox':
      return [];
    case 'heading':
      return headingLines(token as Tokens.Heading, width);
    case 'paragraph':
    case 'text':
      return wrapped(inlineLines((token as Tokens.Paragraph).tokens ?? [token], {}), width);
    case 'code': {
      const { text, lang } = token as Tokens.Code;
      const language = sanitize(lang ?? '')
        .split(/\s/, 1)
        .join('');
      return codeLines(text, { language, whole: isClosed(token as Tokens.Code), continued: false }, full);
    }
    case 'blockquote':
      return prefixed(tokenLines((token as Tokens.Blockquote).tokens, roomAfter('▎ ', width)), '▎ ', width);
    case 'list':
      return listLines(token as Tokens.List, width);
    case 'table':
      return tableLines(token as Tokens.Table, full);
    case 'hr':
      return [[span('─'.repeat(width), MUTED)]];
    default:
      return wrapStyled(token.raw.replace(/\n+$/, ''), MUTED, width);
  }
}

/** Returns whether the closing fence has arrived. Marked treats the end of the text as the end of the code. */
function isClosed({ raw, codeBlockStyle }: Tokens.Code): boolean {
  return codeBlockStyle !== 'indented' && /\n[\s>]*(?:`{3,}|~{3,})\s*$/.test(raw);
}

function headingLines({ depth, tokens }: Tokens.Heading, width: number): StyledLine[] {
  const style: Style = { fg: 'heading', bold: true, ...(depth === 1 ? { underline: true } : {}) };
  return wrapped(inlineLines(tokens, style), width);
}

function wrapped(lines: readonly StyledLine[], width: number): StyledLine[] {
  return lines.flatMap((line) => wrapLine(line, width));
}

function listLines({ items, ordered, start }: Tokens.List, width: number): StyledLine[] {
  const first = typeof start === 'number' ? start : 1;
  return items.flatMap((item, index) => {
    const mark = item.task ? (item.checked ? '[✓] ' : '[ ] ') : ordered ? `${first + index}. ` : '• ';
    const done: Style = item.task && item.checked ? { fg: 'success' } : MUTED;
    const content = tokenLines(item.tokens, roomAfter(mark, width), true);
    return hanging(content.length > 0 ? content : [[]], mark, done, width);
  });
}

/** Puts a mark before the first line and the same amount of space before the others. */
function hanging(lines: readonly StyledLine[], mark: string, style: Style, width: number): StyledLine[] {
  const indent = textWidth(mark);
  if (indent + NARROWEST > width) return [...wrapStyled(mark.trimEnd(), style, width), ...lines];
  const space = ' '.repeat(indent);
  return lines.map((line, index) => [index === 0 ? span(mark, style) : span(space, {}), ...line]);
}

function prefixed(lines: readonly StyledLine[], mark: string, width: number): StyledLine[] {
  if (roomAfter(mark, width) === width) return [...lines];
  return lines.map((line) => [span(mark, MUTED), ...line]);
}

/** Returns the width beside a mark. Returns the full width if the rest would be too narrow; the mark is then dropped. */
function roomAfter(mark: string, width: number): number {
  const room = width - textWidth(mark);
  return room < NARROWEST ? width : room;
}

function span(text: string, style: Style): Span {
  return { text, style };
}
