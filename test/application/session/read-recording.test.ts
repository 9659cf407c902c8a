// What is read of a session to play it again: everything, once, in the order in which it happened, without secrets.
import { expect, it } from 'vitest';
import { FileTranscriptStore } from '../../../adapters/files/file-transcript-store.ts';
import { MemoryEventStore } from '../../../adapters/memory/memory-event-store.ts';
import { MemorySnapshotStore } from '../../../adapters/memory/memory-snapshot-store.ts';
import type { RunEvent } from '../../../application/ports/run-observer.port.ts';
import { KnownSecrets } from '../../../application/secrets/known-secrets.ts';
import { ReadRecording } from '../../../application/session/read-recording.ts';
import { Session } from '../../../application/session/session.ts';
import { ReadHistory } from '../../../application/session/session-history.ts';
import { sessionName } from '../../../domain/session/session-name.ts';
import { workerName } from '../../../domain/worker/worker.ts';
import { FakeClock, SILENT } from '../../support/harness.ts';
import { tempDir } from '../../support/temp-dir.ts';

const NAME = sessionName('a');
const SECRET = 'sk-0123456789abcdef';

/** A session with two iterations, whose agent says these texts in each. */
async function recorded(texts: readonly string[]) {
  const store = new MemoryEventStore();
  const transcripts = new FileTranscriptStore(tempDir(), SILENT);
  const clock = new FakeClock();
  const memory = { snapshots: new MemorySnapshotStore(), summaries: new MemorySnapshotStore() };
  const session = new Session(NAME, {
    events: store,
    ...memory,
    clock,
    ids: { next: () => crypto.randomUUID() },
  });
  for (const iteration of [1, 2]) {
    await session.execute({ type: 'StartIteration', agent: 'opencode', model: 'm' }, 'loop');
    for (const text of texts) {
      const event = { type: 'text', messageId: null, text } as const;
      transcripts.append(NAME, { time: clock.now().toISOString(), iteration, event });
    }
    const ended = { outcome: 'finished', reason: 'end_turn', filesChanged: [], shares: [] } as const;
    await session.execute({ type: 'EndIteration', ...ended }, 'loop');
  }
  await transcripts.flush();
  const secrets = new KnownSecrets([{ name: 'KEY', value: SECRET }]);
  return { session, reading: new ReadRecording(store, transcripts, secrets) };
}

function word(event: RunEvent): string {
  if (event.type === 'recorded') return event.recorded.event.type;
  return event.type === 'agent' && event.event.type === 'text' ? event.event.text : event.type;
}

async function playedBy(reading: ReadRecording) {
  const recording = await reading.execute(NAME);
  const events: string[] = [];
  for await (const { event } of recording.events()) events.push(word(event));
  return { ...recording, events };
}

it('brings events and output in order', async () => {
  const { reading } = await recorded(['one', 'two']);
  const each = ['IterationStarted', 'one', 'two', 'IterationEnded'];
  expect(await playedBy(reading)).toMatchObject({
    iterations: 2,
    hasTranscript: true,
    events: [...each, ...each],
  });
});

it('hides secrets, also in pieces', async () => {
  const { session, reading } = await recorded([`a ${SECRET.slice(0, 8)}`, `${SECRET.slice(8)} b`]);
  await session.execute({ type: 'AddNote', noteType: 'tip', content: `use ${SECRET}` }, 'agent');
  const recording = await reading.execute(NAME);
  let text = '';
  for await (const event of recording.events()) text += JSON.stringify(event);
  expect(text).not.toContain(SECRET.slice(0, 8));
  expect(text).not.toContain(SECRET.slice(8));
  expect(text).toContain('NoteAdded');
});

it('says that no output was kept', async () => {
  const { reading } = await recorded([]);
  expect(await playedBy(reading)).toMatchObject({ iterations: 2, hasTranscript: false });
});

/** Two workers whose iterations overlap; each says a text in turn. */
async function ofTwoWorkers(texts: readonly (readonly [worker: 1 | 2, text: string])[]) {
  const store = new MemoryEventStore();
  const transcripts = new FileTranscriptStore(tempDir(), SILENT);
  const clock = new FakeClock();
  const memory = { snapshots: new MemorySnapshotStore(), summaries: new MemorySnapshotStore() };
  const ids = { next: () => crypto.randomUUID() };
  const session = new Session(NAME, { events: store, ...memory, clock, ids });
  for (const worker of [1, 2] as const) {
    await session.execute({ type: 'JoinWorker', host: 'desk' }, 'loop');
    const by = { actor: 'loop', worker: workerName(worker) } as const;
    await session.execute({ type: 'StartIteration', agent: 'opencode', model: 'm' }, by);
  }
  for (const [worker, text] of texts) {
    const event = { type: 'text', messageId: 'm', text } as const;
    const time = clock.now().toISOString();
    transcripts.append(NAME, { time, iteration: worker, worker: workerName(worker), event });
  }
  await transcripts.flush();
  const secrets = new KnownSecrets([{ name: 'KEY', value: SECRET }]);
  return { session, store, transcripts, reading: new ReadRecording(store, transcripts, secrets) };
}

it('brings the output of workers in the order of time', async () => {
  const { reading, session, store, transcripts } = await ofTwoWorkers([
    [1, 'a'],
    [2, 'b'],
    [1, 'c'],
    [2, 'd'],
  ]);
  const { events } = await playedBy(reading);
  expect(events.filter((event) => event.length === 1)).toEqual(['a', 'b', 'c', 'd']);
  const { items } = await new ReadHistory(store, transcripts).execute(session);
  expect(items.map(({ event }) => event.type === 'text' && event.text)).toEqual(['a', 'b', 'c', 'd']);
});

it('hides secrets in pieces of one worker, with text of another one between them', async () => {
  const { reading } = await ofTwoWorkers([
    [1, `a ${SECRET.slice(0, 8)}`],
    [2, 'between'],
    [1, `${SECRET.slice(8)} b`],
  ]);
  let text = '';
  for await (const event of (await reading.execute(NAME)).events()) text += JSON.stringify(event);
  expect(text).toContain('between');
  expect(text).not.toContain(SECRET.slice(0, 8));
  expect(text).not.toContain(SECRET.slice(8));
  expect(text).toContain('[secret: KEY]');
});
