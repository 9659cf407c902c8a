// What happens to several workers: processes are killed, or stopped for a moment or for longer than their leases.
import { setTimeout as sleep } from 'node:timers/promises';
import { endProcess, type FoundProcess } from '../../support/processes.ts';
import type { Chance } from '../chance.ts';
import type { CrewArena } from './crew-arena.ts';
import { type Happened, pause, seconds } from './disaster.ts';
import type { Slot } from './slot.ts';

/** A lapsed lease is seen at the second look. */
const LAPSED_MS = 15_000 + 2 * 5_000;
const MOST_DOWN_MS = 8_000;

/** Resolves when it is over. */
type Disaster = (arena: CrewArena, chance: Chance) => Promise<Happened>;

const ofSlot =
  (strike: (slot: Slot, chance: Chance) => Promise<string>): Disaster =>
  async ({ slots }, chance) => {
    const slot = chance.pick(slots);
    if (slot.isTaken) return undefined;
    slot.isTaken = true;
    try {
      return `${await strike(slot, chance)} ${slot.name}`;
    } finally {
      slot.isTaken = false;
    }
  };

async function restart(slot: Slot, chance: Chance): Promise<string> {
  const ms = chance.happens(0.3) ? 0 : chance.below(MOST_DOWN_MS);
  slot.running.signal('SIGKILL');
  await slot.running.ended;
  await sleep(ms);
  slot.start();
  return seconds(ms);
}

async function stop(slot: Slot, ms: number): Promise<void> {
  slot.running.signal('SIGSTOP');
  await sleep(ms);
}

const kill = ofSlot(async (slot, chance) => `after a kill and ${await restart(slot, chance)}, restarted`);

const stopShortly = ofSlot(async (slot, chance) => {
  const ms = 200 + chance.below(6_000);
  await stop(slot, ms);
  slot.running.signal('SIGCONT');
  return `stopped for ${seconds(ms)}`;
});

const stopForLong = ofSlot(async (slot, chance) => {
  const ms = LAPSED_MS - 6_000 + chance.below(12_000);
  await stop(slot, ms);
  slot.running.signal('SIGCONT');
  return `stopped for ${seconds(ms)}`;
});

const stopAndKill = ofSlot(async (slot, chance) => {
  const ms = chance.below(LAPSED_MS);
  await stop(slot, ms);
  return `stopped for ${seconds(ms)}, and after a kill and ${await restart(slot, chance)} restarted`;
});

type Find = (arena: CrewArena) => readonly FoundProcess[];

const killOne =
  (what: string, find: Find): Disaster =>
  async (arena, chance) => {
    const [victim] = picked(find(arena), chance);
    if (!victim) return undefined;
    endProcess(victim.pid);
    return `killed ${what}`;
  };

const stopOne =
  (what: string, find: Find): Disaster =>
  async (arena, chance) => {
    const [victim] = picked(find(arena), chance);
    if (!victim) return undefined;
    const ms = chance.below(5_000);
    await pause([victim], ms);
    return `stopped ${what} for ${seconds(ms)}`;
  };

const AGENT = ['an agent', (arena: CrewArena) => arena.agents()] as const;
const LAUNCHER = ['a launcher of git', (arena: CrewArena) => arena.launchers()] as const;

const killServer: Disaster = ({ servers }, chance) => servers.kill(chance);

const stopServer: Disaster = ({ servers }, chance) => servers.stop(chance);

export type Victims = 'processes with workers' | 'agents' | 'launchers' | 'servers';

interface Kind {
  readonly victims: Victims;
  readonly strike: Disaster;
}

const to = (victims: Victims, ...strikes: readonly [Disaster, ...Disaster[]]): [Kind, ...Kind[]] => {
  const [first, ...others] = strikes;
  return [{ victims, strike: first }, ...others.map((strike) => ({ victims, strike }))];
};

/** The kinds that are picked from; one that is listed twice is twice as likely. */
export const DISASTERS: readonly [Kind, ...Kind[]] = [
  ...to('processes with workers', kill, kill, kill, stopShortly, stopForLong, stopForLong, stopAndKill),
  ...to('agents', killOne(...AGENT), killOne(...AGENT), stopOne(...AGENT)),
  ...to('launchers', killOne(...LAUNCHER), stopOne(...LAUNCHER)),
  ...to('servers', killServer, killServer, stopServer),
];

function picked(found: readonly FoundProcess[], chance: Chance): FoundProcess[] {
  return found.slice(chance.below(found.length)).slice(0, 1);
}
