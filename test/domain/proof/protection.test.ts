// Specifies which protected files differ from what was accepted.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  changesOf,
  changesSince,
  isUnsettled,
  NO_PROTECTION,
  type Protection,
  type ProtectionRules,
  withAccepted,
} from '../../../domain/proof/protection.ts';
import type { SessionEvent } from '../../../domain/session/session.events.ts';
import { fold, given } from '../../support/decider-spec.ts';

const ALL: ProtectionRules = { covers: () => true, allowsNew: () => false };

function accepted(files: Readonly<Record<string, string>>): Protection {
  return { accepted: files, changes: [] };
}

function changes(before: Protection, now: Readonly<Record<string, string>>, rules = ALL) {
  return changesOf(before, new Map(Object.entries(now)), rules).map(({ path, kind }) => `${path} ${kind}`);
}

describe('a protected file', () => {
  it('is changed, deleted or added', () => {
    const now = { a: '1', b: '3', d: '4' };
    expect(changes(accepted({ a: '1', b: '2', c: '3' }), now)).toEqual(['b changed', 'c deleted', 'd added']);
  });

  it('may be new, if new ones are allowed, but not changed or deleted', () => {
    const rules = { ...ALL, allowsNew: (path: string) => path !== 'iteratr.yml' };
    expect(changes(accepted({ a: '1', b: '2' }), { a: '2', c: '3', 'iteratr.yml': '4' }, rules)).toEqual([
      'a changed',
      'b deleted',
      'iteratr.yml added',
    ]);
  });

  it('is no longer looked at when the configuration does not name it any more', () => {
    const rules = { ...ALL, covers: (path: string) => path !== 'a' };
    expect(changes(accepted({ a: '1', b: '2' }), {}, rules)).toEqual(['b deleted']);
  });

  it('may have any name', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), (files) => {
        const found = new Map(Object.entries(files));
        const all = [...found].map(([path, hash]) => ({ path, hash }));
        const before = withAccepted(NO_PROTECTION, all, true);
        expect(changesOf(before, found, ALL)).toEqual([]);
        expect(changesOf(before, new Map(), ALL)).toHaveLength(found.size);
      }),
    );
    expect(changes(accepted({}), { constructor: '1', __proto__: '2' } as never)).toEqual([
      'constructor added',
    ]);
  });
});

it('counts what nobody saw at the end of the last run as the user’s', () => {
  const seen = { path: 'a', kind: 'changed', hash: '2' } as const;
  const protection = { accepted: { a: '1', b: '1' }, changes: [seen] };
  const other = { path: 'b', kind: 'changed', hash: '2' } as const;
  expect(changesSince(protection, [seen, other])).toEqual([other]);
  expect(changesSince(protection, [{ ...seen, hash: '3' }])).toHaveLength(1);
});

it('stays in force without configuration while a change is open, and after a crash', () => {
  const open = { accepted: { a: '1' }, changes: [{ path: 'a', kind: 'changed', hash: '2' } as const] };
  expect([isUnsettled(open, false), isUnsettled(accepted({}), true)]).toEqual([true, true]);
  expect([isUnsettled(accepted({}), false), isUnsettled(NO_PROTECTION, true)]).toEqual([false, false]);
});

describe('changes', () => {
  const change = { path: 'a', kind: 'changed', hash: '2', diff: '-1\n+2\n' } as const;
  const found: SessionEvent[] = [
    { type: 'ProtectedFilesAccepted', data: { files: [{ path: 'a', hash: '1' }], all: true } },
    { type: 'ProtectedFilesChanged', data: { changes: [change] } },
  ];

  it('are recorded once', () => {
    given(...found)
      .when({ type: 'RecordProtected', changes: [change], total: 1 }, 'loop')
      .thenNothing();
    given(...found)
      .when({ type: 'RecordProtected', changes: [], total: 0 }, 'loop')
      .then({ type: 'ProtectedFilesChanged', data: { changes: [] } });
  });

  it('are accepted as they were found', () => {
    const accepting = {
      type: 'ProtectedFilesAccepted',
      data: { files: [{ path: 'a', hash: '2' }] },
    } as const;
    given(...found)
      .when({ type: 'AcceptFoundChanges' })
      .then(accepting);
    expect(fold([...found, accepting]).proof.protection).toEqual({ accepted: { a: '2' }, changes: [] });
    given()
      .when({ type: 'AcceptFoundChanges' })
      .thenThrows('PROTECT.NOTHING', 'no protected file differs from what is accepted');
  });
});
