// Highlights source code. Languages are registered on first use.
import type { LanguageFn } from 'highlight.js';
import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import go from 'highlight.js/lib/languages/go';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import markdown from 'highlight.js/lib/languages/markdown';
import python from 'highlight.js/lib/languages/python';
import ruby from 'highlight.js/lib/languages/ruby';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import type { Role, Span, Style, StyledLine } from '../canvas/style.ts';

/** Highlighting longer code would make frames stutter. */
const LONGEST_CODE = 6_000;
const REMEMBERED = 200;

const LANGUAGES: Readonly<Record<string, LanguageFn>> = {
  bash,
  c,
  cpp,
  css,
  diff,
  go,
  java,
  javascript,
  json,
  markdown,
  python,
  ruby,
  rust,
  sql,
  typescript,
  xml,
  yaml,
};

const ALIASES: Readonly<Record<string, string>> = {
  sh: 'bash',
  shell: 'bash',
  zsh: 'bash',
  console: 'bash',
  h: 'c',
  'c++': 'cpp',
  cc: 'cpp',
  hpp: 'cpp',
  scss: 'css',
  patch: 'diff',
  golang: 'go',
  js: 'javascript',
  jsx: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsonc: 'json',
  json5: 'json',
  md: 'markdown',
  py: 'python',
  rb: 'ruby',
  rs: 'rust',
  ts: 'typescript',
  tsx: 'typescript',
  html: 'xml',
  svg: 'xml',
  vue: 'xml',
  yml: 'yaml',
};

const ROLES: Readonly<Record<string, Role>> = {
  keyword: 'syntax-keyword',
  built_in: 'syntax-type',
  type: 'syntax-type',
  literal: 'syntax-number',
  number: 'syntax-number',
  string: 'syntax-string',
  regexp: 'syntax-string',
  symbol: 'syntax-string',
  char: 'syntax-string',
  comment: 'syntax-comment',
  quote: 'syntax-comment',
  doctag: 'syntax-comment',
  title: 'syntax-function',
  section: 'heading',
  name: 'syntax-keyword',
  tag: 'syntax-keyword',
  attr: 'syntax-type',
  attribute: 'syntax-type',
  property: 'syntax-type',
  variable: 'syntax-type',
  meta: 'syntax-comment',
  addition: 'added',
  deletion: 'removed',
};

const PLAIN_CODE: Style = { fg: 'text' };
const remembered = new Map<string, readonly StyledLine[]>();

/** Returns the highlighted lines, undefined for an unknown language and for code that is too long. */
export function highlightCode(code: string, language: string): readonly StyledLine[] | undefined {
  const name = nameOf(language);
  if (name === undefined || code.length > LONGEST_CODE) return undefined;
  const key = `${name}\n${code}`;
  const known = remembered.get(key);
  if (known) return known;
  if (!hljs.getLanguage(name)) hljs.registerLanguage(name, LANGUAGES[name] as LanguageFn);
  const lines = linesOf(hljs.highlight(code, { language: name, ignoreIllegals: true }).value);
  if (remembered.size >= REMEMBERED) remembered.delete(remembered.keys().next().value as string);
  remembered.set(key, lines);
  return lines;
}

function nameOf(language: string): string | undefined {
  const name = language.toLowerCase();
  const known = Object.hasOwn(ALIASES, name) ? ALIASES[name] : name;
  return known !== undefined && Object.hasOwn(LANGUAGES, known) ? known : undefined;
}

/** Converts the HTML of the highlighter, which consists of `<span class="hljs-…">`, `</span>` and escaped text only. */
function linesOf(html: string): StyledLine[] {
  const lines: Span[][] = [[]];
  const styles: Style[] = [PLAIN_CODE];
  for (const [token] of html.matchAll(/<span class="[^"]*">|<\/span>|[^<]+/g)) {
    if (token === '</span>') styles.pop();
    else if (token.startsWith('<')) styles.push(styleOf(token) ?? styles.at(-1) ?? PLAIN_CODE);
    else {
      const style = styles.at(-1) ?? PLAIN_CODE;
      for (const [index, text] of unescaped(token).split('\n').entries()) {
        if (index > 0) lines.push([]);
        if (text !== '') lines.at(-1)?.push({ text, style });
      }
    }
  }
  return lines;
}

function styleOf(tag: string): Style | undefined {
  const name = /hljs-([a-z_]+)/.exec(tag)?.[1];
  const role = name === undefined ? undefined : ROLES[name];
  return role && { fg: role };
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#x27;': "'",
};

function unescaped(text: string): string {
  return text.replaceAll(/&(?:amp|lt|gt|quot|#x27);/g, (entity) => ENTITIES[entity] ?? entity);
}
