// Every view and overlay at three sizes, text and styles, held against what was looked at and found good.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { empty, result, type Session, sample } from '../app/sample-model.ts';
import { showcase } from '../app/showcase-model.ts';
import { goldenOf } from './frame.ts';

const SIZES = [
  [80, 24],
  [120, 35],
  [200, 60],
] as const;

/** Does to a session in the middle of its second iteration what leads to the screen. */
const SCREENS: Readonly<Record<string, (session: Session) => Session>> = {
  dashboard: (session) => session,
  'dashboard-tasks': (session) => session.keys('tab', 'j'),
  'dashboard-notes': (session) => session.keys('tab', 'tab', 'j'),
  'dashboard-no-sidebar': (session) => session.command('sidebar').keys('escape'),
  'dashboard-scrolled': (session) => session.keys('k', 'k', 'pageup'),
  'dashboard-expanded': (session) => session.keys('e', 'pageup'),
  'dashboard-searched': (session) => session.keys('/').type('line 2').keys('enter', 'n'),
  'dashboard-prefix': (session) => session.keys('ctrl+x'),
  'dashboard-toast': (session) =>
    session.send({ type: 'answer', ok: false, text: 'the clipboard could not be reached' }),
  'dashboard-pausing': (session) => session.fact({ type: 'PauseRequested', data: {} }),
  'dashboard-paused': (session) =>
    endIteration(session.fact({ type: 'PauseRequested', data: {} })).fact({ type: 'RunPaused', data: {} }),
  'dashboard-waiting': (session) =>
    endIteration(session).run({
      type: 'notice',
      level: 'info',
      message: 'the provider limits the rate; waiting 30 s',
    }),
  'dashboard-failed': (session) =>
    session
      .run({
        type: 'run-ended',
        result: result({ reason: 'failed', message: 'the agent could not be started' }),
      })
      .keys('escape'),
  'dashboard-attached': (session) => mode(session, 'attached'),
  'dashboard-finished': (session) => mode(session, 'finished'),
  input: (session) =>
    session.keys('i').type('A message that is written').keys('alt+enter').type('on two lines'),
  'input-long': (session) => session.paste('Many words, 漢字 and 👩‍👩‍👧, in a long message. '.repeat(60)),
  logs: (session) => session.command('logs'),
  'logs-scrolled': (session) => session.command('logs').keys('g', 'j'),
  help: (session) => session.command('help'),
  'help-end': (session) => session.command('help').keys('G'),
  palette: (session) => session.command('palette'),
  'palette-found': (session) => session.command('palette').type('note').keys('down'),
  search: (session) => session.command('search').type('parser'),
  task: (session) => session.keys('tab', 'enter'),
  'task-status': (session) => session.keys('tab', 'enter', 's', 'j'),
  'edit-task': (session) => session.keys('tab', 'e'),
  'new-task': (session) => session.command('new-task').type('Write the docs').keys('tab'),
  note: (session) => session.keys('tab', 'tab', 'enter'),
  'edit-note': (session) => session.keys('tab', 'tab', 'e'),
  'new-note': (session) => session.command('new-note'),
  pause: (session) => session.command('pause'),
  resume: (session) =>
    endIteration(session.fact({ type: 'PauseRequested', data: {} }))
      .fact({ type: 'RunPaused', data: {} })
      .command('pause'),
  quit: (session) => session.command('quit').keys('down'),
  'quit-paused': (session) =>
    endIteration(session.fact({ type: 'PauseRequested', data: {} }))
      .fact({ type: 'RunPaused', data: {} })
      .command('quit'),
  'complete-before': (session) => session.run({ type: 'run-ended', result: result({ iterations: [] }) }),
  complete: (session) => session.run({ type: 'run-ended', result: result() }),
  reset: (session) => session.run({ type: 'run-ended', result: result() }).keys('x', 'j'),
};

function endIteration(session: Session): Session {
  return session.agent({ type: 'turn-ended', stopReason: 'end_turn', usage: null }).fact({
    type: 'IterationEnded',
    data: { number: 2, outcome: 'finished', reason: 'end_turn', filesChanged: [], usage: null },
  });
}

function mode(session: Session, mode: 'attached' | 'finished'): Session {
  return session.send({ type: 'surroundings', surroundings: { ...session.model.surroundings, mode } });
}

const GOLDEN = '../../../golden/tui/screens';
const { TZ } = process.env;

// The logs show the time of day where the user is.
beforeAll(() => {
  process.env.TZ = 'UTC';
});

afterAll(() => {
  if (TZ === undefined) delete process.env.TZ;
  else process.env.TZ = TZ;
});

describe.each(SIZES)('at %dx%d', (columns, rows) => {
  it.each(Object.keys(SCREENS))('%s', async (name) => {
    const session = SCREENS[name]?.(sample(columns, rows));
    await expect(session && goldenOf(session.model)).toMatchFileSnapshot(
      `${GOLDEN}/${name}.${columns}x${rows}.txt`,
    );
  });

  it('empty', async () => {
    await expect(goldenOf(empty(columns, rows).model)).toMatchFileSnapshot(
      `${GOLDEN}/empty.${columns}x${rows}.txt`,
    );
  });
});

it('the picture of the README', async () => {
  await expect(goldenOf(showcase(120, 35).model)).toMatchFileSnapshot(`${GOLDEN}/showcase.120x35.txt`);
});

describe('small screens', () => {
  it.each([
    [99, 25],
    [60, 15],
    [40, 10],
    [39, 10],
    [40, 9],
  ])('%dx%d', async (columns, rows) => {
    await expect(goldenOf(sample(columns, rows).keys('tab').model)).toMatchFileSnapshot(
      `${GOLDEN}/small.${columns}x${rows}.txt`,
    );
  });
});
