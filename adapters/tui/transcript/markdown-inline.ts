// Renders the inline tokens of markdown: emphasis, code and links.
import type { Token, Tokens } from 'marked';
import { reveal } from '../canvas/sanitize.ts';
import type { Span, Style, StyledLine } from '../canvas/style.ts';

/** Returns one line per line of the source. Keeps its line breaks. */
export function inlineLines(tokens: readonly Token[], style: Style): StyledLine[] {
  const lines: Span[][] = [[]];
  addTokens(lines, tokens, style);
  return lines;
}

function addTokens(lines: Span[][], tokens: readonly Token[], style: Style): void {
  for (const token of tokens) addToken(lines, token, style);
}

function addToken(lines: Span[][], token: Token, style: Style): void {
  switch (token.type) {
    case 'text': {
      const { tokens, text } = token as Tokens.Text;
      if (tokens) addTokens(lines, tokens, style);
      else addText(lines, decoded(text), style);
      return;
    }
    case 'escape':
      addText(lines, (token as Tokens.Escape).text, style);
      return;
    case 'strong':
      addTokens(lines, (token as Tokens.Strong).tokens, { ...style, bold: true });
      return;
    case 'em':
      addTokens(lines, (token as Tokens.Em).tokens, { ...style, italic: true });
      return;
    case 'del':
      addTokens(lines, (token as Tokens.Del).tokens, { ...style, strike: true });
      return;
    case 'codespan':
      addText(lines, (token as Tokens.Codespan).text, { ...style, fg: 'code' });
      return;
    case 'link':
      addLink(lines, token as Tokens.Link, style);
      return;
    case 'image': {
      const { text, href } = token as Tokens.Image;
      addText(lines, `[${text === '' ? 'image' : text}]`, { ...style, fg: 'link' });
      addText(lines, ` (${reveal(href)})`, { ...style, fg: 'muted' });
      return;
    }
    case 'checkbox':
      return;
    case 'br':
      lines.push([]);
      return;
    default:
      addText(lines, token.raw, style);
  }
}

/** Adds a link, followed by its target unless the text is the target. */
function addLink(lines: Span[][], { tokens, text, href }: Tokens.Link, style: Style): void {
  addTokens(lines, tokens, { ...style, fg: 'link', underline: true, link: href });
  if (text === href || `mailto:${text}` === href || `http://${text}` === href) return;
  addText(lines, ' (', { ...style, fg: 'muted' });
  addText(lines, reveal(href), { ...style, fg: 'muted', link: href });
  addText(lines, ')', { ...style, fg: 'muted' });
}

function addText(lines: Span[][], text: string, style: Style): void {
  for (const [index, part] of text.split('\n').entries()) {
    if (index > 0) lines.push([]);
    if (part !== '') lines.at(-1)?.push({ text: part, style });
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': ' ',
};

function decoded(text: string): string {
  if (!text.includes('&')) return text;
  return text.replaceAll(/&(?:amp|lt|gt|quot|#39|nbsp);/g, (entity) => ENTITIES[entity] ?? entity);
}
