// What happens to several workers: processes are killed, or stopped for a moment or for longer than their leases.
import { setTimeout as sleep } from 'node:timers/promises';
import { endProcess, type FoundProcess } from '../../support/processes.ts';
import type { Chance } from '../chance.ts';
import type { CrewArena, Slot } from './crew-arena.ts';

/** A lapsed lease is seen at the second look. */
const LAPSED_MS = 15_000 + 2 * 5_000;
const MOST_DOWN_MS = 8_000;

/** Returns what happened, in words, when it is over; undefined if there was nothing that it could happen to. */
export type Disaster = (arena: CrewArena, chance: Chance) => Promise<string | undefined>;

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

const killAgent: Disaster = async ({ program }, chance) => {
  const [victim] = picked(program.agents(), chance);
  if (!victim) return undefined;
  endProcess(victim.pid);
  return 'killed an agent';
};

const stopAgent: Disaster = async ({ program }, chance) => {
  const [victim] = picked(program.agents(), chance);
  if (!victim) return undefined;
  const ms = chance.below(5_000);
  await pause([victim], ms);
  return `stopped an agent for ${seconds(ms)}`;
};

const killServer: Disaster = async ({ program }) => {
  const servers = program.servers();
  for (const { pid } of servers) endProcess(pid);
  return servers.length === 0 ? undefined : 'killed the server';
};

const stopServer: Disaster = async ({ program }, chance) => {
  const servers = program.servers();
  const ms = 500 + chance.below(7_000);
  await pause(servers, ms);
  return servers.length === 0 ? undefined : `stopped the server for ${seconds(ms)}`;
};

/** The kinds that are picked from; one that is listed twice is twice as likely. */
export const DISASTERS: readonly [Disaster, ...Disaster[]] = [
  ...([kill, kill, kill, killAgent, killAgent, killServer, killServer] as const),
  ...[stopShortly, stopForLong, stopForLong, stopAndKill, stopAgent, stopServer],
];

async function pause(victims: readonly FoundProcess[], ms: number): Promise<void> {
  for (const { pid } of victims) endProcess(pid, 'SIGSTOP');
  await sleep(ms);
  for (const { pid } of victims) endProcess(pid, 'SIGCONT');
}

function picked(found: readonly FoundProcess[], chance: Chance): FoundProcess[] {
  return found.slice(chance.below(found.length)).slice(0, 1);
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
