// Random drawings for property tests of grids and painting.
import fc from 'fast-check';
import type { Canvas, Rect } from '../../adapters/tui/canvas/canvas.ts';
import { anyStyle, anyText } from './tui-arbitraries.ts';

type Drawing = (canvas: Canvas<string>) => void;

const x = fc.integer({ min: -5, max: 24 });
const y = fc.integer({ min: -1, max: 6 });
const rect: fc.Arbitrary<Rect> = fc.record({ x, y, width: fc.nat(15), height: fc.nat(4) });

const step: fc.Arbitrary<Drawing> = fc.oneof(
  {
    arbitrary: fc.tuple(x, y, anyText(10), anyStyle).map(
      ([...all]) =>
        (c: Canvas<string>) =>
          void c.text(...all),
    ),
    weight: 5,
  },
  fc
    .tuple(x, y, fc.array(fc.record({ text: anyText(5), style: anyStyle }), { maxLength: 3 }), fc.nat(20))
    .map(
      ([...all]) =>
        (c: Canvas<string>) =>
          void c.line(...all),
    ),
  fc.tuple(anyStyle, rect).map(
    ([...all]) =>
      (c: Canvas<string>) =>
        c.fill(...all),
  ),
  fc.tuple(x, y).map(
    ([...all]) =>
      (c: Canvas<string>) =>
        c.cursor(...all),
  ),
);

const steps = fc.array(step, { maxLength: 8 });

/** Draws texts, lines, fills and cursors, some on a part of the canvas, for about 20 by 5 cells. */
export const drawAnything: fc.Arbitrary<Drawing> = fc
  .tuple(steps, rect, steps)
  .map(([whole, area, part]) => (canvas) => {
    for (const draw of whole) draw(canvas);
    for (const draw of part) draw(canvas.part(area));
  });
