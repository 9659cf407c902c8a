// Several workers in the dashboard: one output at a time, a tab for each.
import { expect, it } from 'vitest';
import { workerName } from '../../../../domain/worker/worker.ts';
import { taskAdded } from '../../../support/decider-spec.ts';
import { frameOf, textOfFrame } from '../views/frame.ts';
import { empty, result, type Session } from './sample-model.ts';
import { crew } from './screens.fixture.ts';

const [W1, W2] = [workerName(1), workerName(2)];

function started(columns = 120, rows = 35, size = 2): Session {
  const session = empty(columns, rows).fact(
    ...[1, 2, 3, 4].map((number) => taskAdded(number, `Write part ${number} of the parser`)),
  );
  return crew(session, size);
}

const screen = (session: Session): string => textOfFrame(frameOf(session.model));

it('shows the output of one worker at a time, and a tab for each', () => {
  const session = started(80, 24);
  expect(screen(session)).toContain('Output of w1.');
  expect(screen(session)).not.toContain('Output of w2.');
  session.keys('alt+2');
  expect(screen(session)).toContain('Output of w2.');
  expect(screen(session)).toContain('npm test');
  expect(screen(session)).not.toContain('Output of w1.');
  session.keys('alt+9').keys('alt+1');
  expect(screen(session)).toContain('Output of w1.');
});

it('keeps the place in the output of each worker', () => {
  const session = started(80, 24);
  session.as(W1).agent({ type: 'text', messageId: null, text: 'line\n\n'.repeat(60) });
  session.as(undefined).keys('k', 'pageup');
  const { scroll } = session.model.ui.agent;
  session.keys('alt+2');
  expect(session.model.ui.agent.scroll).toBe('follow');
  session.keys('alt+1');
  expect(session.model.ui.agent.scroll).toEqual(scroll);
});

it('shows the worker that is chosen in the list', () => {
  const session = started().keys('ctrl+x', 'w', 'down', 'enter');
  expect([session.model.shown, session.model.ui.overlays]).toEqual([W2, []]);
});

it('sends what is written to the worker that is shown, and pauses one from the list, or all', () => {
  const session = started().keys('alt+2', 'i').type('hello').keys('enter');
  expect(session.takeEffects()).toEqual([
    { type: 'execute', command: { type: 'SendMessage', text: 'hello', now: false, to: W2 } },
  ]);
  session.keys('escape', 'ctrl+x', 'w', 'p');
  expect(session.takeEffects()).toEqual([{ type: 'execute', command: { type: 'RequestPause', worker: W1 } }]);
  session.fact({ type: 'PauseRequested', data: { worker: W1 } }).keys('p');
  expect(session.takeEffects()).toEqual([
    { type: 'execute', command: { type: 'RequestResume', worker: W1 } },
  ]);
  session.keys('escape').command('pause');
  expect(session.takeEffects()).toEqual([{ type: 'execute', command: { type: 'RequestPause' } }]);
});

it('has no list and no tabs in place', () => {
  const session = empty().keys('ctrl+x', 'w', 'alt+2');
  expect(session.model.ui.toast?.text).toBe('this run has a single agent, which works in place');
  expect(session.model.shown).toBeNull();
});

it('counts and names what the shown worker does in the status line', () => {
  const session = started();
  const last = (): string => screen(session).trimEnd().split('\n').at(-1) ?? '';
  expect(last()).toContain('w1 #3');
  session.keys('alt+2');
  expect(last()).toContain('w2 #4');
});

it('ends what every worker had under way when the run ends', () => {
  const session = started().run({
    type: 'run-ended',
    result: result({ reason: 'interrupted', message: 'stopped' }),
  });
  session.keys('escape', 'alt+2');
  expect(session.model.transcript.running).toEqual([]);
  expect(screen(session)).not.toContain('◌');
});

it('lists what all workers have recorded in the logs', () => {
  const session = started().command('logs');
  expect(screen(session)).toContain('TAS-4 claimed by w2');
  expect(screen(session)).toContain('TAS-3 claimed by w1');
});

it.each([
  [2, 80, 24],
  [4, 80, 24],
  [4, 120, 35],
  [9, 200, 60],
] as const)('%d workers at %dx%d', async (size, columns, rows) => {
  const text = screen(started(columns, rows, size));
  await expect(`${text}\n`).toMatchFileSnapshot(`../../../golden/tui/workers-${size}.${columns}x${rows}.txt`);
});
