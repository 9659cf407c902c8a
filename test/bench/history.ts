// Long histories, as a session that runs for weeks makes them: ten events an iteration.
import { connect } from 'nats';
import { openEmbeddedServer } from '../../adapters/nats/embedded/embedded-server.ts';
import { openStore } from '../../adapters/nats/open-store.ts';
import { UNRECORDED_PROCESSES } from '../../adapters/process/system-processes.ts';
import { encodeEvent } from '../../application/codec/event-codec.ts';
import { noteId } from '../../domain/note/note.ts';
import type { SessionEvent } from '../../domain/session/session.events.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import { taskId } from '../../domain/task/task.ts';
import { SILENT } from '../support/harness.ts';

const START = Date.parse('2026-01-01T00:00:00Z');
const EVENTS_PER_ITERATION = 10;
/** So many messages are under way at once. */
const WINDOW = 500;

function iteration(number: number): SessionEvent[] {
  const id = taskId(number);
  const content = `Task ${number}: handle the next case of the import and cover it with a test`;
  const summary = `Worked on ${id}: the case is handled, its test is written, the suite is green.`;
  const filesChanged = [`src/import/case-${number}.ts`, `test/import/case-${number}.test.ts`];
  const usage = { inputTokens: 12_000, outputTokens: 900, totalTokens: 12_900, cost: null };
  return [
    { type: 'IterationStarted', data: { number, model: 'provider/model' } },
    { type: 'TaskAdded', data: { id, content, status: 'remaining', priority: 2, dependsOn: [] } },
    { type: 'TaskPriorityChanged', data: { id, from: 2, to: 3 } },
    { type: 'TaskStatusChanged', data: { id, from: 'remaining', to: 'in_progress' } },
    { type: 'TaskStatusChanged', data: { id, from: 'in_progress', to: 'completed' } },
    {
      type: 'NoteAdded',
      data: { id: noteId(number), type: 'learning', content: `Learned in ${id}`, iteration: number },
    },
    { type: 'IterationSummaryRecorded', data: { number, summary } },
    {
      type: 'IterationEnded',
      data: { number, outcome: 'finished', reason: 'end_turn', filesChanged, usage },
    },
    {
      type: 'IterationCommitted',
      data: { number, commit: number.toString(16).padStart(40, '0'), files: filesChanged },
    },
    { type: 'RunStarted', data: { spec: 'specs/feature.md', model: 'provider/model' } },
  ];
}

/** Fills an empty session in the data directory with `count` events, an iteration's in one commit, past the store's own interface, for speed. */
export async function seed(dataDir: string, session: SessionName, count: number): Promise<void> {
  const store = await openStore({ processes: UNRECORDED_PROCESSES, dataDir, logger: SILENT });
  // Makes the stream, where there is none yet.
  await store.sessions.list();
  const server = await openEmbeddedServer({ processes: UNRECORDED_PROCESSES, dataDir, logger: SILENT });
  const nats = await connect({ servers: server.url, token: server.token });
  const jetstream = nats.jetstream();
  const info = await (await nats.jetstreamManager()).streams.info('iteratr_events');
  let previous = 0;
  let sequence = info.state.last_seq;
  let pending: Promise<unknown>[] = [];
  for (let number = 1; number <= count / EVENTS_PER_ITERATION; number++) {
    const events = iteration(number).map((event, index) => {
      const id = `${session}-${number}-${index}`;
      const time = new Date(START + number * 60_000).toISOString();
      return encodeEvent({ event, meta: { id, session, time, iteration: number, actor: 'agent' } });
    });
    pending.push(
      jetstream.publish(`iteratr.${session}.events`, JSON.stringify({ v: 1, prev: previous, events })),
    );
    previous = ++sequence;
    if (pending.length === WINDOW) {
      await Promise.all(pending);
      pending = [];
    }
  }
  await Promise.all(pending);
  await nats.close();
  await server.close();
  await store.close();
}
