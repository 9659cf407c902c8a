// Specifies what a cluster run complains about.
import { expect, it } from 'vitest';
import { type Attempt, rowsOf, type StoredFact, tableOf, violationsIn } from './verdict.ts';

const fact = (id: string, storedAt: number, content = ''): StoredFact => ({
  session: 'one',
  id,
  storedAt,
  content,
});
const attempt = (content: string, told: Attempt['told']): Attempt => ({
  session: 'one',
  content,
  told,
  at: 15,
});

it('finds the longest gap of each scene, also at its beginning and end', () => {
  const scenes = [{ what: 'leader killed', from: 1_000, to: 11_000 }];
  const facts = [fact('a', 500), fact('b', 4_000), fact('c', 5_000), fact('d', 10_000), fact('e', 12_000)];
  const failed = { ...attempt('x', 'unknown'), at: 2_000 };
  const rows = rowsOf(scenes, ['one', 'two'], facts, [failed]);
  expect(rows).toEqual([
    { scene: 'leader killed', session: 'one', gapMs: 5_000, events: 3, failed: 1 },
    { scene: 'leader killed', session: 'two', gapMs: 10_000, events: 0, failed: 0 },
  ]);
  expect(tableOf(rows)).toEqual([
    'scene          session  longest gap  events  failed calls',
    'leader killed  one      5.0 s        3       1',
    'leader killed  two      10.0 s       0       0',
  ]);
});

it('accepts what is stored once, and what may or may not be', () => {
  const facts = [fact('a', 1, 'kept'), fact('b', 2, 'perhaps')];
  const attempts = [
    attempt('kept', 'stored'),
    attempt('perhaps', 'unknown'),
    attempt('perhaps not', 'unknown'),
    attempt('refused', 'not stored'),
  ];
  expect(violationsIn(facts, attempts)).toEqual([]);
});

it.each([
  [
    'an acknowledged fact that is lost',
    [],
    [attempt('gone', 'stored')],
    '"one gone" was acknowledged and is lost',
  ],
  ['an event twice', [fact('a', 1), fact('a', 2)], [], 'event a of session one is stored twice'],
  ['a fact twice', [fact('a', 1, 'x'), fact('b', 2, 'x')], [], '"one x" is stored 2 times'],
  [
    'a stored fact that the error denied',
    [fact('a', 1, 'x')],
    [attempt('x', 'not stored')],
    '"one x" is stored, and the error said that it is not',
  ],
])('complains about %s', (_, facts, attempts, violation) => {
  expect(violationsIn(facts, attempts)).toEqual([violation]);
});
