// Timing for the bench: medians, and ratios of things measured in turn, so that a machine that slows down slows both.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Returns the milliseconds that one run takes. */
export async function timed(run: () => unknown): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

/** Runs each candidate in turn, `rounds` times, after one round that does not count; medians in milliseconds. */
export async function inTurn<Name extends string>(
  rounds: number,
  candidates: Readonly<Record<Name, () => unknown>>,
): Promise<Record<Name, number>> {
  const names = Object.keys(candidates) as Name[];
  const times = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const time = await timed(candidates[name]);
      if (round > 0) times.get(name)?.push(time);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(times.get(name) ?? [])])) as Record<
    Name,
    number
  >;
}

/** Medians in milliseconds. */
export interface Measured {
  readonly ms: number;
  /** Time of a core, of all processes that the bench started and waited for; NaN where /proc does not tell. */
  readonly cpuMs: number;
}

/** Does the same for candidates that start processes. One that returns a number has measured its own milliseconds. */
export async function measureInTurn<Name extends string>(
  rounds: number,
  candidates: Readonly<Record<Name, () => Promise<unknown>>>,
): Promise<Record<Name, Measured>> {
  const names = Object.keys(candidates) as Name[];
  const times = new Map<Name, number[]>(names.map((name) => [name, []]));
  const cpu = new Map<Name, number>();
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const [begun, used] = [performance.now(), ofChildren()];
      const own = await candidates[name]();
      const ms = typeof own === 'number' ? own : performance.now() - begun;
      if (round === 0) continue;
      times.get(name)?.push(ms);
      cpu.set(name, (cpu.get(name) ?? 0) + ofChildren() - used);
    }
  }
  return Object.fromEntries(
    names.map((name) => [
      name,
      // A tick is 10 ms, so that only the sum of many rounds is precise.
      { ms: median(times.get(name) ?? []), cpuMs: ((cpu.get(name) ?? Number.NaN) / rounds) * 1_000 },
    ]),
  ) as Record<Name, Measured>;
}

/** Returns the seconds of a core used by the ended processes that this one has waited for. */
function ofChildren(): number {
  if (process.platform !== 'linux') return Number.NaN;
  return cpuSeconds(process.pid, { children: true }) - cpuSeconds(process.pid);
}

/** Clock ticks a second in /proc. */
const TICKS = 100;

/** Returns the seconds of a core that a process has used; with `children`, also those of the ended processes that it has waited for. Only on Linux. */
export function cpuSeconds(pid: number, { children = false } = {}): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const ticks = fields.slice(11, children ? 15 : 13);
  return ticks.reduce((sum, field) => sum + Number(field), 0) / TICKS;
}

/** Waits until the configuration of new repositories counts as settled: while it is younger than two seconds, it is read again and again. */
export function settled(): Promise<void> {
  return sleep(2_100);
}

/** A whole Node process, from spawn to exit. */
export async function nodeProcess(
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    ...options,
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}
