// A separate process that uses a store: it prints "ready", waits for a line, does its work, and prints a report.
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { openStore } from '../../adapters/nats/open-store.ts';
import { UNRECORDED_PROCESSES } from '../../adapters/process/system-processes.ts';
import { ApplicationError } from '../../application/errors.ts';
import type { EventStore } from '../../application/ports/event-store.port.ts';
import type { RecordedEvent } from '../../domain/session/session.events.ts';
import { sessionName } from '../../domain/session/session-name.ts';
import { rememberingLogger } from './nats-logger.ts';

/** The report of a process: the versions it got, by event id, and every line it logged. */
export interface ProcessReport {
  readonly versions: Record<string, number>;
  readonly log: readonly { readonly level: string; readonly message: string }[];
}

const [dataDir = '', serverPath, mode, count] = process.argv.slice(2);
const session = sessionName('shared');
const logger = rememberingLogger();
const versions: Record<string, number> = {};
const lines = createInterface({ input: process.stdin });

process.stdout.write('ready\n');
await once(lines, 'line');
if (mode === 'hold') await hold();
else await work(mode === 'rounds' ? Number(count) : 1, mode === 'append' ? Number(count) : 2);
process.stdout.write(`${JSON.stringify({ versions, log: logger.lines } satisfies ProcessReport)}\n`);
lines.close();

async function work(rounds: number, appends: number): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const store = await openStore({ processes: UNRECORDED_PROCESSES, dataDir, serverPath, logger });
    for (let i = 0; i < appends; i++) await append(store.events);
    await store.close();
  }
}

/** Opens the store and keeps it open. Appends once for each further line. */
async function hold(): Promise<void> {
  const store = await openStore({ processes: UNRECORDED_PROCESSES, dataDir, serverPath, logger });
  await append(store.events);
  process.stdout.write('holding\n');
  for await (const line of lines) {
    if (line === 'close') break;
    await append(store.events);
    process.stdout.write('appended\n');
  }
  await store.close();
}

async function append(events: EventStore): Promise<void> {
  const event = {
    meta: {
      id: crypto.randomUUID(),
      session,
      time: new Date().toISOString(),
      iteration: null,
      actor: 'agent',
    },
    event: { type: 'SessionCompleted', data: {} },
  } satisfies RecordedEvent;
  let version = 0;
  for (;;) {
    for await (const commit of events.read(session, version)) version = commit.version;
    try {
      versions[event.meta.id] = await events.append(session, [event], version);
      return;
    } catch (error) {
      if (!(error instanceof ApplicationError) || error.code !== 'CONFLICT') throw error;
    }
  }
}
