// What the dashboard shows, as text: a few whole screens at three sizes, every component alone at one.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { layoutOf } from '../../../../adapters/tui/layout/layout.ts';
import type { Overlay } from '../../../../adapters/tui/model/ui-state.ts';
import { overlayArea } from '../../../../adapters/tui/overlays/overlay-area.ts';
import { OVERLAY_KINDS } from '../../../../adapters/tui/overlays/registry.ts';
import { empty, type Session, sample } from '../update/sample-model.ts';
import { AGENT_PANES, OVERLAYS, SCREENS, STATUS_ROWS } from '../update/screens.fixture.ts';
import { frameOf, sheetOf, textOfFrame } from './frame.ts';

const GOLDEN = '../../../golden/tui';
const { TZ } = process.env;

// The logs show the time of day where the user is.
beforeAll(() => {
  process.env.TZ = 'UTC';
});

afterAll(() => {
  if (TZ === undefined) delete process.env.TZ;
  else process.env.TZ = TZ;
});

function sheet<Names extends string>(
  states: Readonly<Record<Names, (session: Session) => Session>>,
  size: readonly [columns: number, rows: number],
  draw: (session: Session, name: Names) => string,
): string {
  const names = Object.keys(states) as Names[];
  return sheetOf(Object.fromEntries(names.map((name) => [name, draw(states[name](sample(...size)), name)])));
}

describe('whole screens', () => {
  it.each([
    [80, 24],
    [120, 35],
    [200, 60],
  ] as const)('%dx%d', async (columns, rows) => {
    const nothing = `== empty\n${textOfFrame(frameOf(empty(columns, rows).model))}\n\n`;
    const screens = sheet(SCREENS, [columns, rows], ({ model }) => textOfFrame(frameOf(model)));
    await expect(nothing + screens).toMatchFileSnapshot(`${GOLDEN}/screens.${columns}x${rows}.txt`);
  });

  it('small ones', async () => {
    const sizes = [
      [99, 25],
      [60, 15],
      [40, 10],
      [39, 10],
      [40, 9],
    ] as const;
    const parts = sizes.map(([columns, rows]) => {
      const text = textOfFrame(frameOf(sample(columns, rows).keys('tab').model));
      return [`${columns}x${rows}`, text];
    });
    await expect(sheetOf(Object.fromEntries(parts))).toMatchFileSnapshot(`${GOLDEN}/screens.small.txt`);
  });
});

describe('components', () => {
  it('overlays, each alone', async () => {
    const shown = new Set<Overlay['kind']>();
    const size = [96, 40] as const;
    const text = sheet(OVERLAYS, size, (session, name) => {
      // The help is the one golden file with every key: it is shown whole.
      const { model } = name === 'help' ? session.resize(120, 100) : session;
      const top = model.ui.overlays.at(-1);
      if (!top) throw new Error(`${name} opens no overlay`);
      shown.add(top.kind);
      return textOfFrame(frameOf(model), overlayArea(model, top).rect);
    });
    expect([...shown].sort()).toEqual(OVERLAY_KINDS);
    await expect(text).toMatchFileSnapshot(`${GOLDEN}/overlays.txt`);
  });

  it('the agent pane', async () => {
    const text = sheet(AGENT_PANES, [80, 24], ({ model }) =>
      textOfFrame(frameOf(model), layoutOf(model).agent),
    );
    await expect(text).toMatchFileSnapshot(`${GOLDEN}/agent-pane.txt`);
  });

  it('the sidebar with the notes in focus', async () => {
    const { model } = sample(120, 35).keys('tab', 'tab', 'j');
    const text = textOfFrame(frameOf(model), layoutOf(model).sidebar);
    await expect(`${text}\n`).toMatchFileSnapshot(`${GOLDEN}/sidebar.txt`);
  });

  it('the rows around the input and the status, in little and in much room', async () => {
    const rowsAt = (columns: number, { model }: Session): string => {
      const { divider } = layoutOf(model);
      return textOfFrame(frameOf(model), { x: 0, y: divider.y, width: columns, height: 24 - divider.y });
    };
    const text = sheet(STATUS_ROWS, [80, 24], (session) =>
      [rowsAt(80, session), rowsAt(160, session.resize(160, 24))].join('\n'),
    );
    await expect(text).toMatchFileSnapshot(`${GOLDEN}/status-rows.txt`);
  });
});
