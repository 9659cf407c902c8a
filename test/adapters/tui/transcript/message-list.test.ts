// Specifies scrolling through the transcript: the right rows at any place, and a place that holds.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderBlock } from '../../../../adapters/tui/transcript/block-lines.ts';
import { ListLayout } from '../../../../adapters/tui/transcript/list-layout.ts';
import { highlighted } from '../../../../adapters/tui/transcript/list-search.ts';
import { MessageList, type Row, type Scroll } from '../../../../adapters/tui/transcript/message-list.ts';
import type { Block, TranscriptBlock } from '../../../../adapters/tui/transcript/transcript.ts';
import { PROPERTY_LIMIT_MS } from '../../../support/property-limit.ts';
import { BLOCKS } from './blocks.fixture.ts';
import { lineText, START } from './transcript.fixture.ts';

const NOW = START + 12_300;
const NONE: ReadonlySet<number> = new Set();

function listOf(blocks: readonly Block[]): TranscriptBlock[] {
  return blocks.map((block, index) => ({ id: 10 + 3 * index, revision: 1, iteration: 1, block }));
}

function said(markdown: string): Block {
  return { kind: 'assistant', markdown };
}

/** Lists that follow each other share a layout. */
function shown(
  blocks: readonly TranscriptBlock[],
  width: number,
  { expanded = NONE, now = NOW, layout = new ListLayout() } = {},
): MessageList {
  return new MessageList(layout, { blocks, width, expanded, now });
}

/** What the whole list looks like: each block laid out, a blank line between two. */
function allRows(blocks: readonly TranscriptBlock[], width: number, expanded = NONE): Row[] {
  return blocks.flatMap(({ id, block }, index) => {
    const lines = renderBlock(block, width, expanded.has(id), NOW);
    const rows = index < blocks.length - 1 ? [...lines, []] : lines;
    return rows.map((line, number) => ({ blockId: id, line: number, text: line }));
  });
}

const texts = (rows: readonly Row[]): string[] => rows.map((row) => lineText(row.text));

const anyBlocks = fc
  .array(fc.constantFrom(...Object.values(BLOCKS)), { minLength: 1, maxLength: 15 })
  .map(listOf);
const anySize = fc.record({
  width: fc.integer({ min: 20, max: 100 }),
  height: fc.integer({ min: 1, max: 40 }),
});

describe('rows', () => {
  it('at every place are those of the whole list', { timeout: PROPERTY_LIMIT_MS }, () => {
    fc.assert(
      fc.property(anyBlocks, anySize, (blocks, { width, height }) => {
        const list = shown(blocks, width);
        const all = allRows(blocks, width);
        const last = Math.max(0, all.length - height);
        let scroll = list.first();
        for (let top = 0; top <= last; top += 1) {
          expect(list.rows(scroll, height)).toEqual(all.slice(top, top + height));
          scroll = list.scrollBy(scroll, 1, height);
        }
        expect(scroll).toBe('follow');
        for (let top = last; top >= 0; top -= 1) {
          expect(list.rows(scroll, height)).toEqual(all.slice(top, top + height));
          scroll = list.scrollBy(scroll, -1, height);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('are the same after one big step as after many small ones', { timeout: PROPERTY_LIMIT_MS }, () => {
    fc.assert(
      fc.property(
        anyBlocks,
        anySize,
        fc.array(fc.integer({ min: -60, max: 60 }), { maxLength: 12 }),
        (blocks, size, steps) => {
          const { width, height } = size;
          const all = allRows(blocks, width);
          const last = Math.max(0, all.length - height);
          const list = shown(blocks, width);
          let top = last;
          let scroll: Scroll = 'follow';
          for (const step of steps) {
            top = Math.max(0, Math.min(last, top + step));
            scroll = list.scrollBy(scroll, step, height);
            expect(list.rows(scroll, height)).toEqual(all.slice(top, top + height));
            expect(scroll === 'follow').toBe(top === last);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('where everything has been seen, offsets are exact and any of them can be gone to', {
    timeout: PROPERTY_LIMIT_MS,
  }, () => {
    fc.assert(
      fc.property(anyBlocks, anySize, ({ length, ...rest }, { width, height }) => {
        const blocks = Array.from({ ...rest, length });
        const list = shown(blocks, width);
        const all = allRows(blocks, width);
        list.rows('follow', all.length);
        const last = Math.max(0, all.length - height);
        expect(list.extent('follow', height)).toEqual({ offset: last, total: all.length });
        for (let offset = 0; offset <= last; offset += 1) {
          const scroll = list.scrollTo(offset, height);
          expect(list.rows(scroll, height)).toEqual(all.slice(offset, offset + height));
          expect(list.extent(scroll, height).offset).toBe(offset);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('of an empty list are none', () => {
    const list = shown([], 80);
    expect(list.rows('follow', 10)).toEqual([]);
    expect(list.first()).toBe('follow');
    expect(list.scrollBy('follow', -5, 10)).toBe('follow');
    expect(list.scrollTo(3, 10)).toBe('follow');
    expect(list.neighbour(null, -1)).toBeUndefined();
  });

  it('of a block that is expanded are all of it', () => {
    const blocks = listOf([BLOCKS['tool, completed'] as Block, said('after')]);
    const expanded = new Set([10]);
    const layout = new ListLayout();
    let list = shown(blocks, 80, { layout });
    expect(list.rows('follow', 100)).toHaveLength(12 + 1 + 1);
    list = shown(blocks, 80, { expanded, layout });
    expect(list.rows('follow', 100)).toEqual(allRows(blocks, 80, expanded));
  });

  it('of a thought that continues move with the time', () => {
    const blocks = listOf([BLOCKS['thinking, running'] as Block]);
    const layout = new ListLayout();
    let list = shown(blocks, 80, { layout });
    expect(texts(list.rows('follow', 20))[0]).toContain('12 s');
    list = shown(blocks, 80, { now: NOW + 5_000, layout });
    expect(texts(list.rows('follow', 20))[0]).toContain('17 s');
  });
});

describe('the place', () => {
  const lines = (count: number, name = 'n'): string =>
    Array.from({ length: count }, (_, n) => `${name}${n}`).join('\n');

  it('is of the list that is asked, also when another one has used the layout since', () => {
    const layout = new ListLayout();
    const [first, second] = [listOf([said(lines(50))]), listOf([said(lines(50)), said('newest')])];
    const [older, newer] = [shown(first, 80, { layout }), shown(second, 40, { layout })];
    for (const list of [older, newer, older]) {
      expect(list.rows('follow', 99)).toEqual(list === older ? allRows(first, 80) : allRows(second, 40));
    }
  });

  it('follows the end while the transcript grows', () => {
    const layout = new ListLayout();
    let list = shown(listOf([said(lines(50))]), 80, { layout });
    const grown = listOf([said(lines(50)), said('newest')]);
    list = shown(grown, 80, { layout });
    expect(texts(list.rows('follow', 5)).at(-1)).toBe(' ┃ newest');
  });

  it('holds while the transcript grows, above as below', () => {
    const before = listOf([said(lines(20, 'a')), said(lines(20, 'b')), said(lines(20, 'c'))]);
    const layout = new ListLayout();
    let list = shown(before, 80, { layout });
    const scroll = list.scrollBy('follow', -20, 10);
    const read = texts(list.rows(scroll, 10));
    const grown = before.map((each, index) =>
      index === 1 ? each : { ...each, revision: 2, block: said(lines(40, 'x')) },
    );
    list = shown(grown, 80, { layout });
    const now = texts(list.rows(scroll, 10));
    const kept = now.filter((line) => line.includes('b'));
    expect(kept.length).toBeGreaterThan(0);
    expect(now.slice(0, kept.length)).toEqual(read.slice(0, kept.length));
  });

  it('survives the folding away of older blocks, and their own to the oldest that is left', () => {
    const before = listOf([said(lines(30, 'a')), said(lines(30, 'b')), said(lines(30, 'c'))]);
    const layout = new ListLayout();
    let list = shown(before, 80, { layout });
    const inSecond = list.scrollBy('follow', -40, 10);
    const read = list.rows(inSecond, 10);
    list = shown(before.slice(1), 80, { layout });
    expect(list.rows(inSecond, 10)).toEqual(read);
    list = shown(before.slice(2), 80, { layout });
    expect(texts(list.rows(inSecond, 10))[0]).toBe(' ┃ c0');
  });

  it('shows the same text at the upper edge at another width, and is what it was at the first', {
    timeout: PROPERTY_LIMIT_MS,
  }, () => {
    const words = (from: number): string =>
      Array.from({ length: 120 }, (_, n) => `word${from + n}`).join(' ');
    const blocks = listOf([said(words(1000)), said(`${words(2000)}\n\n- ${words(3000)}`), said(words(4000))]);
    fc.assert(
      fc.property(
        fc.nat(60),
        fc.array(fc.integer({ min: 20, max: 150 }), { maxLength: 8 }),
        (down, widths) => {
          const layout = new ListLayout();
          let list = shown(blocks, 60, { layout });
          const scroll = list.scrollBy(list.first(), down, 10);
          fc.pre(scroll !== 'follow');
          const before = list.rows(scroll, 10);
          const first = /word\d+/.exec(texts(before).join(' '))?.[0];
          for (const width of widths) {
            list = shown(blocks, width, { layout });
            const seen = texts(list.rows(scroll, 10)).slice(0, 3).join(' ');
            const atEnd = list.scrollBy(scroll, 0, 10) === 'follow';
            if (!atEnd) expect(seen).toContain(first);
          }
          list = shown(blocks, 60, { layout });
          expect(list.rows(scroll, 10)).toEqual(before);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('is moved no more than needed to bring a line into sight', { timeout: PROPERTY_LIMIT_MS }, () => {
    fc.assert(
      fc.property(anyBlocks, anySize, fc.nat(), fc.nat(80), (blocks, { width, height }, pick, up) => {
        const list = shown(blocks, width);
        const all = allRows(blocks, width);
        const target = all[pick % all.length] as Row;
        const scroll = list.scrollBy('follow', -up, height);
        const top = list.extent(list.reveal(scroll, target.blockId, target.line, height), height);
        const rows = list.rows(list.reveal(scroll, target.blockId, target.line, height), height);
        expect(rows).toContainEqual(target);
        const already = list
          .rows(scroll, height)
          .some((row) => row.blockId === target.blockId && row.line === target.line);
        if (already) expect(top).toEqual(list.extent(scroll, height));
      }),
      { numRuns: 150 },
    );
  });
});

it('goes from block to block', () => {
  const list = shown(listOf([said('a'), said('b'), said('c')]), 80);
  expect(list.neighbour(null, -1)).toBe(16);
  expect([list.neighbour(13, 1), list.neighbour(13, -1)]).toEqual([16, 10]);
  expect([list.neighbour(16, 1), list.neighbour(10, -1)]).toEqual([16, 10]);
  expect([list.neighbour(14, 1), list.neighbour(14, -1)]).toEqual([16, 13]);
});

describe('search', () => {
  const blocks = listOf([
    said('Nothing here'),
    said('one\n\nThe **Needle** in it\n\ntwo needles: NEEDLE'),
    { ...(BLOCKS['tool, completed'] as Block), output: `${'x\n'.repeat(30)}hidden needle` } as Block,
    said(`${'word '.repeat(12)}a needle that is split`),
  ]);
  const list = shown(blocks, 72);
  const at = (query: string): string[] => list.search(query).map(({ blockId, line }) => `${blockId}:${line}`);

  it('finds text whatever its case and its marks, once a line', () => {
    expect(at('nEEdle')).toEqual(['13:2', '13:4', '16:11', '19:0']);
    expect(at('the needle in')).toEqual(['13:2']);
  });

  it('finds what a line break has split', () => {
    expect(at('word a needle that is split')).toEqual(['19:0']);
  });

  it('finds nothing for nothing, and nothing that is not there', () => {
    expect([at(''), at('  '), at('needless')]).toEqual([[], [], []]);
  });

  it('finds it in more blocks than anybody looks at', () => {
    const many = listOf(
      Array.from({ length: 300 }, (_, n) => said(`${'line\n\n'.repeat(n % 5)}needle ${n}`)),
    );
    const hits = shown(many, 72).search('needle');
    expect(hits.map(({ line }) => line)).toEqual(many.map((_, n) => 2 * (n % 5)));
    expect(hits.map(({ blockId }) => blockId)).toEqual(many.map(({ id }) => id));
  });

  it('marks what was found and changes no text', () => {
    const line = [
      { text: 'The ', style: {} },
      { text: 'Nee', style: { bold: true } },
      { text: 'dle, needle', style: { fg: 'code' } },
    ] as const;
    const marked = highlighted(line, 'needle', { inverse: true });
    expect(lineText(marked)).toBe(lineText(line));
    expect(marked.filter(({ style }) => style.inverse)).toEqual([
      { text: 'Nee', style: { bold: true, inverse: true } },
      { text: 'dle', style: { fg: 'code', inverse: true } },
      { text: 'needle', style: { fg: 'code', inverse: true } },
    ]);
    expect(highlighted(line, 'other', { inverse: true })).toBe(line);
  });
});
