// Specifies the history that a dashboard shows: the newest piece first, and every event and item once.
import { describe, expect, it } from 'vitest';
import { FileTranscriptStore } from '../../../adapters/files/file-transcript-store.ts';
import { MemoryEventStore } from '../../../adapters/memory/memory-event-store.ts';
import { MemorySnapshotStore } from '../../../adapters/memory/memory-snapshot-store.ts';
import type { LiveItem } from '../../../application/ports/live-feed.port.ts';
import { Session } from '../../../application/session/session.ts';
import { ReadHistory, type SessionHistory } from '../../../application/session/session-history.ts';
import type { SessionCommand } from '../../../domain/session/session.decider.ts';
import { sessionName } from '../../../domain/session/session-name.ts';
import { FakeClock, SILENT } from '../../support/harness.ts';
import { tempDir } from '../../support/temp-dir.ts';

const NAME = sessionName('a');
const ENDED: SessionCommand = {
  type: 'EndIteration',
  outcome: 'finished',
  reason: 'end_turn',
  filesChanged: [],
  shares: [],
};

/** A session whose iterations each say some texts of this length. */
async function built({ iterations = 1, texts = 3, length = 10, notes = 0 } = {}) {
  const store = new MemoryEventStore();
  const transcripts = new FileTranscriptStore(tempDir(), SILENT);
  const clock = new FakeClock();
  const ports = {
    events: store,
    snapshots: new MemorySnapshotStore(),
    summaries: new MemorySnapshotStore(),
    clock,
    ids: { next: () => crypto.randomUUID() },
  };
  const session = new Session(NAME, ports);
  for (let number = 1; number <= iterations; number++) {
    await session.execute({ type: 'StartIteration', agent: 'opencode', model: 'm' }, 'loop');
    for (let note = 0; note < notes; note++) {
      await session.execute({ type: 'AddNote', noteType: 'tip', content: `${number}-${note}` }, 'agent');
    }
    for (let index = 0; index < texts; index++) {
      const text = `${number}-${index} ${'x'.repeat(length)}`;
      const time = clock.now().toISOString();
      transcripts.append(NAME, { time, iteration: number, event: { type: 'text', messageId: null, text } });
    }
    await session.execute(ENDED, 'loop');
  }
  await transcripts.flush();
  return { store, session, history: new ReadHistory(store, transcripts) };
}

/** All pieces, the newest first. */
async function pieces(first: SessionHistory): Promise<SessionHistory[]> {
  const all = [first];
  for (let piece = first; piece.earlier; all.push(piece)) piece = await piece.earlier();
  return all;
}

function texts(items: readonly LiveItem[]): string[] {
  return items.map(({ event }) => (event.type === 'text' ? (event.text.trim().split(' ')[0] ?? '') : ''));
}

describe('the history', () => {
  it.each([
    ['a few iterations', { iterations: 3 }],
    ['many iterations', { iterations: 23 }],
    ['iterations that say more than a piece holds', { iterations: 3, texts: 40, length: 100_000 }],
    ['one iteration that says more than a piece holds', { iterations: 1, texts: 40, length: 100_000 }],
    ['iterations with more events than a piece holds', { iterations: 4, notes: 700 }],
    ['nothing at all', { iterations: 0 }],
  ])('of %s is complete, in order', async (_, options) => {
    const { store, session, history } = await built(options);
    const all = (await pieces(await history.execute(session))).reverse();
    const expected: string[] = [];
    for await (const batch of store.read(NAME, 0)) expected.push(...batch.events.map(({ meta }) => meta.id));
    expect(all.flatMap(({ recorded }) => recorded.map(({ meta }) => meta.id))).toEqual(expected);
    const { iterations, texts: count = 3 } = { texts: 3, ...options };
    const said = Array.from({ length: iterations * count }, (_unused, index) => {
      return `${Math.floor(index / count) + 1}-${index % count}`;
    });
    expect(texts(all.flatMap(({ items }) => items))).toEqual(said);
  });

  it('begins with the last iterations, however many there are', async () => {
    const { session, history } = await built({ iterations: 50 });
    const { recorded, items, earlier } = await history.execute(session);
    const started = recorded.flatMap(({ event }) =>
      event.type === 'IterationStarted' ? [event.data.number] : [],
    );
    expect(started).toEqual([46, 47, 48, 49, 50]);
    expect(new Set(items.map(({ iteration }) => iteration))).toEqual(new Set([46, 47, 48, 49, 50]));
    expect(earlier).not.toBeNull();
  });

  it('begins with the end of an output that is longer than a piece', async () => {
    const { session, history } = await built({ iterations: 2, texts: 40, length: 100_000 });
    const { recorded, items } = await history.execute(session);
    expect(texts(items).at(-1)).toBe('2-39');
    expect(items.length).toBeLessThan(12);
    expect(recorded.map(({ event }) => event.type)).toEqual(['IterationEnded']);
  });
});
