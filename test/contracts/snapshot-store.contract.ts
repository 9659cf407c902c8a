// What every snapshot store does: one suite for all.
import { describe, expect, it } from 'vitest';
import type { SnapshotStore } from '../../application/ports/snapshot-store.port.ts';
import { sessionName } from '../../domain/session/session-name.ts';

const alpha = sessionName('alpha');
const beta = sessionName('beta');

/** `open` gives an empty store for each call. */
export function snapshotStoreContract(open: () => Promise<SnapshotStore>): void {
  describe('snapshot store contract', () => {
    const snapshot = { version: 7, catalogue: 'A@1 B@2', state: { tasks: [{ id: 'TAS-1', content: 'ü' }] } };

    it('has none at first', async () => {
      expect(await (await open()).load(alpha)).toBeUndefined();
    });

    it('loads the last one saved, of each session', async () => {
      const store = await open();
      await store.save(alpha, { ...snapshot, version: 3 });
      await store.save(alpha, snapshot);
      await store.save(beta, { ...snapshot, state: null });
      expect(await store.load(alpha)).toEqual(snapshot);
      expect(await store.load(beta)).toEqual({ ...snapshot, state: null });
    });

    it('keeps one for each session, whatever it is called', async () => {
      const store = await open();
      const long = '認'.repeat(63);
      const names = ['認証', '決済', 'é', `${long}a`, `${long}b`].map((name) => sessionName(name));
      for (const [version, name] of names.entries()) await store.save(name, { ...snapshot, version });
      for (const [version, name] of names.entries()) {
        expect(await store.load(name)).toEqual({ ...snapshot, version });
        await store.delete(name);
        expect(await store.load(name)).toBeUndefined();
      }
    });

    it('forgets a deleted one, and deletes one that is not there', async () => {
      const store = await open();
      await store.save(alpha, snapshot);
      await store.delete(alpha);
      await store.delete(beta);
      expect(await store.load(alpha)).toBeUndefined();
    });

    it('does not follow changes to the state after saving', async () => {
      const store = await open();
      const state = { count: 1 };
      await store.save(alpha, { ...snapshot, state });
      state.count = 2;
      expect((await store.load(alpha))?.state).toEqual({ count: 1 });
    });
  });
}
