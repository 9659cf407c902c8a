// The verdict of a soak run: what may differ between the tenths, and what may not.
import { expect, it } from 'vitest';
import { compare, type Measures, type Sample, sampledIterations } from './verdict.ts';

const MIB = 1024 * 1024;

function measures(change: (sample: Sample) => Partial<Sample>, slower = 1): Measures {
  const sampled = [...sampledIterations(200)].sort((a, b) => a - b);
  const samples = sampled.map((iteration): Sample => {
    const sample = { iteration, rss: 100 * MIB, live: 20 * MIB, files: 28, processes: 3 };
    return iteration > 180 ? { ...sample, ...change(sample) } : sample;
  });
  const durations = Array.from(
    { length: 200 },
    (_, index) => [index + 1, index >= 180 ? 300 * slower : 300] as const,
  );
  return { samples, durations: new Map(durations.filter(([number]) => !sampled.includes(number))) };
}

function grown(change: (sample: Sample) => Partial<Sample>, slower = 1): string[] {
  return compare(200, measures(change, slower)).flatMap(({ what, ok }) => (ok ? [] : [what]));
}

it('samples both tenths evenly, and leaves iterations to be timed', () => {
  expect([...sampledIterations(1_000)].filter((number) => number <= 100)).toHaveLength(10);
  expect([...sampledIterations(200)].sort((a, b) => a - b)).toEqual([
    2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 182, 184, 186, 188, 190, 192, 194, 196, 198, 200,
  ]);
});

it('accepts a run that stays as it is, or grows a little', () => {
  expect(grown(() => ({}))).toEqual([]);
  expect(grown(({ rss, live }) => ({ rss: rss * 1.09, live: live * 1.09 }), 1.4)).toEqual([]);
});

it.each([
  ['memory in use', { live: 23 * MIB }],
  ['memory of the process', { rss: 111 * MIB }],
  ['open files', { files: 29 }],
  ['processes', { processes: 4 }],
])('refuses a run that grows in %s', (what, change) => {
  expect(grown(() => change)).toEqual([what]);
});

it('refuses a run that becomes slower', () => {
  expect(grown(() => ({}), 1.6)).toEqual(['time per iteration']);
});
