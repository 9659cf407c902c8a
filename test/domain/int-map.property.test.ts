// The immutable map, compared with the built-in one.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IntMap } from '../../domain/int-map.ts';
import { PROPERTY_LIMIT_MS } from '../support/property-limit.ts';

interface Box {
  readonly value: number;
}

const MAX = 2 ** 32 - 1;
/** Dense and sparse, around the borders between levels, and anywhere in 32 bits. */
const key = fc.oneof(
  fc.nat(70),
  fc.constantFrom(
    0,
    31,
    32,
    33,
    1023,
    1024,
    2 ** 20,
    2 ** 25 - 1,
    2 ** 30 - 1,
    2 ** 30,
    2 ** 31 - 1,
    2 ** 31,
    MAX - 1,
    MAX,
  ),
  fc.integer({ min: 0, max: MAX }),
);
const entries = fc.array(fc.tuple(key, fc.record({ value: fc.nat() })), { maxLength: 200, size: 'max' });

function intMap(list: readonly (readonly [number, Box])[]): IntMap<Box> {
  return list.reduce((map, [at, box]) => map.set(at, box), IntMap.empty<Box>());
}

/** Checks everything that can be asked. */
function expectSame(map: IntMap<Box>, model: ReadonlyMap<number, Box>, asked: readonly number[]): void {
  expect(map.size).toBe(model.size);
  const inOrder = [...model].sort(([a], [b]) => a - b).map(([, box]) => box);
  expect([...map.values()]).toEqual(inOrder);
  for (const at of [...model.keys(), ...asked]) expect(map.get(at)).toBe(model.get(at));
}

describe('an IntMap', () => {
  it('holds what a Map holds, in the order of the keys', { timeout: PROPERTY_LIMIT_MS }, () => {
    fc.assert(
      fc.property(entries, fc.array(key), (list, asked) => {
        expectSame(intMap(list), new Map(list), asked);
      }),
      { numRuns: 300 },
    );
  });

  it('never changes an earlier version', { timeout: PROPERTY_LIMIT_MS }, () => {
    fc.assert(
      fc.property(entries, entries, (before, after) => {
        const first = intMap(before);
        const second = after.reduce((map, [at, box]) => map.set(at, box), first);
        expectSame(
          first,
          new Map(before),
          after.map(([at]) => at),
        );
        expectSame(second, new Map([...before, ...after]), []);
      }),
      { numRuns: 200 },
    );
  });

  it('is empty at first', () => {
    expectSame(IntMap.empty<Box>(), new Map(), [0, 1, 32, MAX]);
  });

  it('keeps 100,000 entries', () => {
    const list = Array.from({ length: 100_000 }, (_, i) => [i, { value: i }] as const);
    expectSame(intMap(list), new Map(list), [100_000, MAX]);
  });
});
