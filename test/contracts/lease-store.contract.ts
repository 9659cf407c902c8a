// What every store of leases does: one suite for all.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LeaseHolder, LeaseStore, StoredLease } from '../../application/ports/lease.port.ts';
import { sessionName } from '../../domain/session/session-name.ts';
import { workerName } from '../../domain/worker/worker.ts';

const alpha = sessionName('alpha');
const beta = sessionName('βeta');
const ofAlpha = { session: alpha };
const ofBeta = { session: beta };

export function leaseHolder(id: string, fields: Partial<LeaseHolder> = {}): LeaseHolder {
  return { id, pid: 12, start: '345', host: 'here', boot: 'b', scope: '1', ...fields };
}

/** Stores whose leases lapse soon, so that a test can wait for it. */
export interface LeasesUnderTest {
  readonly store: LeaseStore;
  readonly lapsed: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export function leaseStoreContract(open: () => Promise<LeasesUnderTest>): void {
  describe('lease store contract', () => {
    let under: LeasesUnderTest;
    let store: LeaseStore;
    beforeEach(async () => {
      under = await open();
      store = under.store;
    });
    afterEach(() => under.close());

    it('gives a free lease to one, and tells the others who has it', async () => {
      expect(await store.find(ofAlpha)).toBeUndefined();
      const version = await store.put(ofAlpha, leaseHolder('one'), 0);
      expect(await store.put(ofAlpha, leaseHolder('two'), 0)).toBeUndefined();
      expect(await store.find(ofAlpha)).toEqual({ holder: leaseHolder('one'), version, hasLapsed: false });
    });

    it('gives a free lease to one of many who ask at the same moment', async () => {
      const ids = Array.from({ length: 8 }, (_, index) => `${index}`);
      const puts = await Promise.all(ids.map((id) => store.put(ofAlpha, leaseHolder(id), 0)));
      expect(puts.filter((version) => version !== undefined)).toHaveLength(1);
    });

    it('has a lease for each session', async () => {
      await store.put(ofAlpha, leaseHolder('one'), 0);
      expect(await store.put(ofBeta, leaseHolder('two'), 0)).toBeTypeOf('number');
      expect(holdersOf(await store.runs())).toEqual(
        new Map([
          [alpha, leaseHolder('one')],
          [beta, leaseHolder('two')],
        ]),
      );
    });

    it('has a lease for each worker of a session, apart from that of the run', async () => {
      const [first, second] = [workerName(1), workerName(12)];
      await store.put(ofAlpha, leaseHolder('run'), 0);
      await store.put({ session: alpha, worker: first }, leaseHolder('one'), 0);
      await store.put({ session: alpha, worker: second }, leaseHolder('two'), 0);
      await store.put({ session: beta, worker: first }, leaseHolder('other'), 0);
      expect(holdersOf(await store.runs())).toEqual(new Map([[alpha, leaseHolder('run')]]));
      expect(holdersOf(await store.workers(alpha))).toEqual(
        new Map([
          [first, leaseHolder('one')],
          [second, leaseHolder('two')],
        ]),
      );
      const version = (await store.find({ session: alpha, worker: first }))?.version as number;
      await store.remove({ session: alpha, worker: first }, version);
      expect([...(await store.workers(alpha)).keys()]).toEqual([second]);
      expect([...(await store.workers(beta)).keys()]).toEqual([first]);
      await under.lapsed();
      expect([...(await store.workers(alpha)).values()]).toMatchObject([{ hasLapsed: true }]);
    });

    it('refreshes and replaces only what the caller has seen', async () => {
      const first = (await store.put(ofAlpha, leaseHolder('one'), 0)) as number;
      const second = (await store.put(ofAlpha, leaseHolder('one'), first)) as number;
      expect(second).not.toBe(first);
      expect(await store.put(ofAlpha, leaseHolder('two'), first)).toBeUndefined();
      expect(await store.put(ofAlpha, leaseHolder('two'), second)).toBeTypeOf('number');
      expect((await store.find(ofAlpha))?.holder).toEqual(leaseHolder('two'));
    });

    it('removes only the lease that the caller has seen', async () => {
      const first = (await store.put(ofAlpha, leaseHolder('one'), 0)) as number;
      const second = (await store.put(ofAlpha, leaseHolder('two'), first)) as number;
      await store.remove(ofAlpha, first);
      expect((await store.find(ofAlpha))?.holder).toEqual(leaseHolder('two'));
      await store.remove(ofAlpha, second);
      expect(await store.find(ofAlpha)).toBeUndefined();
      expect(await store.runs()).toEqual(new Map());
      expect(await store.put(ofAlpha, leaseHolder('three'), 0)).toBeTypeOf('number');
    });

    it('tells of a lease that is not refreshed, and keeps it until another takes it', async () => {
      const first = (await store.put(ofAlpha, leaseHolder('one'), 0)) as number;
      await under.lapsed();
      const lapsed = { holder: leaseHolder('one'), version: first, hasLapsed: true };
      expect(await store.find(ofAlpha)).toEqual(lapsed);
      expect(await store.runs()).toEqual(new Map([[alpha, lapsed]]));
      expect(await store.put(ofAlpha, leaseHolder('two'), 0)).toBeUndefined();
      expect(await store.put(ofAlpha, leaseHolder('two'), first)).toBeTypeOf('number');
      expect(await store.find(ofAlpha)).toMatchObject({ holder: leaseHolder('two'), hasLapsed: false });
      expect(await store.put(ofAlpha, leaseHolder('one'), first)).toBeUndefined();
    });
  });
}

function holdersOf<Name>(leases: ReadonlyMap<Name, StoredLease>): ReadonlyMap<Name, LeaseHolder> {
  return new Map([...leases].map(([name, { holder }]) => [name, holder]));
}
