// Frames on their way from views to the terminal.
import { expect, test } from 'vitest';
import type { Canvas } from '../../../../adapters/tui/canvas/canvas.ts';
import { Screen } from '../../../../adapters/tui/screen/screen.ts';
import { ScreenTerminal } from '../../../support/tui-screen.ts';

const NEVER = () => {
  throw new Error('nothing had to drain');
};

function saying(text: string): (canvas: Canvas<string>) => void {
  return (canvas) => {
    const end = canvas.text(0, 0, text, { fg: 'accent', bold: true });
    canvas.hit({ x: 0, y: 0, width: end, height: 1 }, text, (direction) => `${text} ${direction}`);
    canvas.cursor(end, 0);
  };
}

function started(): { terminal: ScreenTerminal; screen: Screen<string> } {
  const terminal = new ScreenTerminal({ columns: 20, rows: 3 });
  terminal.start(() => {});
  return { terminal, screen: new Screen<string>(terminal, 'dark') };
}

test('a frame is shown, and the next one replaces it', async () => {
  const { terminal, screen } = started();
  expect(screen.draw(saying('first, long'), NEVER)).toBe('drawn');
  screen.draw(saying('second'), NEVER);
  expect(await terminal.golden()).toBe(
    ['|second', '|', '|', '-- cursor 6,0', '0: 0-5 #cba6f7 bold', ''].join('\n'),
  );
  expect(screen.hitAt(5, 0)).toBe('second');
  expect(screen.hitAt(6, 0)).toBeUndefined();
  expect(screen.wheelAt(0, 0, 1)).toBe('second 1');
});

test('the same frame is not written again', () => {
  const { terminal, screen } = started();
  for (let times = 0; times < 3; times += 1) expect(screen.draw(saying('same'), NEVER)).toBe('drawn');
  expect(terminal.frames).toHaveLength(1);
});

test('what a busy terminal did not take is drawn later, against what it shows', async () => {
  const { terminal, screen } = started();
  screen.draw(saying('shown'), NEVER);
  terminal.isDraining = true;
  let drained = false;
  const onDrain = () => {
    drained = true;
  };
  expect(screen.draw(saying('refused'), onDrain)).toBe('busy');
  expect(screen.hitAt(0, 0)).toBe('shown');
  terminal.drain();
  expect(drained).toBe(true);
  screen.draw(saying('taken'), NEVER);
  expect((await terminal.rows())[0]).toBe('taken');
});

test('everything is drawn when the size has changed or the screen was used by others', async () => {
  const { terminal, screen } = started();
  screen.draw(saying('here'), NEVER);
  terminal.resize({ columns: 30, rows: 4 });
  screen.draw(saying('here'), NEVER);
  expect(terminal.frames[1]).toContain('\x1b[2J');
  terminal.emulator.write('\x1b[Hsomebody else was here');
  screen.forget();
  screen.draw(saying('here'), NEVER);
  expect((await terminal.rows())[0]).toBe('here');
});
