// `npm run test:chaos -- --rounds 100 --seed 7`: kills and breaks things at random moments, and proves that nothing is lost and nothing left.
import { parseArgs } from 'node:util';
import { setup } from '../support/global-setup.ts';
import { Arena } from './arena.ts';
import { chanceOf } from './chance.ts';
import { CrewArena } from './crew/crew-arena.ts';
import { playCrew } from './crew/play-crew.ts';
import { playFullDisk } from './full-disk.ts';
import { type History, playRound } from './round.ts';

const USAGE =
  'usage: npm run test:chaos -- [--rounds 100 | --tasks 40] [--seed <number>] [--workers 1] [--machines 1]';

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
  /** Number of tasks that several workers do in one go, instead of rounds; undefined for rounds. */
  readonly tasks: number | undefined;
  /** On which those workers are: 1 or 2. */
  readonly machines: number;
}

function options(): Options {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: { rounds: text, seed: text, workers: text, tasks: text, machines: text },
  });
  const workers = wholeNumber('workers', values.workers ?? '1');
  const tasks = values.tasks ?? (workers > 2 && values.rounds === undefined ? '40' : undefined);
  if (tasks !== undefined && (workers < 3 || values.rounds !== undefined))
    throw new TypeError(`--tasks needs three workers or more, and no --rounds; ${USAGE}`);
  const machines = wholeNumber('machines', values.machines ?? '1');
  if (machines < 1 || machines > 2 || (machines > 1 && tasks === undefined))
    throw new TypeError(`--machines must be 1, or 2 with three workers or more and no --rounds; ${USAGE}`);
  return {
    machines,
    rounds: wholeNumber('rounds', values.rounds ?? '100'),
    seed: wholeNumber('seed', values.seed ?? String(Math.floor(Math.random() * 1_000_000))),
    workers,
    tasks: tasks === undefined ? undefined : wholeNumber('tasks', tasks),
  };
}

/** An interrupted run leaves nothing behind either, even if it is interrupted, at times twice, while the arena is set up. */
function abandonOnSignals(opening: Promise<{ abandon(): void }>, cleanUp: () => void): void {
  const abandon = async (): Promise<void> => {
    (await opening).abandon();
    cleanUp();
    process.exit(130);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void abandon());
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
  abandonOnSignals(Promise.resolve(arena), cleanUp);
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

/** Several workers of several processes do all tasks. */
async function crewChaos(options: Options, tasks: number, cleanUp: () => void): Promise<boolean> {
  const { seed, workers, machines } = options;
  const [onMachines, flag] =
    machines === 1 ? ['', ''] : [` on ${machines} machines`, ` --machines ${machines}`];
  const again = `npm run test:chaos -- --workers ${workers} --tasks ${tasks}${flag} --seed ${seed}`;
  say(`${tasks} tasks with seed ${seed} and ${workers} workers${onMachines}`);
  const chance = chanceOf(seed);
  const opening = CrewArena.open({ workers, tasks, machines }, chance);
  abandonOnSignals(opening, cleanUp);
  const arena = await opening;
  const begun = Date.now();
  try {
    const { commits, ...report } = await playCrew(arena, chance, say);
    const minutes = ((Date.now() - begun) / 60_000).toFixed(1);
    await arena.close({ keep: false });
    const counts = Object.entries(report.disasters);
    const sum = counts.reduce((total, [, count]) => total + count, 0);
    const tally = counts.map(([victims, count]) => `${count} of ${victims}`).join(', ');
    say(
      `${sum} disasters (${tally}) in ${minutes} min, ${report.lost} workers lost, ${report.conflicts} conflicts: all ${report.acknowledged} acknowledged facts are among ${report.events} events, ${commits} tasks are merged once each, every commit is green, nothing left; again: ${again}`,
    );
    return true;
  } catch (error) {
    await arena.close({ keep: true });
    complain(`FAILED: ${error instanceof Error ? error.message : error}`);
    const kept = arena.programs.map(({ base }) => base).join(' and ');
    complain(`everything is kept in ${kept}; again: ${again}`);
    return false;
  }
}

try {
  const chosen = options();
  const cleanUp = setup();
  const played =
    chosen.tasks === undefined ? chaos(chosen, cleanUp) : crewChaos(chosen, chosen.tasks, cleanUp);
  const passed = await played.finally(cleanUp);
  process.exitCode = passed ? 0 : 1;
} catch (error) {
  complain(error instanceof TypeError ? error.message : String(error));
  process.exitCode = 2;
}
