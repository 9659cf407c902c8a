// The servers that keep the sessions of a chaos run, and what happens to them: one that iteratr manages, or a cluster.
import { setTimeout as sleep } from 'node:timers/promises';
import { ClusterView } from '../../cluster/stored-facts.ts';
import {
  type ExternalCluster,
  type ExternalServer,
  externalCluster,
} from '../../support/nats-external-server.ts';
import { endProcess } from '../../support/processes.ts';
import type { Program } from '../../support/program.ts';
import { waitFor } from '../../support/wait-for.ts';
import type { Chance } from '../chance.ts';
import { type Happened, pause, seconds } from './disaster.ts';

export interface StoreServers {
  /** Where they listen; undefined if every program starts its own. */
  readonly url: string | undefined;
  /** Their directories, outside of those of the programs. */
  readonly directories: readonly string[];
  kill(chance: Chance): Promise<Happened>;
  /** Stops for a moment. */
  stop(chance: Chance): Promise<Happened>;
  /** Returns what servers keep differently: of each message, its place, subject and time. */
  differences(): Promise<readonly string[]>;
  remove(): Promise<void>;
}

/** The server that the program starts, and starts again. */
export class ManagedServer implements StoreServers {
  readonly url = undefined;
  readonly directories = [];

  constructor(private readonly program: Program) {}

  async kill(): Promise<Happened> {
    const servers = this.program.servers();
    for (const { pid } of servers) endProcess(pid);
    return servers.length === 0 ? undefined : 'killed the server';
  }

  async stop(chance: Chance): Promise<Happened> {
    const servers = this.program.servers();
    const ms = 500 + chance.below(7_000);
    await pause(servers, ms);
    return servers.length === 0 ? undefined : `stopped the server for ${seconds(ms)}`;
  }

  async differences(): Promise<readonly string[]> {
    return [];
  }

  async remove(): Promise<void> {}
}

const LONGEST_AWAY_MS = 12_000;
/** Without two of three servers, nothing can be stored. */
const LONGEST_WITHOUT_QUORUM_MS = 5_000;
const LEADER_MS = 60_000;

/** A cluster of three servers. One disaster at a time: the next begins when the stream has a leader again. */
export class ClusterServers implements StoreServers {
  #isTaken = false;

  private constructor(
    private readonly cluster: ExternalCluster,
    private readonly view: ClusterView,
  ) {}

  static async open(): Promise<ClusterServers> {
    const cluster = await externalCluster();
    return new ClusterServers(cluster, await ClusterView.open(cluster.url));
  }

  get url(): string {
    return this.cluster.url;
  }

  get directories(): string[] {
    return this.cluster.servers.map(({ directory }) => directory);
  }

  kill(chance: Chance): Promise<Happened> {
    const ms = chance.below(LONGEST_AWAY_MS);
    const shortMs = chance.happens(0.2) ? chance.below(LONGEST_WITHOUT_QUORUM_MS) : undefined;
    return this.#strike(chance, async (victim, other) => {
      await victim.stop();
      if (shortMs !== undefined) {
        await other.stop();
        await sleep(shortMs);
        await other.start();
      }
      await sleep(ms);
      await victim.start();
      const second = shortMs === undefined ? '' : `, and a second one for ${seconds(shortMs)}`;
      return `killed, away for ${seconds(ms)}${second}`;
    });
  }

  stop(chance: Chance): Promise<Happened> {
    const ms = 500 + chance.below(LONGEST_AWAY_MS);
    return this.#strike(chance, async (victim) => {
      await victim.suspend();
      await sleep(ms);
      victim.resume();
      return `stopped for ${seconds(ms)}`;
    });
  }

  async differences(): Promise<readonly string[]> {
    const contents = await this.#contents();
    const all = new Set(contents.flatMap((kept) => [...kept]));
    return [...all].filter((message) => !contents.every((kept) => kept.has(message)));
  }

  /** Returns what each server keeps. */
  async #contents(): Promise<Set<string>[]> {
    const contents: Set<string>[] = [];
    for (let index = 0; index < this.cluster.servers.length; index++) {
      await this.view.lead(nameOf(index));
      const kept = new Set<string>();
      for await (const { seq, subject, time } of this.view.messages('iteratr.>'))
        kept.add(`${seq} ${subject} ${time.toISOString()}`);
      contents.push(kept);
    }
    return contents;
  }

  async remove(): Promise<void> {
    await this.view.close();
    await this.cluster.remove();
  }

  /** Mostly the leader of the stream. */
  async #strike(
    chance: Chance,
    blow: (victim: ExternalServer, other: ExternalServer) => Promise<string>,
  ): Promise<Happened> {
    if (this.#isTaken) return undefined;
    this.#isTaken = true;
    try {
      const { servers } = this.cluster;
      const isAny = chance.happens(0.3);
      const index = chance.below(servers.length);
      const leader = isAny ? undefined : await this.#leader();
      const victim = leader ?? at(servers, index);
      const what = victim === (await this.#leader()) ? 'the leader of the stream' : 'a server of the cluster';
      const happened = await blow(victim, at(servers, servers.indexOf(victim) + 1));
      await waitFor('a leader of the stream', () => this.view.leader(), LEADER_MS);
      return `${what} was ${happened}`;
    } finally {
      this.#isTaken = false;
    }
  }

  async #leader(): Promise<ExternalServer | undefined> {
    const name = await this.view.leader();
    return name === undefined ? undefined : at(this.cluster.servers, Number(name.replace('node-', '')) - 1);
  }
}

function nameOf(index: number): string {
  return `node-${index + 1}`;
}

function at(servers: readonly ExternalServer[], index: number): ExternalServer {
  return servers[index % servers.length] as ExternalServer;
}
