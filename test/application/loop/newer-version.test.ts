// A run beside a newer version: it stops at the first event it does not know, and records nothing that was decided without it.
import { expect, it } from 'vitest';
import type { RecordedEvent } from '../../../domain/session/session.events.ts';
import { Harness, SESSION } from '../../support/harness.ts';

/** Appends what a newer version recorded. */
async function recordNewer({ store }: Harness): Promise<void> {
  let version = 0;
  for await (const batch of store.read(SESSION, 0)) version = batch.version;
  const data = { type: 'TaskPostponed', version: 1, data: { id: 'TAS-1' } };
  const meta = { id: 'newer', session: SESSION, time: '2030-01-01T00:00:00.000Z', iteration: null };
  const event = { event: { type: 'Unknown', data }, meta: { ...meta, actor: 'user', program: '0.3.0' } };
  await store.append(SESSION, [event as RecordedEvent], version);
}

it('stops with what is wrong, and records and commits nothing more', async () => {
  const harness: Harness = new Harness({
    turns: [
      async (agent) => {
        await agent.tool('task-add', { content: 'one' });
        await recordNewer(harness);
        await agent.tool('task-status', { id: 'TAS-1', status: 'completed' });
      },
    ],
  });
  const { reason, error } = await harness.run();
  expect({ reason, error }).toMatchObject({ reason: 'failed', error: { code: 'SESSION.NEWER' } });
  expect((await harness.types()).at(-1)).toBe('Unknown');
  expect(harness.workTree.messages).toEqual([]);
});

it('does not begin either, and asks the agent nothing', async () => {
  let turns = 0;
  const harness = new Harness({ turns: [() => void turns++] });
  await recordNewer(harness);
  const { reason, error } = await harness.run();
  expect({ reason, error }).toMatchObject({ reason: 'failed', error: { code: 'SESSION.NEWER' } });
  expect({ turns, types: await harness.types() }).toEqual({ turns: 0, types: ['Unknown'] });
});
