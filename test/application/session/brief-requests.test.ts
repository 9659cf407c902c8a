// Specifies a command that has less time than those before it, which wait for the store.
import { expect, it } from 'vitest';
import { MemorySnapshotStore } from '../../../adapters/memory/memory-snapshot-store.ts';
import { SYSTEM_CLOCK } from '../../../adapters/process/system-clock.ts';
import { AdapterError } from '../../../application/errors.ts';
import type { EventStore } from '../../../application/ports/event-store.port.ts';
import { Session } from '../../../application/session/session.ts';
import { sessionName } from '../../../domain/session/session-name.ts';
import { waitFor } from '../../support/wait-for.ts';

const NAME = sessionName('alpha');
const message = (text: string) => ({ type: 'SendMessage', text, now: false }) as const;

function sessionOn(events: Partial<EventStore>): Session {
  let id = 0;
  return new Session(NAME, {
    events: events as EventStore,
    snapshots: new MemorySnapshotStore(),
    summaries: new MemorySnapshotStore(),
    clock: SYSTEM_CLOCK,
    ids: { next: () => String(++id) },
  });
}

it('is never begun when its time is over before its turn, and says that nothing was stored', async () => {
  let goOn = (): void => undefined;
  const appended: string[] = [];
  const session = sessionOn({
    read: async function* () {},
    append: async (_, events) => {
      appended.push(...events.map(({ event }) => event.type));
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
      return 1;
    },
  });
  const first = session.execute(message('patient'), 'loop');
  const brief = new AbortController();
  const second = session.execute(message('brief'), 'agent', brief.signal);
  brief.abort();
  await expect(second).rejects.toMatchObject({
    code: 'STORE.UNREACHABLE',
    message: expect.stringContaining('nothing was stored'),
  });
  await waitFor('the append', () => appended.length > 0);
  goOn();
  await first;
  await session.close();
  expect(appended).toEqual(['UserMessageSent']);
});

it('says that nothing was stored when the store does not answer before it decides', async () => {
  const away = new AdapterError('STORE.UNREACHABLE', 'no answer', { retryable: true, remedy: 'check it' });
  const session = sessionOn({
    // biome-ignore lint/correctness/useYield: it fails
    read: async function* () {
      throw away;
    },
  });
  await expect(session.execute(message('x'), 'user')).rejects.toMatchObject({
    code: 'STORE.UNREACHABLE',
    message: 'no answer; nothing was stored; check it',
  });
});
