// One soak run: a build of many equal iterations, sampled in its first and in its last tenth.
import { spawn } from 'node:child_process';
import { spawn as spawnPty } from '@lydell/node-pty';
import { waitFor } from '../support/wait-for.ts';
import type { Arena } from './arena.ts';
import { type Measures, sampledIterations } from './verdict.ts';

export type Surface = 'headless' | 'terminal';

/** No iteration takes longer than this, also on a busy machine. */
const ITERATION_MS = 120_000;

interface Started {
  readonly pid: number;
  /** Its last output, for when it ends too early. */
  readonly tail: () => string;
  readonly isOver: () => boolean;
  readonly end: () => void;
}

/** Runs it and measures. Throws if the build ends before its last iteration. */
export async function soak(arena: Arena, surface: Surface, iterations: number): Promise<Measures> {
  const { program } = arena;
  const args = ['build', '--trust', '--spec', 'specs/SPEC.md', '--iterations', String(iterations)];
  const command = arena.command(surface === 'headless' ? [...args, '--headless', '--output', 'json'] : args);
  const started = START[surface](command, program.workTree, definedOnly(arena.environment));
  const samples: Measures['samples'][number][] = [];
  const sampled = sampledIterations(iterations);
  for (const number of [...sampled].sort((a, b) => a - b)) {
    await reach(arena, started, number);
    samples.push(await arena.sample(started.pid, number));
    arena.release(number);
  }
  await reach(arena, started, iterations);
  const begun = await waitFor('the last iteration', async () => {
    const times = await arena.begun();
    return times.size === iterations && times;
  });
  started.end();
  await waitFor('the build to end', started.isOver, ITERATION_MS);
  const durations = [...begun].flatMap(([number, time]) => {
    const next = begun.get(number + 1);
    return next === undefined || sampled.has(number) ? [] : [[number, next - time] as const];
  });
  return { durations: new Map(durations), samples };
}

async function reach(arena: Arena, started: Started, iteration: number): Promise<void> {
  for (let last = arena.reached(); last < iteration; last = arena.reached()) {
    const before = last;
    await waitFor(
      `iteration ${before + 1}`,
      () => started.isOver() || arena.reached() > before,
      ITERATION_MS,
    );
    if (started.isOver() && arena.reached() < iteration) {
      throw new Error(`the build ended in iteration ${arena.reached()}:\n${started.tail()}`);
    }
  }
}

const TAIL = 4_000;

const START: Readonly<
  Record<Surface, (command: readonly string[], cwd: string, env: Record<string, string>) => Started>
> = {
  headless([file = '', ...args], cwd, env) {
    let output = '';
    const keep = (text: string): void => {
      output = (output + text).slice(-TAIL);
    };
    const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    return {
      pid: child.pid ?? 0,
      tail: () => output,
      isOver: () => child.exitCode !== null || child.signalCode !== null,
      end: () => undefined,
    };
  },
  terminal([file = '', ...args], cwd, env) {
    let output = '';
    let over = false;
    const pty = spawnPty(file, args, { cols: 120, rows: 35, cwd, env });
    pty.onData((data) => {
      output = (output + data).slice(-TAIL);
    });
    pty.onExit(() => {
      over = true;
    });
    return {
      pid: pty.pid,
      tail: () => output,
      isOver: () => over,
      // The dashboard stays open after the run.
      end: () => pty.kill('SIGTERM'),
    };
  },
};

function definedOnly(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const entries = Object.entries(env).filter((entry) => entry[1] !== undefined);
  return Object.fromEntries(entries) as Record<string, string>;
}
