// Compares the last tenth of a soak run with the first one.

/** What the program held at one moment, while its agent waited. */
export interface Sample {
  readonly iteration: number;
  /** In bytes. */
  readonly rss: number;
  /** What is in use after a collection, in bytes. */
  readonly live: number;
  readonly files: number;
  /** All processes of the run, with the agent and the server. */
  readonly processes: number;
}

export interface Measures {
  /** Milliseconds of each iteration without a sample, by its number. */
  readonly durations: ReadonlyMap<number, number>;
  readonly samples: readonly Sample[];
}

export interface Row {
  readonly what: string;
  readonly first: number;
  readonly last: number;
  readonly unit: string;
  /** How much larger the last one may be: 1.1 is 10 %. */
  readonly limit: number;
  readonly ok: boolean;
}

const SAMPLES_IN_A_TENTH = 10;
const MIB = 1024 * 1024;

/** The iterations to sample: up to ten, evenly spread over the first and over the last tenth. */
export function sampledIterations(iterations: number): ReadonlySet<number> {
  const tenth = tenthOf(iterations);
  const step = Math.max(2, Math.floor(tenth / SAMPLES_IN_A_TENTH));
  const sampled = new Set<number>();
  for (let number = step; number <= tenth; number += step) {
    sampled.add(number);
    sampled.add(iterations - tenth + number);
  }
  return sampled;
}

/** One row per figure. Throws a `RangeError` if a tenth was not measured. */
export function compare(iterations: number, { durations, samples }: Measures): Row[] {
  const tenth = tenthOf(iterations);
  const isFirst = (number: number): boolean => number <= tenth;
  const isLast = (number: number): boolean => number > iterations - tenth;
  const row = (
    what: string,
    unit: string,
    limit: number,
    values: readonly (readonly [number, number])[],
  ): Row => {
    const [first, last] = [isFirst, isLast].map((isIn) => {
      const inTenth = values.filter(([number]) => isIn(number)).map(([, value]) => value);
      if (inTenth.length === 0) throw new RangeError(`no figures of ${what} in a tenth of the run`);
      return median(inTenth);
    }) as [number, number];
    return { what, first, last, unit, limit, ok: last <= first * limit };
  };
  const of = (pick: (sample: Sample) => number) =>
    samples.map((sample) => [sample.iteration, pick(sample)] as const);
  return [
    row('time per iteration', 'ms', 1.5, [...durations]),
    row(
      'memory in use',
      'MiB',
      1.1,
      of(({ live }) => live / MIB),
    ),
    row(
      'memory of the process',
      'MiB',
      1.1,
      of(({ rss }) => rss / MIB),
    ),
    row(
      'open files',
      '',
      1,
      of(({ files }) => files),
    ),
    row(
      'processes',
      '',
      1,
      of(({ processes }) => processes),
    ),
  ];
}

export function rowLine({ what, first, last, unit, limit, ok }: Row): string {
  const shown = (value: number): string => `${Number(value.toFixed(1))} ${unit}`.trim();
  const bound = limit === 1 ? 'no growth' : `at most ${Math.round((limit - 1) * 100)} % more`;
  return `${what}: ${shown(first)} in the first tenth, ${shown(last)} in the last (${bound}): ${ok ? 'ok' : 'GREW'}`;
}

function tenthOf(iterations: number): number {
  return Math.max(1, Math.floor(iterations / 10));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
