// What the painter's bytes make of a terminal, seen in an emulator.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Canvas } from '../../../../adapters/tui/canvas/canvas.ts';
import { Grid } from '../../../../adapters/tui/canvas/grid.ts';
import { paint } from '../../../../adapters/tui/canvas/paint.ts';
import { Palette } from '../../../../adapters/tui/canvas/palette.ts';
import type { Style } from '../../../../adapters/tui/canvas/style.ts';
import { isUncertain } from '../../../../adapters/tui/canvas/width.ts';
import type { ColorDepth } from '../../../../adapters/tui/terminal/terminal.ts';
import { PROPERTY_LIMIT_MS } from '../../../support/property-limit.ts';
import { drawAnything } from '../../../support/tui-drawings.ts';
import { Emulator } from '../../../support/tui-emulator.ts';

const WIDTH = 20;
const HEIGHT = 5;
const palette = new Palette('dark', '24-bit');

function frame(view: (canvas: Canvas<string>) => void, width = WIDTH): Grid<string> {
  const grid = new Grid<string>(width, HEIGHT);
  view(grid.canvas);
  return grid;
}

function emulator(): Emulator {
  const screen = new Emulator({ columns: WIDTH, rows: HEIGHT });
  screen.write('\x1b[?7l');
  return screen;
}

function cellsOf(screen: Emulator): unknown[] {
  return Array.from({ length: WIDTH * HEIGHT }, (_, at) => screen.cell(at % WIDTH, Math.floor(at / WIDTH)));
}

describe('whatever is drawn', () => {
  test('the terminal shows every cell where the grid has it', { timeout: PROPERTY_LIMIT_MS }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(drawAnything, { minLength: 1, maxLength: 4 }), async (drawings) => {
        const screen = emulator();
        let shown: Grid<string> | null = null;
        for (const drawing of drawings) {
          const next = frame(drawing);
          screen.write(paint(next, shown, palette));
          shown = next;
        }
        await screen.settled();
        for (let at = 0; at < WIDTH * HEIGHT; at += 1) {
          const [x, y] = [at % WIDTH, Math.floor(at / WIDTH)];
          const expected = shown?.textAt(x, y) ?? '';
          // Of an emoji only the place is sure, not whether this terminal shows it whole.
          if (expected === '' || isUncertain(expected)) continue;
          expect([x, y, screen.cell(x, y).text]).toEqual([x, y, expected]);
        }
        expect(screen.isCursorVisible).toBe(shown?.cursor !== null);
        if (shown?.cursor) expect(screen.cursor).toEqual(shown.cursor);
        screen.dispose();
      }),
      { numRuns: 300 },
    );
  });

  test('the difference to the last frame leads to what painting all of it shows', {
    timeout: PROPERTY_LIMIT_MS,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(drawAnything, { minLength: 2, maxLength: 4 }), async (drawings) => {
        const [changed, whole] = [emulator(), emulator()];
        let shown: Grid<string> | null = null;
        for (const drawing of drawings) {
          const next = frame(drawing);
          changed.write(paint(next, shown, palette));
          shown = next;
        }
        whole.write(shown === null ? '' : paint(shown, null, palette));
        await Promise.all([changed.settled(), whole.settled()]);
        expect(cellsOf(changed)).toEqual(cellsOf(whole));
        changed.dispose();
        whole.dispose();
      }),
      { numRuns: 300 },
    );
  });
});

test('the terminal gives every single character the place that the grid gives it', async () => {
  const screen = new Emulator({ columns: 80, rows: 50 });
  screen.write('\x1b[?7l');
  const wrong: string[] = [];
  const isAssigned = /^\p{Assigned}/u;
  for (let code = 0xa0; code < 0x20000; ) {
    const grid = new Grid<string>(80, 50);
    for (let cell = 0; cell < 1_000 && code < 0x20000; code += 1) {
      const character = String.fromCodePoint(code);
      if (!isAssigned.test(character) || (code >= 0xd800 && code <= 0xdfff)) continue;
      grid.canvas.text((cell % 20) * 4, Math.floor(cell / 20), `|${character}`);
      cell += 1;
    }
    screen.write(paint(grid, null, palette));
    await screen.settled();
    for (let at = 0; at < 4_000; at += 1) {
      const [x, y] = [at % 80, Math.floor(at / 80)];
      const expected = grid.textAt(x, y);
      if (expected === '' || isUncertain(expected) || screen.cell(x, y).text === expected) continue;
      wrong.push(`${grid.textAt(x - 1, y)} ${expected} ${grid.textAt(x + 1, y)}`);
    }
  }
  screen.dispose();
  expect(wrong.map((text) => [...text].map((c) => c.codePointAt(0)?.toString(16)).join(' '))).toEqual([]);
});

describe('frames', () => {
  const hello = (canvas: Canvas<string>) => void canvas.text(2, 1, 'hello', { fg: 'accent' });

  test('nothing is written when nothing changed', () => {
    expect(paint(frame(hello), frame(hello), palette)).toBe('');
  });

  test('only what changed is written, as one update', () => {
    const bytes = paint(
      frame((canvas) => void canvas.text(2, 1, 'hallo', { fg: 'accent' })),
      frame(hello),
      palette,
    );
    expect(bytes).toBe('\x1b[?2026h\x1b[2;4H\x1b[38;2;203;166;247ma\x1b[0m\x1b[?2026l');
  });

  test('another size is drawn whole', () => {
    expect(paint(frame(hello), frame(hello, 30), palette)).toContain('\x1b[2J');
  });

  test('the cursor alone may move, and hide', () => {
    const at = (x: number) => frame((canvas) => canvas.cursor(x, 0));
    expect(paint(at(3), at(2), palette)).toBe('\x1b[?2026h\x1b[?25l\x1b[1;4H\x1b[?25h\x1b[?2026l');
    expect(
      paint(
        frame(() => {}),
        at(2),
        palette,
      ),
    ).toBe('\x1b[?2026h\x1b[?25l\x1b[?2026l');
  });

  test('after an emoji the place of the next character is written again, and its cells are emptied first', () => {
    const bytes = paint(
      frame((canvas) => void canvas.text(0, 0, '❤️x日y')),
      frame(() => {}),
      palette,
    );
    expect(bytes).toContain('\x1b[1;1H  \x1b[1G❤️\x1b[3Gx日\x1b[6Gy');
  });
});

describe('links', () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the sequence of a link
  const OPEN = /\x1b\]8;(?:id=\d+)?;([^\x1b]*)\x1b\\/g;
  const linked = (link: string, colors: ColorDepth = '24-bit'): string =>
    paint(
      frame(
        (canvas) =>
          void canvas.line(0, 0, [
            { text: 'a-', style: {} },
            { text: 'page', style: { link } },
            { text: '-b', style: {} },
          ]),
      ),
      null,
      new Palette('dark', colors),
    );
  const targets = (bytes: string): string[] => [...bytes.matchAll(OPEN)].map(([, target = '']) => target);

  test('begin before their text and end after it', () => {
    const bytes = linked('https://example.org/a b');
    expect(targets(bytes)).toEqual(['https://example.org/a%20b', '']);
    expect(bytes.replaceAll(OPEN, '|')).toContain('a-|page|-b');
  });

  test.each(['http://a.example/', 'https://a.example/?q=%C3%A9#x', 'file:///w/a.ts'])('may be %s', (link) => {
    expect(targets(linked(link))).toEqual([link, '']);
  });

  test.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'mailto:a@b.example',
    'docs/a.md',
    `https://a.example/${'x'.repeat(3_000)}`,
  ])('may not be %.30s', (link) => {
    expect(targets(linked(link))).toEqual([]);
  });

  test('cannot control the terminal', () => {
    const bytes = linked('https://a.example/\u001b\\\u0007\u009c\n\u001b[2Jx;y');
    const [target = ''] = targets(bytes);
    expect(target).toMatch(/^https:\/\/a\.example\/[!-~]*$/);
  });

  test('are not written where the output is plain or the terminal is old', () => {
    for (const colors of ['none', '16'] as const)
      expect(targets(linked('https://a.example/', colors))).toEqual([]);
  });

  test('change although the text and its look stay', () => {
    const at = (link: string) => frame((canvas) => void canvas.text(0, 0, 'page', { link }));
    const [one, two] = ['https://one.example/', 'https://two.example/'];
    expect(targets(paint(at(two), at(one), palette))).toEqual([two, '']);
    expect(paint(at(one), at(one), palette)).toBe('');
  });
});

describe('colours', () => {
  const styled = (colors: ColorDepth, style: Style, theme: 'dark' | 'light' = 'dark') =>
    new Palette(theme, colors).change(0, new Code(style).value);
  class Code {
    readonly value: number;
    constructor(style: Style) {
      this.value = frame((canvas) => void canvas.text(0, 0, 'x', style)).styles[0] ?? 0;
    }
  }

  test.each<[ColorDepth, Style, string]>([
    ['24-bit', { fg: 'accent', bg: 'surface', bold: true }, '\x1b[1;38;2;203;166;247;48;2;49;50;68m'],
    ['256', { fg: 'accent', bg: 'surface', bold: true }, '\x1b[1;38;5;183;48;5;237m'],
    ['16', { fg: 'accent', bg: 'surface', bold: true }, '\x1b[1;35m'],
    ['16', { fg: 'muted', bg: 'selection' }, '\x1b[7m'],
    ['none', { fg: 'accent', bg: 'surface', bold: true }, '\x1b[1m'],
    ['none', { fg: 'muted' }, '\x1b[2m'],
    ['none', { fg: 'muted', bg: 'selection' }, '\x1b[7m'],
    ['none', { fg: 'accent' }, ''],
  ])('%s: %j', (colors, style, bytes) => {
    expect(styled(colors, style)).toBe(bytes);
  });

  test('the light theme has colours of its own', () => {
    expect(styled('24-bit', { fg: 'accent' }, 'light')).toBe('\x1b[38;2;136;57;239m');
  });

  test.each<[Style, Style, string]>([
    [{ fg: 'accent' }, { fg: 'accent', bold: true }, '\x1b[1m'],
    [{ fg: 'accent' }, { fg: 'error' }, '\x1b[38;2;243;139;168m'],
    [{ bold: true }, {}, '\x1b[0m'],
    [{ bold: true, fg: 'error' }, { fg: 'error' }, '\x1b[0;38;2;243;139;168m'],
    [{ fg: 'added' }, { fg: 'success' }, ''],
  ])('from %j to %j', (from, to, bytes) => {
    expect(palette.change(new Code(from).value, new Code(to).value)).toBe(bytes);
  });
});
