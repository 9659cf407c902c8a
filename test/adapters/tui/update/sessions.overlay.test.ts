// The overlay that lists the sessions of the store.
import { expect, it } from 'vitest';
import type { Session } from './sample-model.ts';
import { sample } from './sample-model.ts';
import { LIST, summary } from './sessions-list.ts';

const LISTING = { type: 'list-sessions' } as const;

function opened(): Session {
  return sample().keys('ctrl+x', 'o');
}

function listed(): Session {
  const session = opened().send({ type: 'sessions', sessions: LIST });
  session.takeEffects();
  return session;
}

function tick(session: Session, ms: number): Session {
  return session.send({ type: 'tick', now: session.model.now + ms });
}

it('is read when it opens, and again at a modest rate, never while an answer is awaited', () => {
  const session = opened();
  expect(session.takeEffects()).toEqual([LISTING]);
  tick(session, 60_000);
  expect(session.takeEffects()).toEqual([]);
  session.send({ type: 'sessions', sessions: LIST });
  for (let ms = 0; ms < 2_900; ms += 100) tick(session, 100);
  expect(session.takeEffects()).toEqual([]);
  tick(session, 200);
  tick(session, 10_000);
  expect(session.takeEffects()).toEqual([LISTING]);
});

it('is read again after a failure, and not once it is closed', () => {
  const session = opened().send({
    type: 'answer',
    effect: LISTING,
    ok: false,
    text: 'the store does not answer',
  });
  session.takeEffects();
  expect(session.model.ui.toast?.text).toBe('the store does not answer');
  expect(tick(session, 5_000).takeEffects()).toEqual([LISTING]);
  session.send({ type: 'sessions', sessions: LIST }).keys('escape');
  expect(tick(session, 60_000).takeEffects()).toEqual([]);
});

it('shows the chosen session, found by a few letters', () => {
  expect(listed().keys('down', 'enter').takeEffects()).toEqual([{ type: 'show-session', name: 'user-auth' }]);
  expect(listed().type('bil').keys('enter').takeEffects()).toEqual([
    { type: 'show-session', name: 'billing' },
  ]);
  expect(listed().type('nothing like it').keys('enter').takeEffects()).toEqual([]);
});

it('keeps the choice on its session when a new list comes', () => {
  const session = listed().keys('down', 'down');
  session.send({ type: 'sessions', sessions: [summary('brand-new'), ...LIST] });
  expect(session.keys('enter').takeEffects()).toEqual([{ type: 'show-session', name: 'billing' }]);
});
