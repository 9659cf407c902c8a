// Specifies how markdown is laid out, that streaming changes nothing about it, and that no text makes it slow.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MarkdownView, markdownLines } from '../../../../adapters/tui/transcript/markdown.ts';
import { PROPERTY_LIMIT_MS } from '../../../support/property-limit.ts';
import { drawn, faultIn, lineText } from './transcript.fixture.ts';

const DOCUMENT = `# A heading that is rather long for a narrow terminal

## Second

A paragraph with **bold**, *emphasis*, ~~gone~~, \`code\`, **bold *and* emphasis**, a [link](https://example.org/a?b=c),
a bare https://example.org and an image ![chart](chart.png). &lt;tag&gt; &amp; more. \\*not emphasis\\*

- one
- two with a text that is long enough to be wrapped in a narrow terminal, and hangs below itself
  - nested
    1. deeper
    2. still
- [ ] to do
- [x] done

3. three

4. four

   with a second paragraph

| Name | Count | Remark |
|------|------:|:------:|
| a | 1 | short |
| 日本語 | 1234 | a remark that is much longer than its column, with **bold** |

> quoted text
> > and in it another

---

\`\`\`ts
function add(a: number, b: string): number { return a + b.length; } // a comment that makes the line long
\`\`\`

\`\`\`
no language
\`\`\`

    indented code

<div class="x">html</div>

\`\`\`python
open = "fence"
`;

const text = (markdown: string, width = 60): string[] => markdownLines(markdown, width).map(lineText);

it.each([30, 72, 120])('a document with everything fits in %i columns', (width) => {
  expect(faultIn(markdownLines(DOCUMENT, width), width)).toBe('');
});

it('a document with everything, with its styles', async () => {
  await expect(`${drawn(markdownLines(DOCUMENT, 60))}\n`).toMatchFileSnapshot(
    '../../../golden/tui/markdown.txt',
  );
});

describe('streaming', () => {
  it('gives the same lines as the whole text, wherever it stands', () => {
    const view = new MarkdownView();
    for (let end = 0; end <= DOCUMENT.length; end += 7) {
      const part = DOCUMENT.slice(0, end);
      expect(view.render(part, 72)).toEqual(markdownLines(part, 72));
    }
  });

  it('survives another width and another text', () => {
    const view = new MarkdownView();
    view.render(DOCUMENT, 72);
    expect(view.render(DOCUMENT, 40)).toEqual(markdownLines(DOCUMENT, 40));
    expect(view.render('other\n\ntext', 40)).toEqual(markdownLines('other\n\ntext', 40));
  });

  it('does not lay out again what is settled', () => {
    const long = `${'A paragraph of some words.\n\n'.repeat(3_000)}`;
    const view = new MarkdownView();
    const first = view.render(long, 72);
    const second = view.render(`${long}more`, 72);
    expect(second[0]).toBe(first[0]);
    expect(second[5_000]).toBe(first[5_000]);
    expect(second).toHaveLength(first.length + 2);
  });
});

describe('what is too long to be laid out at once', () => {
  const numbered = (count: number, before: string): string =>
    Array.from({ length: count }, (_, n) => `${before}line ${n + 1}`).join('\n');

  it.each([
    ['a list', numbered(3_000, '- '), '• line '],
    ['code', `\`\`\`\n${numbered(3_000, '')}\n\`\`\``, '  line '],
    ['a paragraph', numbered(3_000, ''), 'line '],
  ])('%s looks as if it had been', (_, source, start) => {
    const lines = Array.from({ length: 3_000 }, (_, n) => `${start}${n + 1}`);
    expect(text(source).map((line) => line.trimEnd())).toEqual(lines);
    const view = new MarkdownView();
    for (let end = 0; end < source.length; end += 997) view.render(source.slice(0, end), 60);
    expect(view.render(source, 60)).toEqual(markdownLines(source, 60));
  });
});

it('prose is at most 100 columns wide; code and tables may be wider', () => {
  const prose = 'word '.repeat(80);
  const widest = (markdown: string): number =>
    Math.max(...markdownLines(markdown, 160).map((line) => lineText(line).length));
  for (const each of [prose, `- ${prose}`, `> ${prose}`, `# ${prose}`])
    expect(widest(each)).toBeLessThanOrEqual(100);
  expect(widest(`\`\`\`\n${prose}\n\`\`\``)).toBe(160);
  expect(widest(`|${prose}|b|\n|-|-|\n|${prose}|c|`)).toBeGreaterThan(100);
});

describe('code', () => {
  const shown = (markdown: string): string[] => text(markdown).map((line) => line.trimEnd());
  const styles = (markdown: string): unknown[] =>
    markdownLines(markdown, 60).flatMap((line) => line.map(({ style }) => style.fg));

  it('is highlighted when its fence is closed and its language is known', () => {
    expect(styles('```ts\nconst a = 1\n```\n')).toContain('syntax-keyword');
    expect(styles('```ts\nconst a = 1\n```')).toContain('syntax-keyword');
    expect(styles('```ts\nconst a = 1\n')).not.toContain('syntax-keyword');
    expect(styles('```nonsense\nconst a = 1\n```\n')).not.toContain('syntax-keyword');
    expect(styles('```constructor\nconst a = 1\n```\n')).not.toContain('syntax-keyword');
  });

  it('is not taken for markdown, nor is a shorter fence in it for its end', () => {
    expect(shown('````md\n```\n**a**\n```\n````\nb')).toEqual(['  md', '  ```', '  **a**', '  ```', '', 'b']);
  });

  it('keeps its blank lines, also within a list', () => {
    expect(shown('- a\n\n  ```\n  one\n\n  two\n  ```\n- b')).toEqual([
      '• a',
      '    one',
      '',
      '    two',
      '• b',
    ]);
  });

  it('is on a card that reaches the edge, with its language on top, also while it grows', () => {
    const card = markdownLines('```ts\nconst a = 1', 60);
    expect(card.map((line) => lineText(line).trimEnd())).toEqual(['  ts', '  const a = 1']);
    for (const line of card) {
      expect(lineText(line)).toHaveLength(60);
      expect(line.every(({ style }) => style.bg === 'card')).toBe(true);
    }
  });
});

describe('text that is hard to lay out', () => {
  const SIZE = 1_000_000;
  const fill = (part: string): string => part.repeat(Math.ceil(SIZE / part.length)).slice(0, SIZE);
  const hostile = [
    '*a ',
    '**a*',
    '_a',
    '[',
    '[a](',
    '![[',
    '`a``',
    '<a ',
    '<!--',
    '~~a',
    '>',
    '> ',
    '- ',
    '1. ',
    '|a',
    '\\',
    '&amp',
    'www.',
    'a@b.',
    '[a]: b\n',
    '[a][b]',
    '*_[`<',
    'x',
    ' ',
    '\n',
    '```\n',
    '- a\n  ',
    ' - a\n',
    '|a|b|\n|-|-|\n',
    'a\n=',
    '\t',
    '日',
    '\u0301',
    '👩‍👩‍👧',
  ];

  it.each(hostile)('1 MB of %j is laid out', { timeout: PROPERTY_LIMIT_MS }, (part) => {
    const source = fill(part);
    const lines = markdownLines(source, 72);
    expect(faultIn(lines.slice(0, 2_000), 72)).toBe('');
  });

  it('lists within lists without end are shown as they are', () => {
    const source = Array.from({ length: 3_000 }, (_, depth) => `${' '.repeat(depth * 2)}- a`)
      .join('\n')
      .slice(0, 200_000);
    expect(faultIn(markdownLines(source, 40), 40)).toBe('');
  });

  it('random markdown fits any width', { timeout: PROPERTY_LIMIT_MS }, () => {
    const piece = fc.constantFrom(
      '# ',
      '- ',
      '  - ',
      '1. ',
      '> ',
      '| a | b |\n|---|---|\n| c ',
      '```',
      '```js\n',
      '\n',
      '\n\n',
      '**',
      '*',
      '_',
      '`',
      '[x](y)',
      '![',
      '<b>',
      '---',
      '    ',
      'word ',
      'long'.repeat(30),
      '日本語',
      '~~',
      '- [ ] ',
      '|',
      '&nbsp;',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), fc.integer({ min: 8, max: 120 }), (pieces, width) => {
        expect(faultIn(markdownLines(pieces.join(''), width), width)).toBe('');
      }),
      { numRuns: 1_500 },
    );
  });
});
