// Specifies how blocks look, and that no text in them can do harm or break the frame.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AssistantView } from '../../../../adapters/tui/transcript/assistant-block.ts';
import { renderBlock } from '../../../../adapters/tui/transcript/block-lines.ts';
import type { Block } from '../../../../adapters/tui/transcript/transcript.ts';
import { PROPERTY_LIMIT_MS } from '../../../support/property-limit.ts';
import { sheetOf } from '../views/frame.ts';
import { BLOCKS } from './blocks.fixture.ts';
import { faultIn, lineText, START } from './transcript.fixture.ts';

const GOLDEN = '../../../golden/tui';
const NOW = START + 12_300;

function block(name: string): Block {
  const found = BLOCKS[name];
  if (!found) throw new Error(`no block ${name}`);
  return found;
}

function textOf(name: string, width: number, expanded = false): string[] {
  return renderBlock(block(name), width, expanded, NOW).map(lineText);
}

it('every kind of block, folded and, where that differs, whole', async () => {
  const parts = Object.keys(BLOCKS).flatMap((name) => {
    const [folded, whole] = [textOf(name, 72).join('\n'), textOf(name, 72, true).join('\n')];
    return [[name, folded], ...(whole === folded ? [] : [[`${name}, expanded`, whole]])];
  });
  await expect(sheetOf(Object.fromEntries(parts))).toMatchFileSnapshot(`${GOLDEN}/blocks.txt`);
});

it.each([30, 72, 120])('every kind of block fits in %i columns', (width) => {
  for (const [name, each] of Object.entries(BLOCKS)) {
    for (const expanded of [false, true]) {
      expect(faultIn(renderBlock(each, width, expanded, NOW), width), name).toBe('');
    }
  }
});

describe('output', () => {
  it('of a command ends at its end, while it runs and after it', () => {
    expect(textOf('tool, running', 72).at(-1)).toContain('line 14');
    expect(textOf('tool, running', 72)[1]).toContain('… 4 earlier lines');
    expect(textOf('tool, completed', 72).at(-1)).toContain('line 22');
    expect(textOf('tool, completed', 72)[1]).toContain('… 12 earlier lines');
    expect(textOf('tool, completed', 72, true)).toHaveLength(23);
  });

  it('of a failed command shows how it began as well', () => {
    const lines = textOf('tool, exit code', 72);
    expect(lines[1]).toContain('line 1');
    expect(lines[4]).toContain('… 11 more lines');
    expect(lines.at(-1)).toContain('Error: it failed');
    expect(lines).toHaveLength(12);
  });

  it('of another tool begins at its beginning', () => {
    const search: Block = { ...block('tool, completed'), toolKind: 'search' } as Block;
    const lines = renderBlock(search, 72, false, NOW).map(lineText);
    expect([lines[1], lines.at(-1)]).toEqual([' ┃ line 1', ' ┃ … 12 more lines']);
  });

  it('is not folded away for one line or two', () => {
    expect(textOf('tool, twelve lines', 72)).toHaveLength(13);
  });

  it('of a failed command is not coloured, only its first row is', () => {
    const [head = [], ...rest] = renderBlock(block('tool, exit code'), 72, false, NOW);
    expect(head.some(({ style }) => style.fg === 'error')).toBe(true);
    expect(rest.flat().some(({ style }) => style.fg === 'error')).toBe(false);
  });

  it('of a file that was read is there when the block is expanded', () => {
    expect(textOf('tool, read', 72)).toEqual([' ┃ ✓ Read src/list.ts']);
    expect(textOf('tool, read', 72, true)).toHaveLength(31);
  });

  it('that is one endless line does not look complete', () => {
    const endless: Block = { ...block('tool, completed'), output: 'x'.repeat(50_000) } as Block;
    const lines = renderBlock(endless, 72, false, NOW).map(lineText);
    expect(lines.length).toBeLessThan(14);
    expect(lines[1]).toMatch(/… [\d,]+ earlier lines/);
  });

  it('that is written over shows what a terminal would', () => {
    expect(textOf('tool, tricks', 72)[1]).toBe(' ┃ done    1');
  });
});

it('a call shows how long it runs, and how long it took unless that was nothing', () => {
  expect(textOf('tool, running', 72)[0]).toBe(' ┃ ● $ npm test (running, 12 s)');
  expect(textOf('tool, completed', 72)[0]).toBe(' ┃ ✓ $ npm test (41 s)');
  expect(textOf('tool, twelve lines', 72)[0]).toBe(' ┃ ✓ $ npm test');
});

it("a call of iteratr's own tools is one row, whatever it says", () => {
  expect(textOf('tool, own', 72)).toEqual([
    expect.stringMatching(/^ ┃ ! NOT-4 stuck: the port is taken, .*…$/),
  ]);
  expect(textOf('tool, own', 72, true).at(-1)).toBe(' ┃ NOT-4 [stuck]');
});

it('tricks in a command are visible', () => {
  expect(textOf('tool, tricks', 72)[0]).toBe(' ┃ ✓ $ rm -rf ⟨U+202E⟩txt.exe⟨U+200B⟩⟨U+001B⟩[2J');
});

it('every state has a sign of its own, not only a colour', () => {
  const signs = ['pending', 'running', 'completed', 'exit code', 'cancelled'].map((state) =>
    textOf(`tool, ${state}`, 72)[0]?.charAt(3),
  );
  expect(signs).toEqual(['◌', '●', '✓', '✗', '⊘']);
});

it('what the user said stands at the right', () => {
  for (const line of textOf('user, answered', 30)) expect(line).toMatch(/ ┃$/);
  expect(textOf('user, with the agent', 72).at(-1)).toContain('with the agent');
  expect(textOf('user, unanswered', 72).at(-1)).toContain('not answered, sent again');
});

it('a long message of the user folds', () => {
  expect(textOf('user, long', 72)).toHaveLength(9);
  expect(textOf('user, long', 72).at(-1)).toContain('… 12 more lines');
  expect(renderBlock(block('user, long'), 72, true, NOW)).toHaveLength(20);
});

it('a diff of an excerpt shows no line numbers', () => {
  const rows = textOf('edit, excerpt', 72).map((row) => row.trimEnd());
  expect(rows.slice(1)).toEqual([' ┃ - two', ' ┃ + TWO']);
});

it('the places of one file that a call changed are under one head, with the numbers of the file', () => {
  const [one, two] = [7, 70].map((line) => ({
    path: '/w/src/list.ts',
    oldText: 'a\n',
    newText: 'b\n',
    line,
  }));
  const lines = renderBlock({ ...block('edit, excerpt'), diffs: [one, two] } as Block, 72, false, NOW);
  expect(lines.map((line) => lineText(line).trimEnd())).toEqual([
    ' ┃ ✓ Edit src/list.ts +2 -2',
    ' ┃  7 - a',
    ' ┃  7 + b',
    ' ┃    ⋮',
    ' ┃ 70 - a',
    ' ┃ 70 + b',
  ]);
});

it('texts without anything in common are shown as removed and added', () => {
  const text = (seed: string): string => Array.from({ length: 6_000 }, (_, n) => `${seed}${n}`).join('\n');
  const diffs = [{ path: '/w/a', oldText: text('a'), newText: text('b') }];
  const lines = renderBlock({ ...block('edit'), diffs } as Block, 72, false, NOW);
  expect(lines.map(lineText).at(-1)).toContain('… 11,980 more lines');
});

describe('any text', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc
      .array(
        fc.constantFrom(
          '\u001b[31m',
          '\u001b]0;x',
          '\u202e',
          '\u200b',
          '👩‍👩‍👧',
          '日本',
          '\r',
          '\n',
          '\t',
          '`',
          '|',
          '\ud800',
          '# ',
          'word ',
        ),
        { maxLength: 60 },
      )
      .map((parts) => parts.join('')),
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  );
  const anyBlock: fc.Arbitrary<Block> = fc
    .tuple(fc.constantFrom(...Object.values(BLOCKS)), anyText, anyText)
    .map(([each, one, two]): Block => {
      switch (each.kind) {
        case 'assistant':
          return { ...each, markdown: one };
        case 'tool':
          return {
            ...each,
            title: one,
            own: each.own && { ...each.own, text: one },
            output: two,
            diffs: each.diffs.map(() => ({ path: one, oldText: one, newText: two })),
          };
        case 'hook':
          return { ...each, point: two, command: one, output: two, error: each.error && one };
        case 'finish':
          return { ...each, reason: one, model: two, commit: one };
        case 'plan':
          return { ...each, entries: each.entries.map((entry) => ({ ...entry, content: one, status: two })) };
        case 'iteration':
          return each;
        default:
          return { ...each, text: one };
      }
    });

  it('fits the width and holds no control character, in every block', { timeout: PROPERTY_LIMIT_MS }, () => {
    fc.assert(
      fc.property(anyBlock, fc.integer({ min: 12, max: 140 }), fc.boolean(), (each, width, expanded) => {
        expect(faultIn(renderBlock(each, width, expanded, NOW), width)).toBe('');
      }),
      { numRuns: 1_500 },
    );
  });

  it('of the agent gives the same lines streamed in any steps as at once', {
    timeout: PROPERTY_LIMIT_MS,
  }, () => {
    fc.assert(
      fc.property(anyText, fc.array(fc.nat(40), { maxLength: 20 }), (markdown, steps) => {
        const view = new AssistantView();
        let at = 0;
        for (const step of steps) {
          at += step;
          view.render({ kind: 'assistant', markdown: markdown.slice(0, at) }, 60);
        }
        const whole: Block = { kind: 'assistant', markdown };
        expect(view.render(whole, 60)).toEqual(renderBlock(whole, 60, false, NOW));
      }),
      { numRuns: 500 },
    );
  });
});
