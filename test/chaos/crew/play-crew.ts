// Lets several workers do all their tasks while disasters happen, and looks at everything at the end.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '../../support/wait-for.ts';
import type { Chance } from '../chance.ts';
import { violationIn } from '../invariants.ts';
import { Violated, violated } from '../violated.ts';
import { unmergedIn, unverifiedIn } from '../worker-invariants.ts';
import { landedOn, leftBehind, missingFiles, notShared, redCommits } from './branch-history.ts';
import { BRANCH, type CrewArena } from './crew-arena.ts';
import { DISASTERS, type Victims } from './crew-disasters.ts';
import type { Slot } from './slot.ts';

const LOOK_MS = 200;
const MOST_AT_ONCE = 3;
const LONGEST_PAUSE_MS = 6_000;
/** Nothing may keep all workers from merging for longer. */
const STUCK_MS = 240_000;
const ENDING_MS = 90_000;
const LEFT_MS = 10_000;

/** The number of disasters, by what they happened to. */
type Tally = Record<Victims, number>;

export interface CrewReport {
  readonly disasters: Tally;
  readonly events: number;
  readonly acknowledged: number;
  /** Number of workers that were lost, and of conflicts. */
  readonly lost: number;
  readonly conflicts: number;
  readonly commits: number;
}

/** `say` gets a line for everything that happens. Throws `Violated`. */
export async function playCrew(
  arena: CrewArena,
  chance: Chance,
  say: (line: string) => void,
): Promise<CrewReport> {
  const since = Date.now();
  const tell = (what: string): void => {
    const seconds = ((Date.now() - since) / 1_000).toFixed(1);
    say(`${seconds} s, ${arena.merged().size}/${arena.tasks.length} merged: ${what}`);
  };
  await arena.addTasks();
  for (const slot of arena.slots) slot.start();
  const disasters = await strikeUntilComplete(arena, chance, tell);
  tell('complete');
  await expectEnds(arena);
  return { disasters, ...(await expectAllWell(arena)) };
}

async function strikeUntilComplete(
  arena: CrewArena,
  chance: Chance,
  tell: (what: string) => void,
): Promise<Tally> {
  const underWay = new Set<Promise<void>>();
  const disasters: Tally = { 'processes with workers': 0, agents: 0, launchers: 0, servers: 0 };
  let next = Date.now() + LONGEST_PAUSE_MS;
  let merged = 0;
  let progressAt = Date.now();
  while (!arena.isComplete()) {
    await sleep(LOOK_MS);
    await restartEnded(arena.slots, tell);
    if (arena.merged().size > merged) {
      merged = arena.merged().size;
      progressAt = Date.now();
    }
    if (Date.now() - progressAt > STUCK_MS)
      throw violated(
        'work continues after disasters',
        `a merge within ${STUCK_MS / 1_000} s`,
        lastLines(arena),
      );
    if (Date.now() < next || underWay.size >= MOST_AT_ONCE) continue;
    next = Date.now() + chance.below(LONGEST_PAUSE_MS);
    const { victims, strike } = chance.pick(DISASTERS);
    const disaster = strike(arena, chance).then((happened) => {
      underWay.delete(disaster);
      if (happened === undefined) return;
      disasters[victims] += 1;
      tell(happened);
    });
    underWay.add(disaster);
  }
  await Promise.all(underWay);
  return disasters;
}

/** A process may end by itself, as with an error that it names; the next one continues. */
async function restartEnded(slots: readonly Slot[], tell: (what: string) => void): Promise<void> {
  for (const slot of slots) {
    if (slot.isTaken) continue;
    const ended = await Promise.race([slot.running.ended, sleep(0, undefined)]);
    if (ended === undefined || slot.running.stdout.includes('"type":"SessionCompleted"')) continue;
    const last = ended.stdout.trimEnd().split('\n').at(-1) ?? '';
    tell(`${slot.name} ended with ${ended.code}: ${ended.stderr.trim() || last}`);
    if (/\n\s+at /.test(ended.stderr)) throw violated('an error is one line', '', ended.stderr);
    slot.start();
  }
}

/** All processes end with the session; what was not running when it was completed says so. */
async function expectEnds({ slots }: CrewArena): Promise<void> {
  for (const slot of slots) {
    const ended = await Promise.race([slot.running.ended, sleep(ENDING_MS, undefined, { ref: false })]);
    const found = ended ? `${ended.code}: ${ended.stderr}${ended.stdout.slice(-500)}` : 'no end';
    if (ended?.code !== 0)
      throw violated(`${slot.name} ends when the session is complete`, 'exit code 0', found);
  }
}

async function expectAllWell(arena: CrewArena): Promise<Omit<CrewReport, 'disasters'>> {
  const { repository, programs } = arena;
  const left = () => arena.processes();
  await waitFor('processes to end', () => left().length === 0, LEFT_MS).catch(() => undefined);
  expectNone('no process is left', left());
  const differences = await arena.servers.differences();
  expectNone('all servers of the cluster keep the same', differences.slice(0, 10));
  const tasks = arena.tasks.map((_, index) => `TAS-${index + 1}`);
  const events = await arena.events();
  const landed = landedOn(repository, BRANCH);
  const acknowledged = arena.answers();
  const violation =
    violationIn({
      ...{ events, landed, acknowledged, before: [] },
      prompts: arena.prompts(),
      completionHooks: arena.completionHooks(),
    }) ??
    unmergedIn({ events, landed, tasks }) ??
    unverifiedIn({ events });
  if (violation) throw new Violated(violation);
  expectNone(
    'the check is green on every commit of the branch',
    redCommits(repository, BRANCH, join(arena.base, 'check')),
  );
  expectNone('what every task has made is in the newest commit', missingFiles(repository, BRANCH, tasks));
  if (programs.length > 1)
    expectNone('the remote has all of the branch, and nothing else', notShared(repository, BRANCH, programs));
  for (const program of programs)
    expectNone('no lock and no merged work tree is left', await leftBehind(program, arena.env));
  await waitFor('processes to end', () => left().length === 0, LEFT_MS).catch(() => undefined);
  expectNone('no process is left', left());
  const count = (wanted: string): number => events.filter(({ type }) => type === wanted).length;
  return {
    ...{ events: events.length, acknowledged: acknowledged.length, commits: landed.length },
    ...{ lost: count('WorkerLost'), conflicts: count('MergeConflicted') },
  };
}

function expectNone(invariant: string, found: readonly unknown[]): void {
  if (found.length > 0) throw violated(invariant, 'none', JSON.stringify(found));
}

function lastLines({ slots }: CrewArena): string {
  return slots
    .map(({ name, running }) => `${name}: ${running.stderr}${running.stdout.slice(-1_000)}`)
    .join('\n');
}
