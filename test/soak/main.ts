// `npm run test:soak -- --headless 1000 --terminal 200`: long runs, which must not grow. Needs /proc.
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { setup } from '../support/global-setup.ts';
import { Arena } from './arena.ts';
import { type Surface, soak } from './soak.ts';
import { compare, rowLine, sampledIterations } from './verdict.ts';

const USAGE = 'usage: npm run test:soak -- [--headless 1000] [--terminal 200]';
/** In fewer, the first tenth shows the start of the program instead of its work. */
const FEWEST = 200;

const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const complain = (line: string): boolean => process.stderr.write(`${line}\n`);

function count(name: string, text: string): number {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : -1;
  if (value !== 0 && value < FEWEST) {
    throw new TypeError(`--${name} must be 0 or a whole number from ${FEWEST} on; ${USAGE}`);
  }
  return value;
}

function options(): Readonly<Record<Surface, number>> {
  const { values } = parseArgs({ options: { headless: { type: 'string' }, terminal: { type: 'string' } } });
  return {
    headless: count('headless', values.headless ?? '1000'),
    terminal: count('terminal', values.terminal ?? '200'),
  };
}

/** Returns whether nothing grew. */
async function play(
  surface: Surface,
  iterations: number,
  onSignal: (stop: () => void) => void,
): Promise<boolean> {
  const arena = new Arena(iterations, sampledIterations(iterations));
  onSignal(() => void arena.close());
  try {
    say(`${surface}: ${iterations} iterations`);
    const since = Date.now();
    const rows = compare(iterations, await soak(arena, surface, iterations));
    for (const row of rows) say(`  ${rowLine(row)}`);
    say(`  ${((Date.now() - since) / 60_000).toFixed(1)} min`);
    return rows.every(({ ok }) => ok);
  } finally {
    await arena.close();
  }
}

async function main(): Promise<boolean> {
  const chosen = options();
  if (!existsSync('/proc/self/fd')) throw new TypeError('not run: this system has no /proc');
  const cleanUp = setup();
  let stop = (): void => undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      stop();
      cleanUp();
      process.exit(130);
    });
  }
  let passed = true;
  try {
    for (const surface of ['headless', 'terminal'] as const) {
      if (chosen[surface] === 0) continue;
      const kept = await play(surface, chosen[surface], (end) => {
        stop = end;
      });
      passed &&= kept;
    }
  } finally {
    cleanUp();
  }
  return passed;
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  complain(error instanceof TypeError ? error.message : String(error));
  process.exitCode = error instanceof TypeError ? 2 : 1;
}
