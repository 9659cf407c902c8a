// `npm run test:chaos -- --rounds 100 --seed 7`: kills and breaks things at random moments, and proves that nothing is lost and nothing left.
import { parseArgs } from 'node:util';
import { setup } from '../support/global-setup.ts';
import { Arena } from './arena.ts';
import { chanceOf } from './chance.ts';
import { playFullDisk } from './full-disk.ts';
import { type History, playRound } from './round.ts';

const USAGE = 'usage: npm run test:chaos -- [--rounds 100] [--seed <number>] [--workers 1]';

const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const complain = (line: string): boolean => process.stderr.write(`${line}\n`);

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new TypeError(`--${name} must be a whole number; ${USAGE}`);
  return Number(text);
}

interface Options {
  readonly rounds: number;
  readonly seed: number;
  /** Agents at the same time. */
  readonly workers: number;
}

function options(): Options {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { rounds: text, seed: text, workers: text } });
  return {
    rounds: wholeNumber('rounds', values.rounds ?? '100'),
    seed: wholeNumber('seed', values.seed ?? String(Math.floor(Math.random() * 1_000_000))),
    workers: wholeNumber('workers', values.workers ?? '1'),
  };
}

/** An interrupted run leaves nothing behind either. */
function abandonOnSignals(abandon: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      abandon();
      process.exit(130);
    });
  }
}

async function fullDisk(): Promise<boolean> {
  try {
    const notRun = await playFullDisk();
    say(notRun === undefined ? 'full disk: the build waited, nothing lost' : `full disk: NOT RUN, ${notRun}`);
    return true;
  } catch (error) {
    complain(`full disk FAILED: ${error instanceof Error ? error.message : error}`);
    return false;
  }
}

async function chaos({ rounds, seed, workers }: Options, cleanUp: () => void): Promise<boolean> {
  const crew = workers === 1 ? '' : ` --workers ${workers}`;
  const again = `npm run test:chaos -- --rounds ${rounds} --seed ${seed}${crew}`;
  say(`${rounds} rounds with seed ${seed}${workers === 1 ? '' : ` and ${workers} workers`}`);
  const arena = new Arena(workers);
  abandonOnSignals(() => {
    arena.abandon();
    cleanUp();
  });
  const history: History = { events: [], acknowledged: [] };
  const begun = Date.now();
  let acknowledged = 0;
  for (let round = 1; round <= rounds; round++) {
    const since = Date.now();
    try {
      const report = await playRound(arena, round, chanceOf(seed * 1_000 + round), history);
      acknowledged = report.acknowledged;
      const seconds = ((Date.now() - since) / 1_000).toFixed(1);
      say(
        `round ${round}: ${report.happened}; ${report.acknowledged} acknowledged, ${report.events} events, nothing lost, nothing left (${seconds} s)`,
      );
    } catch (error) {
      await arena.close({ keep: true });
      complain(`round ${round} FAILED: ${error instanceof Error ? error.message : error}`);
      complain(`everything is kept in ${arena.program.base}; again: ${again}`);
      return false;
    }
  }
  await arena.close({ keep: false });
  if (!(await fullDisk())) return false;
  const minutes = ((Date.now() - begun) / 60_000).toFixed(1);
  say(
    `${rounds} rounds in ${minutes} min: all ${acknowledged} acknowledged facts are among ${history.events.length} events, no id twice, no process left; again: ${again}`,
  );
  return true;
}

try {
  const chosen = options();
  const cleanUp = setup();
  const passed = await chaos(chosen, cleanUp).finally(cleanUp);
  process.exitCode = passed ? 0 : 1;
} catch (error) {
  complain(error instanceof TypeError ? error.message : String(error));
  process.exitCode = 2;
}
