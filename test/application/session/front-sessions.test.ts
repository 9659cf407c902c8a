// Switching between the sessions of a store: one is watched at a time, and nothing of it is lost, doubled or mixed up.
import { expect, it } from 'vitest';
import { FileTranscriptStore } from '../../../adapters/files/file-transcript-store.ts';
import { MemoryEventStore } from '../../../adapters/memory/memory-event-store.ts';
import { MemoryLiveFeed } from '../../../adapters/memory/memory-live-feed.ts';
import { MemorySnapshotStore } from '../../../adapters/memory/memory-snapshot-store.ts';
import type { SessionView, ShownSession } from '../../../application/ports/dashboard.port.ts';
import type { RunEvent } from '../../../application/ports/run-observer.port.ts';
import { FrontSessions } from '../../../application/session/front-sessions.ts';
import { Session } from '../../../application/session/session.ts';
import { ReadHistory } from '../../../application/session/session-history.ts';
import { SessionRegistry } from '../../../application/session/session-registry.ts';
import { type SessionName, sessionName } from '../../../domain/session/session-name.ts';
import { FakeClock, SILENT } from '../../support/harness.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { waitFor } from '../../support/wait-for.ts';

const [A, B] = [sessionName('a'), sessionName('b')];

/** What a dashboard was told of a session, as words. */
class View implements SessionView {
  readonly heard: string[] = [];

  constructor(
    readonly name: SessionName,
    readonly mode: () => string,
  ) {}

  connect({ history, early = [] }: ShownSession): void {
    for (const recorded of history.recorded) this.notify({ type: 'recorded', recorded });
    for (const { event } of [...history.items, ...early])
      if (event.type === 'text') this.heard.push(event.text);
  }

  notify(event: RunEvent): void {
    if (event.type === 'recorded' && event.recorded.event.type === 'NoteAdded') {
      this.heard.push(event.recorded.event.data.content);
    }
    if (event.type === 'agent' && event.event.type === 'text') this.heard.push(event.event.text);
  }
}

function world() {
  const store = new MemoryEventStore();
  const live = new MemoryLiveFeed();
  const clock = new FakeClock();
  const transcripts = new FileTranscriptStore(tempDir(), SILENT);
  const memory = { snapshots: new MemorySnapshotStore(), summaries: new MemorySnapshotStore() };
  const ports = { events: store, ...memory, clock, ids: { next: () => crypto.randomUUID() } };
  const views: View[] = [];
  const lost: unknown[] = [];
  const dashboard = {
    front(name: SessionName, mode: () => string) {
      views.push(new View(name, mode));
      return views.at(-1) as View;
    },
    home: () => void views.push(new View(sessionName('home'), () => 'run')),
  };
  const running = new Set<SessionName>();
  const front = new FrontSessions(
    {
      sessions: new SessionRegistry(ports, store),
      history: new ReadHistory(store, transcripts),
      live,
      claims: { isRunning: async (name) => running.has(name) },
    },
    dashboard,
    (error) => lost.push(error),
  );
  /** Another process, which works on the session. */
  const others = new Map([A, B].map((name) => [name, new Session(name, ports)]));
  const note = async (name: SessionName, content: string): Promise<void> => {
    await others.get(name)?.execute({ type: 'AddNote', noteType: 'tip', content }, 'agent');
  };
  const say = (name: SessionName, text: string): void => {
    const time = clock.now().toISOString();
    live.publish(name, { time, iteration: 1, event: { type: 'text', messageId: null, text } });
  };
  const begin = async (name: SessionName): Promise<void> => {
    const spec = { named: './specs/a.md', path: 'specs/a.md' };
    await others.get(name)?.execute({ type: 'StartRun', session: name, spec, model: 'm' }, 'loop');
  };
  return { front, views, lost, note, say, begin, running };
}

async function heard(view: View | undefined, ...words: readonly string[]): Promise<void> {
  await waitFor(
    `${words.join(', ')} in ${view?.heard.join(', ')}`,
    () => view?.heard.length === words.length,
  );
  expect(view?.heard).toEqual(words);
}

it('shows past and present of each session, and only of the one in front', async () => {
  const { front, views, note, say, lost } = world();
  await note(A, 'a before');
  await note(B, 'b before');
  await front.show(A);
  await heard(views[0], 'a before');
  await note(A, 'a now');
  say(A, 'a says');
  await heard(views[0], 'a before', 'a now', 'a says');
  await front.show(B);
  await note(A, 'a unseen');
  say(A, 'a unheard');
  await note(B, 'b now');
  await heard(views[1], 'b before', 'b now');
  expect(views[0]?.heard).toEqual(['a before', 'a now', 'a says']);
  await front.show(A);
  await heard(views[2], 'a before', 'a now', 'a unseen');
  await front.home();
  await note(A, 'a after');
  await front.show(A);
  await heard(views[4], 'a before', 'a now', 'a unseen', 'a after');
  expect(views.map(({ name }) => name)).toEqual(['a', 'b', 'a', 'home', 'a']);
  await front.stop();
  expect(lost).toEqual([]);
});

it('stays with what is shown if there is no such session', async () => {
  const { front, views, note } = world();
  await note(A, 'a before');
  await front.show(A);
  await expect(front.show(sessionName('nobody'))).rejects.toThrow('there is no session "nobody"');
  await note(A, 'a now');
  await heard(views[0], 'a before', 'a now');
  expect(views).toHaveLength(1);
  await front.stop();
});

it('shows the last of several choices', async () => {
  const { front, views, note } = world();
  await note(A, 'a before');
  await note(B, 'b before');
  await Promise.all([front.show(A), front.show(B), front.show(A)]);
  await note(A, 'a now');
  await heard(views.at(-1), 'a before', 'a now');
  await front.stop();
});

it('says of a session whether a process runs it', async () => {
  const { front, views, note, running, begin } = world();
  await note(A, 'a');
  await begin(B);
  running.add(A).add(B);
  await front.show(A);
  await front.show(B);
  expect(views.map(({ mode }) => mode())).toEqual(['finished', 'attached']);
  await front.stop();
});
