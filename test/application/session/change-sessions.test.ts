// Specifies removing and renaming a session: with all that was kept of it, and so that it can be done again when it is cut off.
import { beforeEach, describe, expect, it } from 'vitest';
import { FileTranscriptStore } from '../../../adapters/files/file-transcript-store.ts';
import { MemoryEventStore } from '../../../adapters/memory/memory-event-store.ts';
import { MemorySnapshotStore } from '../../../adapters/memory/memory-snapshot-store.ts';
import type { LiveItem } from '../../../application/ports/live-feed.port.ts';
import { RemoveSession } from '../../../application/session/remove-session.ts';
import { RenameSession } from '../../../application/session/rename-session.ts';
import { SessionRegistry } from '../../../application/session/session-registry.ts';
import { type SessionName, sessionName } from '../../../domain/session/session-name.ts';
import { kept } from '../../contracts/transcript-store.contract.ts';
import { FakeClock, SILENT } from '../../support/harness.ts';
import { tempDir } from '../../support/temp-dir.ts';

const A = sessionName('a');
const B = sessionName('b');
const SAID: LiveItem = {
  time: '2026-01-01T00:00:00.000Z',
  iteration: 1,
  event: { type: 'text', messageId: null, text: 'said' },
};

let store: MemoryEventStore;
let snapshots: MemorySnapshotStore;
let summaries: MemorySnapshotStore;
let transcripts: FileTranscriptStore;
let sessions: SessionRegistry;

function registry(): SessionRegistry {
  const ids = { next: () => crypto.randomUUID() };
  return new SessionRegistry({ events: store, snapshots, summaries, clock: new FakeClock(), ids }, store);
}

async function begin(name: SessionName): Promise<void> {
  await sessions.get(name).execute({ type: 'AddTasks', tasks: [{ content: `task of ${name}` }] }, 'user');
  transcripts.append(name, SAID);
  await transcripts.flush();
  await sessions.closeAll();
  sessions = registry();
}

async function contents(name: SessionName): Promise<string[]> {
  const state = await registry().get(name).refresh();
  return [...state.tasks.tasks.values()].map(({ content }) => content);
}

const said = (name: SessionName): Promise<LiveItem[]> => kept(transcripts, 1, name);

beforeEach(async () => {
  store = new MemoryEventStore();
  snapshots = new MemorySnapshotStore();
  summaries = new MemorySnapshotStore();
  transcripts = new FileTranscriptStore(tempDir(), SILENT);
  sessions = registry();
  await begin(A);
});

describe('removing', () => {
  const remove = (name = A): Promise<void> => new RemoveSession(sessions, transcripts).execute(name);

  it('takes events, snapshot and transcripts, and nothing of another session', async () => {
    await begin(B);
    await remove();
    expect(await store.list()).toEqual([B]);
    expect(await snapshots.load(A)).toBeUndefined();
    expect(await summaries.load(A)).toBeUndefined();
    expect([await said(A), await said(B)]).toEqual([[], [SAID]]);
    expect(await contents(B)).toEqual(['task of b']);
  });

  it('leaves a name that can be used again', async () => {
    await remove();
    await begin(A);
    expect(await contents(A)).toEqual(['task of a']);
  });

  it('takes the events last: what was cut off is still there to be removed', async () => {
    store.delete = async () => {
      throw new Error('killed');
    };
    await expect(remove()).rejects.toThrow('killed');
    expect(await store.list()).toEqual([A]);
    expect(await contents(A)).toEqual(['task of a']);
  });
});

describe('renaming', () => {
  const rename = (from = A, to = B): Promise<void> =>
    new RenameSession(sessions, store, transcripts).execute(from, to);

  it('keeps events and transcripts', async () => {
    await rename();
    expect(await store.list()).toEqual([B]);
    expect(await contents(B)).toEqual(['task of a']);
    expect([await said(A), await said(B)]).toEqual([[], [SAID]]);
    expect(await snapshots.load(A)).toBeUndefined();
    expect(await summaries.load(A)).toBeUndefined();
  });

  it('does not mistake the snapshot of an earlier session of that name for its own', async () => {
    await begin(B);
    await store.delete(B);
    await rename();
    expect(await contents(B)).toEqual(['task of a']);
  });

  it.each([
    [sessionName('nope'), B, 'SESSION.NOT_FOUND', 'there is no session "nope"; the sessions are a'],
    [A, A, 'INPUT', 'the session is already called "a"; choose another name'],
    [A, sessionName('A'), 'INPUT', '"a" and "A" are the same name on some file systems; choose another name'],
  ])('from %s to %s is refused', async (from, to, code, message) => {
    await expect(rename(from, to)).rejects.toMatchObject({ code, message });
    expect(await contents(A)).toEqual(['task of a']);
  });

  it('to a name that differs from another only in case is refused, naming the other', async () => {
    await begin(B);
    await expect(rename(A, sessionName('B'))).rejects.toMatchObject({
      code: 'SESSION.SIMILAR_NAME',
      message:
        'session name "B" differs from the existing session "b" only in case; use "b" or choose another name',
    });
    expect(await store.list()).toEqual([A, B]);
  });

  it('to a name that is taken is refused, and changes nothing', async () => {
    await begin(B);
    await expect(rename()).rejects.toMatchObject({ code: 'SESSION.EXISTS' });
    expect([await contents(A), await contents(B)]).toEqual([['task of a'], ['task of b']]);
    expect([await said(A), await said(B)]).toEqual([[SAID], [SAID]]);
  });

  it('that is cut off before the events are moved loses no transcript, and can be done again', async () => {
    const { rename: move } = store;
    store.rename = async () => {
      throw new Error('killed');
    };
    await expect(rename()).rejects.toThrow('killed');
    expect(await said(A)).toEqual([SAID]);
    store.rename = move;
    await rename();
    expect([await said(A), await said(B)]).toEqual([[], [SAID]]);
  });
});

it('a session that was only looked at, and is not there, leaves none', async () => {
  await sessions.get(B).refresh();
  await sessions.closeAll();
  expect(await snapshots.load(B)).toBeUndefined();
});
