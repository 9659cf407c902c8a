// Old versions are lifted one version at a time; a version that nothing leads to does not compile.
import { describe, expect, it } from 'vitest';
import { lift, type Upcaster, type UpcasterTable } from '../../../application/codec/upcasters.ts';

const add =
  (letter: string): Upcaster =>
  (data) => [...(data as string[]), letter];

describe('lifting data', () => {
  it.each([
    [1, ['a', 'b', 'c']],
    [2, ['b', 'c']],
    [3, ['c']],
    [4, []],
  ])('from version %i takes every step after it', (version, steps) => {
    expect(lift([], version, [add('a'), add('b'), add('c')])).toEqual(steps);
  });

  it('leaves a type with one version alone', () => {
    const data = { reason: 'x' };
    expect(lift(data, 1)).toBe(data);
  });
});

it('the table has an upcaster for every step, or does not compile', () => {
  const complete: UpcasterTable<{ RunEnded: 3; RunPaused: 1 }> = { RunEnded: [add('a'), add('b')] };
  // @ts-expect-error: RunEnded has a second version
  const without: UpcasterTable<{ RunEnded: 2 }> = {};
  // @ts-expect-error: nothing leads from version 2 to 3
  const short: UpcasterTable<{ RunEnded: 3 }> = { RunEnded: [add('a')] };
  // @ts-expect-error: RunEnded has no third version
  const long: UpcasterTable<{ RunEnded: 2 }> = { RunEnded: [add('a'), add('b')] };
  expect([complete, without, short, long]).toHaveLength(4);
});
