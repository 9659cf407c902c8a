// What the user can do while a recording is played.
import { expect, it } from 'vitest';
import { elapsedMs } from '../../../../adapters/tui/model/activity.ts';
import { nextSpeed, type ReplayState } from '../../../../adapters/tui/model/replay-state.ts';
import { type Session, sample } from './sample-model.ts';

function replay(state: Partial<ReplayState> = {}): Session {
  const session = sample();
  const { surroundings } = session.model;
  session.send({
    type: 'surroundings',
    surroundings: {
      ...surroundings,
      mode: 'replay',
      replay: { phase: 'playing', speed: 10, iterations: 2, ...state },
    },
  });
  session.takeEffects();
  return session;
}

it('keys pause it and change its speed, whichever pane has the focus', () => {
  for (const focused of [[], ['tab'], ['tab', 'tab']]) {
    const session = replay().keys(...focused, 'space', '+', 'right', '-', 'left');
    expect(session.takeEffects().map((effect) => effect.type === 'replay' && effect.change)).toEqual([
      ...['pause', 'faster', 'faster', 'slower', 'slower'],
    ]);
  }
});

it('these keys keep their meaning outside of a replay', () => {
  expect(sample().keys('tab', '+').takeEffects()).toMatchObject([{ type: 'execute' }]);
  expect(sample().keys('space').takeEffects()).toEqual([]);
});

it('nothing changes the session, and what was written stays', () => {
  const form = replay().command('new-task').type('Add docs').keys('ctrl+s');
  expect(form.takeEffects()).toEqual([]);
  expect(form.model.ui.overlays.at(-1)).toMatchObject({ kind: 'new-task', editor: { text: 'Add docs' } });
  expect(form.model.ui.toast?.text).toBe('a replay is read-only');
  const message = replay().keys('i').type('hello').keys('enter');
  expect(message.takeEffects()).toEqual([]);
  expect(message.model.ui.input.editor.text).toBe('hello');
  expect(replay().keys('ctrl+x', 'r').takeEffects()).toEqual([]);
});

it('leaving needs no confirmation', () => {
  expect(replay().keys('ctrl+c').takeEffects()).toEqual([{ type: 'quit', force: false }]);
});

it('the elapsed time is that of the run that is played, and stands between two runs', () => {
  const session = replay().fact({ type: 'RunEnded', data: { reason: 'complete' } });
  const before = elapsedMs(session.model);
  session.send({ type: 'tick', now: session.model.now + 3_600_000 });
  expect(elapsedMs(session.model)).toBe(before);
  session.time = session.model.now;
  session.fact({ type: 'RunStarted', data: { spec: 's', model: 'm' } });
  session.send({ type: 'tick', now: session.model.now + 5_000 });
  expect(elapsedMs(session.model)).toBe(5_000);
});

it('the speed goes up and down in steps, and stays within its bounds', () => {
  expect([nextSpeed(10, 'faster'), nextSpeed(10, 'slower'), nextSpeed(3, 'faster')]).toEqual([20, 5, 5]);
  expect([nextSpeed(1_000, 'faster'), nextSpeed(0.1, 'slower')]).toEqual([1_000, 0.1]);
});
