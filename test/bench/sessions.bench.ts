// Long sessions: opening one, and writing to one through the MCP endpoint.

import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { connect } from 'nats';
import { FileSnapshotStore } from '../../adapters/files/file-snapshot-store.ts';
import { openHttpEndpoint } from '../../adapters/mcp/http-endpoint.ts';
import { openEmbeddedServer } from '../../adapters/nats/embedded/embedded-server.ts';
import { openStore, type Store } from '../../adapters/nats/open-store.ts';
import { UNRECORDED_PROCESSES } from '../../adapters/process/system-processes.ts';
import { ListSessions } from '../../application/session/list-sessions.ts';
import { Session, type SessionPorts } from '../../application/session/session.ts';
import { SessionRegistry } from '../../application/session/session-registry.ts';
import { RunTool, TOOLS } from '../../application/tools/run-tool.ts';
import { sessionName } from '../../domain/session/session-name.ts';
import { SILENT } from '../support/harness.ts';
import { seed } from './history.ts';
import { inTurn } from './measure.ts';
import { ratio } from './report.ts';

const SIZES = [100, 10_000, 100_000] as const;

/** Sessions of a list: each with a history as long as a snapshot lets it become, or with one batch. */
const LISTED = 50;
const LIST_SIZES = { long: 4_990, short: 10 } as const;

export async function benchSessions(dataDir: string): Promise<void> {
  for (const size of SIZES) await seed(dataDir, nameOf(size), size);
  const store = await openStore({ processes: UNRECORDED_PROCESSES, dataDir, logger: SILENT });
  try {
    const ports = portsOf(store, dataDir);
    await benchOpening(ports);
    await benchWriting(ports, store, dataDir);
  } finally {
    await store.close();
  }
}

async function benchOpening(ports: SessionPorts): Promise<void> {
  const open = (size: number) => async (): Promise<void> => {
    const session = new Session(nameOf(size), ports);
    await session.refresh();
    await session.close();
  };
  // Its first opening reads all events and leaves a snapshot, as any first opening by any process does.
  await open(100_000)();
  const times = await inTurn(15, { small: open(100), large: open(100_000) });
  const detail = `${times.large.toFixed(1)} ms / ${times.small.toFixed(1)} ms`;
  ratio('opening a session of 100,000 events over one of 100', times.large / times.small, 3, detail);
}

async function benchWriting(ports: SessionPorts, store: Store, dataDir: string): Promise<void> {
  const tools = new RunTool(new SessionRegistry(ports, store.sessions));
  const closing: (() => Promise<unknown>)[] = [];
  const writers: Record<string, () => Promise<unknown>> = {};
  for (const size of SIZES) {
    const endpoint = await openHttpEndpoint({
      definitions: TOOLS,
      tools,
      session: nameOf(size),
      version: '0',
      logger: SILENT,
    });
    const client = new Client({ name: 'bench', version: '0' });
    const requestInit = { headers: { Authorization: `Bearer ${endpoint.token}` } };
    const transport = new StreamableHTTPClientTransport(new URL(`${endpoint.url}/mcp`), { requestInit });
    await client.connect(transport as Parameters<typeof client.connect>[0]);
    let count = 0;
    writers[`after ${size}`] = async () => {
      const input = { type: 'tip', content: `note ${count++}` };
      const result = await client.callTool({ name: 'note-add', arguments: input });
      if (result.isError) throw new Error(JSON.stringify(result.content));
    };
    closing.push(() => client.close(), endpoint.close);
  }
  const server = await openEmbeddedServer({ processes: UNRECORDED_PROCESSES, dataDir, logger: SILENT });
  const nats = await connect({ servers: server.url, token: server.token });
  const jetstream = nats.jetstream();
  const payload = 'x'.repeat(300);
  const times = await inTurn(200, {
    ...writers,
    bare: () => jetstream.publish('iteratr.bench.events', payload),
  });
  for (const close of closing) await close();
  await nats.close();
  await server.close();

  const after = SIZES.map((size) => times[`after ${size}` as keyof typeof times]);
  const [small = 0, , large = 0] = after;
  const shown = after.map((time) => time.toFixed(2)).join(' / ');
  ratio(
    'MCP write after 100,000 events over one after 100',
    large / small,
    1.3,
    `${shown} ms after 100 / 10,000 / 100,000`,
  );
  ratio(
    'MCP write over a bare JetStream publish',
    small / times.bare,
    5,
    `${small.toFixed(2)} ms / ${times.bare.toFixed(2)} ms`,
  );
}

/** As after a restart: nothing of the sessions is in memory. */
export async function benchListing(scratch: string): Promise<void> {
  const lists: Record<string, () => Promise<unknown>> = {};
  const stores: Store[] = [];
  for (const [kind, events] of Object.entries(LIST_SIZES)) {
    const dataDir = join(scratch, kind);
    const store = await openStore({ processes: UNRECORDED_PROCESSES, dataDir, logger: SILENT });
    stores.push(store);
    for (let index = 0; index < LISTED; index++) await seed(dataDir, sessionName(`listed-${index}`), events);
    const ports = portsOf(store, dataDir);
    lists[kind] = async () => {
      const sessions = new SessionRegistry(ports, store.sessions);
      const listed = await new ListSessions(sessions, store.sessions, {
        running: async () => new Set(),
      }).execute();
      if (listed.length !== LISTED) throw new Error(`${listed.length} sessions are listed`);
    };
  }
  // The first list leaves the summaries, as a build that ends does.
  for (const list of Object.values(lists)) await list();
  const { long = 0, short = 0 } = await inTurn(15, lists);
  for (const store of stores) await store.close();
  const detail = `${long.toFixed(1)} ms / ${short.toFixed(1)} ms for ${LISTED} sessions`;
  ratio('listing sessions of 4,990 events over sessions of 10', long / short, 1.5, detail);
}

function portsOf(store: Store, dataDir: string): SessionPorts {
  return {
    events: store.events,
    snapshots: new FileSnapshotStore({ dataDir, folder: 'snapshots', logger: SILENT }),
    summaries: new FileSnapshotStore({ dataDir, folder: 'summaries', logger: SILENT }),
    clock: { now: () => new Date(), sleep: async () => {}, after: () => () => {} },
    ids: { next: () => crypto.randomUUID() },
  };
}

function nameOf(size: number) {
  return sessionName(`events-${size}`);
}
