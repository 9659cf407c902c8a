// Whatever is typed, clicked, pasted and resized, in whatever order: nothing throws, nothing leaves its bounds.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { graphemes } from '../../../../adapters/tui/canvas/width.ts';
import { noteRows, taskRows } from '../../../../adapters/tui/layout/list-rows.ts';
import type { AppModel } from '../../../../adapters/tui/model/app-model.ts';
import { COMMAND_NAMES, specOf } from '../../../../adapters/tui/model/keymap.ts';
import { totalRows } from '../../../../adapters/tui/model/row-list.ts';
import { overlayArea } from '../../../../adapters/tui/overlays/overlay-area.ts';
import { rowsOf } from '../../../../adapters/tui/panes/list-panes.ts';
import { MouseGestures } from '../../../../adapters/tui/screen/mouse-gestures.ts';
import type { TerminalEvent } from '../../../../adapters/tui/terminal/terminal.ts';
import { sessionEvent } from '../../../support/arbitraries.ts';
import { PROPERTY_LIMIT_MS } from '../../../support/property-limit.ts';
import { frameOf } from '../views/frame.ts';
import { result, type Session, sample } from './sample-model.ts';

const KNOWN_KEYS = COMMAND_NAMES.flatMap((name) => specOf(name).keys.flatMap((key) => key.split(' ')));
const EDITOR_KEYS = [
  'left',
  'right',
  'up',
  'down',
  'home',
  'end',
  'backspace',
  'delete',
  'ctrl+w',
  'ctrl+k',
  'ctrl+u',
];
const TEXT = ['a', 'Z', ' ', '漢', '👩‍👩‍👧', 'e\u0301', '\u202e', '\u200d'];

function keyEvent(name: string): TerminalEvent {
  const text = name === 'space' ? ' ' : /^[a-z]+$|\+./.test(name) && name.length > 1 ? '' : name;
  return { type: 'key', name, text };
}

const key = fc.constantFrom(...KNOWN_KEYS, ...EDITOR_KEYS, 'ctrl+x', ...TEXT).map(keyEvent);
const wild = fc.string({ unit: 'binary', maxLength: 40 });
const size = fc.record({ columns: fc.integer({ min: 1, max: 250 }), rows: fc.integer({ min: 1, max: 80 }) });

type Input =
  | { readonly terminal: TerminalEvent }
  | { readonly fact: Parameters<Session['fact']>[0] }
  | { readonly say: string }
  | { readonly end: true };

const input: fc.Arbitrary<Input> = fc.oneof(
  { weight: 12, arbitrary: key.map((terminal) => ({ terminal })) },
  { weight: 2, arbitrary: wild.map((text) => ({ terminal: { type: 'paste', text } }) as const) },
  { weight: 2, arbitrary: size.map((s) => ({ terminal: { type: 'resize', size: s } }) as const) },
  {
    weight: 6,
    arbitrary: fc
      .record({
        type: fc.constant('mouse' as const),
        kind: fc.constantFrom('press', 'wheel-up', 'wheel-down', 'release', 'drag'),
        button: fc.constantFrom('left', 'right', 'none'),
        x: fc.integer({ min: 0, max: 250 }),
        y: fc.integer({ min: 0, max: 80 }),
        shift: fc.constant(false),
        alt: fc.constant(false),
        ctrl: fc.constant(false),
      })
      .map((terminal) => ({ terminal })),
  },
  { weight: 2, arbitrary: sessionEvent.map((fact) => ({ fact })) },
  { weight: 1, arbitrary: wild.map((say) => ({ say })) },
  { weight: 1, arbitrary: fc.constant({ end: true } as const) },
);

function feed(session: Session, next: Input): void {
  if ('fact' in next) session.fact(next.fact);
  else if ('say' in next) session.agent({ type: 'text', messageId: null, text: next.say });
  else if ('end' in next) session.run({ type: 'run-ended', result: result() });
  else {
    feedTerminal(session, next.terminal);
  }
}

function feedTerminal(session: Session, event: TerminalEvent): void {
  if (event.type !== 'mouse') {
    session.send({ type: 'terminal', event });
    return;
  }
  const gestures = new MouseGestures(frameOf(session.model));
  for (const kind of event.kind === 'press' ? (['press', 'release'] as const) : [event.kind]) {
    const gesture = gestures.take({ ...event, kind });
    if (gesture?.type === 'action') session.send(gesture);
  }
}

function checkBounds(model: AppModel): void {
  const { ui } = model;
  const lists = { tasks: taskRows(model), notes: noteRows(model) };
  for (const pane of ['tasks', 'notes'] as const) {
    const { selected, top } = ui[pane];
    const list = lists[pane];
    const known: readonly { readonly id: string }[] = list.items;
    expect(selected === null || known.some(({ id }) => id === selected)).toBe(true);
    expect(top).toBeGreaterThanOrEqual(0);
    expect(top).toBeLessThanOrEqual(Math.max(0, totalRows(list) - rowsOf(model, pane)));
  }
  const block = ui.agent.selected;
  expect(block === null || model.transcript.blocks.some(({ id }) => id === block)).toBe(true);
  const overlay = ui.overlays.at(-1);
  if (overlay) {
    const { content, bodyRows, top, choice } = overlayArea(model, overlay);
    expect([overlay.top, overlay.choice]).toEqual([top, choice]);
    expect(top).toBeLessThanOrEqual(Math.max(0, content.body.length - bodyRows));
    expect(choice).toBeLessThanOrEqual(Math.max(0, content.body.length - 1));
  }
  for (const { editor } of [ui.input, ...ui.overlays.flatMap((o) => ('editor' in o ? [o] : []))]) {
    const before = graphemes(editor.text.slice(0, editor.cursor));
    const after = graphemes(editor.text.slice(editor.cursor));
    expect([...before, ...after]).toEqual(graphemes(editor.text));
  }
}

describe('any sequence of events', () => {
  it('never throws, and keeps scrolling, selections and cursors within bounds', {
    timeout: PROPERTY_LIMIT_MS,
  }, () => {
    fc.assert(
      fc.property(size, fc.array(input, { maxLength: 40, size: 'max' }), ({ columns, rows }, inputs) => {
        const session = sample(columns, rows);
        for (const next of inputs) {
          feed(session, next);
          checkBounds(session.model);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('leaves a frame that is whole: no control character, the cursor within it', {
    timeout: PROPERTY_LIMIT_MS,
  }, () => {
    fc.assert(
      fc.property(size, fc.array(input, { maxLength: 25, size: 'max' }), ({ columns, rows }, inputs) => {
        const session = sample(columns, rows);
        for (const next of inputs) feed(session, next);
        const grid = frameOf(session.model);
        const { size: now } = session.model;
        expect([grid.width, grid.height]).toEqual([now.columns, now.rows]);
        for (let y = 0; y < grid.height; y++) {
          for (let x = 0; x < grid.width; x++)
            expect(grid.textAt(x, y)).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
        }
        const { cursor } = grid;
        if (!cursor) return;
        expect(cursor.x).toBeGreaterThanOrEqual(0);
        expect(cursor.x).toBeLessThan(Math.max(1, grid.width));
        expect(cursor.y).toBeLessThan(Math.max(1, grid.height));
      }),
      { numRuns: 100 },
    );
  });

  it('draws the same frame twice', { timeout: PROPERTY_LIMIT_MS }, () => {
    fc.assert(
      fc.property(size, fc.array(input, { maxLength: 15, size: 'max' }), ({ columns, rows }, inputs) => {
        const session = sample(columns, rows);
        for (const next of inputs) feed(session, next);
        const [first, second] = [frameOf(session.model), frameOf(session.model)];
        expect(second.glyphs).toEqual(first.glyphs);
        expect(second.styles).toEqual(first.styles);
      }),
      { numRuns: 40 },
    );
  });
});
