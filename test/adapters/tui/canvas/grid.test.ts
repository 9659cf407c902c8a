// Drawing on a grid: clipping, wide characters at edges, what covers what, and what the mouse hits.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Canvas } from '../../../../adapters/tui/canvas/canvas.ts';
import { Grid } from '../../../../adapters/tui/canvas/grid.ts';
import { textWidth } from '../../../../adapters/tui/canvas/width.ts';
import { PROPERTY_LIMIT_MS } from '../../../support/property-limit.ts';
import { drawAnything } from '../../../support/tui-drawings.ts';

function draw(width: number, height: number, view: (canvas: Canvas<string>) => void): Grid<string> {
  const grid = new Grid<string>(width, height);
  view(grid.canvas);
  return grid;
}

/** Rows as text; the second half of a wide character is nothing. */
function rowsOf(grid: Grid<string>): string[] {
  return Array.from({ length: grid.height }, (_, y) =>
    Array.from({ length: grid.width }, (_, x) => grid.textAt(x, y)).join(''),
  );
}

describe('text', () => {
  test('is cut at the edges and returns the column after it', () => {
    const grid = draw(6, 2, (canvas) => {
      expect(canvas.text(1, 0, 'abc')).toBe(4);
      expect(canvas.text(-2, 1, 'abcdefghijk')).toBeGreaterThanOrEqual(6);
      canvas.text(0, 5, 'nowhere');
      canvas.text(0, -1, 'nowhere');
    });
    expect(rowsOf(grid)).toEqual([' abc  ', 'cdefgh']);
  });

  test('a wide character that would be cut in half is a space', () => {
    const grid = draw(4, 2, (canvas) => {
      canvas.text(0, 0, 'abc日');
      canvas.text(-1, 1, '日x');
    });
    expect(rowsOf(grid)).toEqual(['abc ', ' x  ']);
  });

  test('half a wide character that is drawn over leaves a space', () => {
    const grid = draw(8, 2, (canvas) => {
      canvas.text(0, 0, '日日日');
      canvas.text(1, 0, 'xx');
      canvas.text(0, 1, '日日日');
      canvas.text(1, 1, '本');
    });
    expect(rowsOf(grid)).toEqual([' xx 日  ', ' 本 日  ']);
  });

  test('zero-width characters take no cell and control characters never get through', () => {
    const grid = draw(8, 1, (canvas) => canvas.text(0, 0, '\u0301a\u200bb\u202e\x1bc\x9b'));
    expect(rowsOf(grid)).toEqual(['ab�c�   ']);
  });

  test('keeps the background beneath it', () => {
    const grid = draw(3, 1, (canvas) => {
      canvas.fill({ bg: 'selection' });
      canvas.text(0, 0, 'ab', { fg: 'accent', bold: true });
      canvas.text(1, 0, 'b', { bg: 'overlay' });
    });
    expect([0, 1, 2].map((x) => grid.styleAt(x, 0))).toEqual([
      { fg: 'accent', bg: 'selection', bold: true },
      { bg: 'overlay' },
      { bg: 'selection' },
    ]);
  });
});

describe('a line of spans', () => {
  test.each([
    [['abc', 'def'], 6, 'abcdef  '],
    [['abc', 'def'], 5, 'abcd…   '],
    [['abc', 'def'], 3, 'ab…     '],
    [['日本', '語'], 5, '日本…   '],
    [['日本', '語'], 4, '日…     '],
    [['abc'], 1, '…       '],
    [['abc'], 0, '        '],
    [['abc', '', 'd\u0301'], 4, 'abcd\u0301    '],
    [['much longer than the canvas'], undefined, 'much lo…'],
  ])('%j in %s columns', (texts, width, row) => {
    const line = texts.map((text) => ({ text, style: {} }));
    const grid = draw(8, 1, (canvas) => {
      const end = canvas.line(0, 0, line, width);
      expect(end).toBe(textWidth(row.trimEnd()));
    });
    expect(rowsOf(grid)).toEqual([row]);
  });
});

describe('parts', () => {
  test('have coordinates of their own and cut off what is outside of any of them', () => {
    const grid = draw(8, 4, (canvas) => {
      const outer = canvas.part({ x: 2, y: 1, width: 4, height: 2 });
      const inner = outer.part({ x: 1, y: 1, width: 10, height: 10 });
      expect([outer.width, outer.height, inner.width, inner.height]).toEqual([4, 2, 10, 10]);
      outer.fill({ bg: 'overlay' });
      outer.text(0, 0, 'abcdef');
      inner.text(-1, 0, 'xyzabc');
      inner.cursor(0, 0);
    });
    expect(rowsOf(grid)).toEqual(['        ', '  abcd  ', '   yza  ', '        ']);
    expect(grid.styleAt(1, 1)).toEqual({});
    expect(grid.cursor).toEqual({ x: 3, y: 2 });
  });

  test('show no cursor that is outside of them', () => {
    const grid = draw(8, 4, (canvas) => {
      canvas.cursor(1, 1);
      canvas.part({ x: 2, y: 1, width: 4, height: 2 }).cursor(4, 0);
    });
    expect(grid.cursor).toBeNull();
  });
});

describe('the mouse', () => {
  const grid = draw(10, 5, (canvas) => {
    canvas.hit({ x: 0, y: 0, width: 10, height: 5 }, 'list', (direction) => `scroll ${direction}`);
    canvas.part({ x: 2, y: 1, width: 3, height: 1 }).hit({ x: 0, y: 0, width: 100, height: 100 }, 'button');
  });

  test('hits what was drawn last', () => {
    expect(grid.hitAt(0, 0)).toBe('list');
    expect(grid.hitAt(4, 1)).toBe('button');
    expect(grid.hitAt(5, 1)).toBe('list');
    expect(grid.hitAt(4, 2)).toBe('list');
    expect(grid.hitAt(10, 0)).toBeUndefined();
  });

  test('scrolls through what does not scroll', () => {
    expect(grid.wheelAt(4, 1, -1)).toBe('scroll -1');
    expect(grid.wheelAt(4, 5, 1)).toBeUndefined();
  });

  test('hits nothing of the last frame once the grid is cleared', () => {
    const again = draw(3, 1, (canvas) => canvas.hit({ x: 0, y: 0, width: 3, height: 1 }, 'old'));
    again.clear();
    expect(again.hitAt(0, 0)).toBeUndefined();
  });
});

test('whatever is drawn, every row stays as wide as the grid', { timeout: PROPERTY_LIMIT_MS }, () => {
  fc.assert(
    fc.property(drawAnything, (drawing) => {
      const grid = draw(20, 5, drawing);
      for (let y = 0; y < 5; y += 1) {
        for (let x = 0; x < 20; x += 1) {
          const text = grid.textAt(x, y);
          const wide = x < 19 && grid.textAt(x + 1, y) === '';
          expect([text, textWidth(text)]).toEqual([text, text === '' ? 0 : wide ? 2 : 1]);
        }
        expect(grid.textAt(0, y)).not.toBe('');
      }
    }),
    { numRuns: 500 },
  );
});
