// Specifies what counts as a click, and how text is selected.
import { describe, expect, it } from 'vitest';
import { Grid } from '../../../../adapters/tui/canvas/grid.ts';
import { type Selection, selectedRows } from '../../../../adapters/tui/canvas/selection.ts';
import { MouseGestures } from '../../../../adapters/tui/screen/mouse-gestures.ts';
import { Screen } from '../../../../adapters/tui/screen/screen.ts';
import { ScreenTerminal } from '../../../support/tui-screen.ts';

type Kind = 'press' | 'drag' | 'release' | 'wheel-up';

const AREA = { x: 2, y: 1, width: 8, height: 3 };

function frame(): Grid<string> {
  const grid = new Grid<string>(12, 5);
  const { canvas } = grid;
  canvas.text(0, 0, 'title line..');
  for (const [y, text] of ['first ┃', 'wörd漢字', '👩‍👩‍👧 end'].entries()) canvas.text(2, y + 1, text);
  canvas.selectable(AREA);
  canvas.hit({ x: 0, y: 0, width: 12, height: 5 }, 'hit', () => 'wheel');
  return grid;
}

function gestures(grid = frame()) {
  const taken = new MouseGestures(grid);
  return (kind: Kind, x: number, y: number, button: 'left' | 'right' = 'left') =>
    taken.take({ type: 'mouse', kind, button, x, y, shift: false, alt: false, ctrl: false });
}

describe('a click', () => {
  it('counts when the button is let go, with what was there when it was pressed', () => {
    const take = gestures();
    expect(take('press', 3, 1)).toBeUndefined();
    expect(take('drag', 3, 1)).toBeUndefined();
    expect(take('release', 3, 1)).toEqual({ type: 'action', action: 'hit' });
    expect(take('release', 3, 1)).toBeUndefined();
  });

  it('of another button is none, and the wheel needs no button', () => {
    const take = gestures();
    take('press', 3, 1, 'right');
    expect(take('release', 3, 1, 'right')).toBeUndefined();
    expect(take('wheel-up', 3, 1)).toEqual({ type: 'action', action: 'wheel' });
  });

  it('stays one where no text can be selected, wherever the pointer goes', () => {
    const take = gestures();
    take('press', 0, 0);
    expect(take('drag', 5, 3)).toBeUndefined();
    expect(take('release', 5, 3)).toEqual({ type: 'action', action: 'hit' });
  });
});

describe('dragging over text', () => {
  const select = (from: [number, number], to: [number, number]): Selection => ({
    area: AREA,
    from: { x: from[0], y: from[1] },
    to: { x: to[0], y: to[1] },
  });

  it('selects it, and is no click', () => {
    const take = gestures();
    take('press', 3, 1);
    expect(take('drag', 6, 2)).toEqual({ type: 'selecting', selection: select([3, 1], [6, 2]) });
    expect(take('drag', 3, 1)).toEqual({ type: 'selecting', selection: select([3, 1], [3, 1]) });
    expect(take('release', 3, 1)).toEqual({ type: 'selected', selection: select([3, 1], [3, 1]) });
    expect(take('release', 3, 1)).toBeUndefined();
  });

  it.each([
    ['within a row', select([2, 1], [4, 1]), 'fir'],
    ['from right to left', select([4, 1], [2, 1]), 'fir'],
    ['over rows, without the bar at the end of one', select([4, 1], [3, 2]), 'rst\nwö'],
    ['upwards', select([3, 2], [4, 1]), 'rst\nwö'],
    ['wide characters as one', select([6, 2], [7, 2]), '漢'],
    ['what lies outside of the area as its edge', select([4, 2], [40, 40]), 'rd漢字\n👩‍👩‍👧 end'],
    ['nothing but space', select([9, 1], [9, 1]), ''],
  ])('takes %s', (_, selection, text) => {
    expect(frame().textIn(selection)).toBe(text);
  });

  it('marks the whole of the rows between the first and the last', () => {
    expect(selectedRows(select([5, 1], [4, 3]))).toEqual([
      { y: 1, x: 5, end: 10 },
      { y: 2, x: 2, end: 10 },
      { y: 3, x: 2, end: 5 },
    ]);
  });

  it('holds what is seen until it is over', async () => {
    const terminal = new ScreenTerminal({ columns: 20, rows: 3 });
    terminal.start(() => {});
    const screen = new Screen<string>(terminal, 'dark');
    const draw = (text: string) =>
      screen.draw(
        (canvas) => canvas.text(0, 0, text),
        () => {},
      );
    draw('what was read');
    screen.select({ area: { x: 0, y: 0, width: 20, height: 1 }, from: { x: 5, y: 0 }, to: { x: 7, y: 0 } });
    draw('what has come since');
    expect(await terminal.golden()).toContain('5-7 inverse');
    expect((await terminal.rows())[0]).toBe('what was read');
    expect(screen.release()).toBe('was');
    draw('what has come since');
    expect((await terminal.rows())[0]).toBe('what has come since');
    expect(screen.release()).toBe('');
    terminal.emulator.dispose();
  });
});
