// `npm run test:cluster`: two builds on a cluster of three servers that fail in turn, and proof that nothing is lost or doubled.
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { setup } from '../support/global-setup.ts';
import {
  type ExternalCluster,
  type ExternalServer,
  externalCluster,
} from '../support/nats-external-server.ts';
import { waitFor } from '../support/wait-for.ts';
import { Builder } from './builder.ts';
import { ClusterView } from './stored-facts.ts';
import { rowsOf, type Scene, tableOf, violationsIn } from './verdict.ts';

const USAGE = 'usage: npm run test:cluster';
const CALM_MS = 5_000;
const ONE_AWAY_MS = 15_000;
const ALL_AWAY_MS = 60_000;
/** How long the cluster and the builds may take to work again. */
const RECOVERY_MS = 30_000;
const LEADER_MS = 30_000;

const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const complain = (line: string): boolean => process.stderr.write(`${line}\n`);

interface Fault {
  readonly what: string;
  readonly forMs: number;
  readonly begin: (cluster: ExternalCluster, leader: ExternalServer) => unknown;
  readonly end: (cluster: ExternalCluster, leader: ExternalServer) => unknown;
}

const stop = (servers: readonly ExternalServer[]) => Promise.all(servers.map((server) => server.stop()));
const start = (servers: readonly ExternalServer[]) => Promise.all(servers.map((server) => server.start()));

const FAULTS: readonly Fault[] = [
  { what: 'calm', forMs: CALM_MS, begin: () => undefined, end: () => undefined },
  {
    what: 'leader killed',
    forMs: ONE_AWAY_MS,
    begin: (_, leader) => leader.stop(),
    end: (_, leader) => leader.start(),
  },
  {
    what: 'leader stopped (SIGSTOP)',
    forMs: ONE_AWAY_MS,
    begin: (_, leader) => leader.suspend(),
    end: (_, leader) => leader.resume(),
  },
  {
    what: 'two of three away',
    forMs: ONE_AWAY_MS,
    begin: ({ servers }) => stop(servers.slice(0, 2)),
    end: ({ servers }) => start(servers.slice(0, 2)),
  },
  {
    what: 'all away',
    forMs: ALL_AWAY_MS,
    begin: ({ servers }) => stop(servers),
    end: ({ servers }) => start(servers),
  },
];

/** Plays the faults; each scene includes the recovery. Throws when a build ends. */
async function play(
  cluster: ExternalCluster,
  view: ClusterView,
  builders: readonly Builder[],
): Promise<Scene[]> {
  const scenes: Scene[] = [];
  for (const { what, forMs, begin, end } of FAULTS) {
    const leader = await waitFor('a leader', () => view.leader(), LEADER_MS);
    const server = cluster.servers[Number(leader.replace('node-', '')) - 1] as ExternalServer;
    const from = Date.now();
    await begin(cluster, server);
    await sleep(forMs);
    await end(cluster, server);
    await sleep(what === 'calm' ? 0 : RECOVERY_MS);
    scenes.push({ what, from, to: Date.now() });
    say(`${what}: over`);
    for (const { session, ended } of builders) {
      if (ended)
        throw new Error(`the build of session ${session} ended: ${ended.stderr}${ended.stdout.slice(-800)}`);
    }
  }
  return scenes;
}

/** Returns whether everything was as it must be. */
async function main(onSignal: (abandon: () => Promise<void>) => void): Promise<boolean> {
  const cluster = await externalCluster();
  const builders: Builder[] = [];
  const remove = async (): Promise<void> => {
    for (const builder of builders) await builder.remove().catch((error: unknown) => complain(String(error)));
    await cluster.remove();
  };
  onSignal(remove);
  try {
    for (const session of ['one', 'two']) builders.push(new Builder(session, cluster.url));
    await Promise.all(builders.map((builder) => builder.begun()));
    const view = await ClusterView.open(cluster.url);
    try {
      const scenes = await play(cluster, view, builders);
      const ends = await Promise.all(builders.map((builder) => builder.stop()));
      const facts = await view.facts();
      const attempts = builders.flatMap((builder) => builder.attempts());
      const sessions = builders.map(({ session }) => session);
      for (const line of tableOf(rowsOf(scenes, sessions, facts, attempts))) say(line);
      for (const [index, { errors, session }] of builders.entries()) {
        for (const wait of ends[index]?.waits ?? []) say(`session ${session}: ${wait}`);
        for (const [error, count] of errors) say(`session ${session}: ${count} × ${error}`);
      }
      const violations = [
        ...violationsIn(facts, attempts),
        ...ends.flatMap(({ code }) => (code === 130 ? [] : [`a build ended with ${code} instead of 130`])),
      ];
      for (const violation of violations) complain(`FAILED: ${violation}`);
      const stored = attempts.filter(({ told }) => told === 'stored').length;
      say(`${facts.length} events, ${stored} acknowledged: ${violations.length} lost, doubled or wrong`);
      return violations.length === 0;
    } finally {
      await view.close();
    }
  } finally {
    await remove();
  }
}

let cleanUp = (): void => undefined;
let abandon = async (): Promise<void> => undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    void abandon().finally(() => {
      cleanUp();
      process.exit(130);
    });
  });
}
try {
  parseArgs({ options: {} });
  cleanUp = setup();
  const passed = await main((remove) => {
    abandon = remove;
  });
  process.exitCode = passed ? 0 : 1;
} catch (error) {
  const isUsage = error instanceof TypeError;
  complain(isUsage ? `${error.message}; ${USAGE}` : String(error));
  process.exitCode = isUsage ? 2 : 1;
} finally {
  cleanUp();
}
