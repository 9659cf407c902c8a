// Specifies who may claim a session, and how a lost claim is noticed.
import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryEventStore } from '../../../adapters/memory/memory-event-store.ts';
import { MemoryLeaseStore } from '../../../adapters/memory/memory-lease-store.ts';
import { AdapterError, ApplicationError } from '../../../application/errors.ts';
import type { LeaseHolder } from '../../../application/ports/lease.port.ts';
import { LEASE_MS } from '../../../application/ports/lease.port.ts';
import { NO_LOG } from '../../../application/ports/logger.port.ts';
import type { RunRegistry } from '../../../application/ports/run-registry.port.ts';
import { ClaimedEvents } from '../../../application/session/claimed-events.ts';
import { REFRESH_MS } from '../../../application/session/lease.ts';
import { SessionClaims } from '../../../application/session/session-claims.ts';
import { sessionName } from '../../../domain/session/session-name.ts';
import { noteEvent } from '../../contracts/event-store.contract.ts';
import { leaseHolder } from '../../contracts/lease-store.contract.ts';
import { FakeClock } from '../../support/harness.ts';

const NAME = sessionName('alpha');
const ENDPOINT = { url: 'http://127.0.0.1:1', token: 'own' };
const HERE = { host: 'here', boot: 'b', scope: '1' };
const OWN_PID = 7;

let clock: TestClock;
let leases: MemoryLeaseStore;
/** The start time of each live process. */
let alive: Map<number, string>;
let signals: string[];
/** Processes that end on this signal. */
let endsOn: 'SIGTERM' | 'SIGKILL';
let registered: Set<string>;

class TestClock extends FakeClock {
  skipped = 0;
  /** Called before every sleep. */
  onSleep: () => Promise<unknown> = async () => undefined;

  override now(): Date {
    return new Date(super.now().getTime() + this.skipped);
  }

  override async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    await this.onSleep();
    await super.sleep(ms, signal);
  }
}

beforeEach(() => {
  clock = new TestClock();
  leases = new MemoryLeaseStore(() => clock.now().getTime());
  alive = new Map([[OWN_PID, 'own']]);
  signals = [];
  endsOn = 'SIGTERM';
  registered = new Set();
});

const register: RunRegistry['register'] = async (session) => {
  registered.add(session);
  return async () => void registered.delete(session);
};

function claims(registering = register): SessionClaims {
  let ids = 0;
  return new SessionClaims({
    leases,
    clock,
    logger: NO_LOG,
    ids: { next: () => `claim-${++ids}` },
    pid: OWN_PID,
    runs: { register: registering },
    processes: {
      machine: () => HERE,
      isAlive: (pid) => alive.has(pid),
      startOf: (pid) => alive.get(pid) ?? '',
      signal: (pid, signal) => {
        signals.push(`${signal} ${pid}`);
        return signal === endsOn ? alive.delete(pid) : true;
      },
    },
  });
}

/** Another process takes or refreshes the lease. */
async function held(holder: LeaseHolder): Promise<void> {
  const version = (await leases.find({ session: NAME }))?.version ?? 0;
  expect(await leases.put({ session: NAME }, holder, version)).toBeTypeOf('number');
}

const other = (fields: Partial<LeaseHolder> = {}) =>
  leaseHolder('other', { ...HERE, pid: 99, start: 'then', ...fields });

describe('a claim', () => {
  it('registers the build, and is given back', async () => {
    const mine = claims();
    const claim = await mine.claim(NAME, ENDPOINT);
    expect([claim.from, await mine.isRunning(NAME), registered.has(NAME)]).toEqual([undefined, true, true]);
    await claim.release();
    expect([await leases.find({ session: NAME }), await mine.isRunning(NAME), registered.size]).toEqual([
      undefined,
      false,
      0,
    ]);
  });

  it('knows its own attempt whose answer was lost', async () => {
    const { put } = leases;
    leases.put = async (...args) => {
      leases.put = put;
      await leases.put(...args);
      return undefined;
    };
    const claim = await claims().claim(NAME, ENDPOINT);
    expect([claim.from, (await leases.find({ session: NAME }))?.holder.pid]).toEqual([undefined, OWN_PID]);
    await claim.release();
  });

  it('never replaces a live process on this machine, whether it answers or not', async () => {
    alive.set(99, 'then');
    await held(other());
    const message =
      'session "alpha" is already being run by process 99; wait for it, end it, or choose another --name';
    await expect(claims().claim(NAME, ENDPOINT)).rejects.toMatchObject({ code: 'SESSION.BUSY', message });
    await expect(claims().claim(NAME, ENDPOINT, { takeOver: false })).rejects.toThrow(
      'end it with --take-over',
    );
    expect([registered.size, signals]).toEqual([0, []]);
  });

  it.each<[string, Partial<LeaseHolder>]>([
    ['that is gone', {}],
    ['whose number another process has', { pid: OWN_PID }],
    ['of an earlier boot', { boot: 'a', pid: OWN_PID, start: 'own' }],
  ])('replaces a process %s at once', async (_, fields) => {
    await held(other(fields));
    const claim = await claims().claim(NAME, ENDPOINT);
    expect(claim.from).toEqual(other(fields));
    expect([clock.sleeps, signals]).toEqual([[], []]);
    await claim.release();
  });

  it('ends a live process that the user wants replaced', async () => {
    alive.set(99, 'then');
    await held(other());
    const claim = await claims().claim(NAME, ENDPOINT, { takeOver: true });
    expect(claim.from).toEqual(other());
    expect(signals).toEqual(['SIGTERM 99', 'SIGCONT 99']);
    await claim.release();
  });

  it('kills one that does not end', async () => {
    alive.set(99, 'then');
    endsOn = 'SIGKILL';
    await held(other());
    await (await claims().claim(NAME, ENDPOINT, { takeOver: true })).release();
    expect(signals.at(-1)).toBe('SIGKILL 99');
  });

  it.each<[string, Partial<LeaseHolder>]>([
    ['on another machine', { host: 'elsewhere' }],
    ['in another container', { scope: '2' }],
    ['nobody knows', { host: '', pid: 0 }],
  ])('waits for the lease of a process %s, and says so', async (_, fields) => {
    await held(other(fields));
    const said: string[] = [];
    const claim = await claims().claim(NAME, ENDPOINT, { takeOver: true, onWait: (text) => said.push(text) });
    expect(claim.from).toEqual(other(fields));
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/ had session "alpha"; waiting up to 15 s /);
    expect(signals).toEqual([]);
    await claim.release();
  });

  it('does not wait for a lease that has lapsed', async () => {
    await held(other({ host: 'elsewhere' }));
    clock.skipped += LEASE_MS;
    const claim = await claims().claim(NAME, ENDPOINT);
    expect([claim.from?.host, clock.sleeps]).toEqual(['elsewhere', []]);
    await claim.release();
  });

  it('never replaces a live process on this machine that was stopped until its lease lapsed', async () => {
    alive.set(99, 'then');
    await held(other());
    clock.skipped += 10 * LEASE_MS;
    await expect(claims().claim(NAME, ENDPOINT)).rejects.toMatchObject({ code: 'SESSION.BUSY' });
    expect(await claims().isRunning(NAME)).toBe(false);
  });

  it('replaces a lease that was not refreshed, even if the clock of the store stands still', async () => {
    leases = new MemoryLeaseStore(() => 0);
    await held(other({ host: 'elsewhere' }));
    const claim = await claims().claim(NAME, ENDPOINT);
    expect(clock.sleeps.reduce((sum, ms) => sum + ms, 0)).toBe(LEASE_MS);
    await claim.release();
  });

  it('is refused while a process on another machine refreshes its lease', async () => {
    await held(other({ host: 'elsewhere' }));
    clock.onSleep = () => held(other({ host: 'elsewhere' }));
    await expect(claims().claim(NAME, ENDPOINT)).rejects.toThrow(
      'session "alpha" is already being run by process 99 on elsewhere; wait for it, end it there, or choose another --name',
    );
  });

  it('is abandoned when the user interrupts the wait', async () => {
    await held(other({ host: 'elsewhere' }));
    const interrupted = new AbortController();
    clock.onSleep = async () => interrupted.abort();
    await expect(claims().claim(NAME, ENDPOINT, { signal: interrupted.signal })).rejects.toMatchObject({
      code: 'CANCELLED',
    });
  });

  it('leaves no lease when the build cannot be registered', async () => {
    const busy = new ApplicationError('SESSION.BUSY', 'x');
    const failing = claims(async () => {
      throw busy;
    });
    await expect(failing.claim(NAME, ENDPOINT)).rejects.toBe(busy);
    expect(await leases.find({ session: NAME })).toBeUndefined();
  });
});

describe('a held claim', () => {
  async function refreshed(): Promise<void> {
    clock.elapse(REFRESH_MS);
    await new Promise((resolve) => setImmediate(resolve));
  }

  it('lasts as long as it is refreshed', async () => {
    const claim = await claims().claim(NAME, ENDPOINT);
    for (let round = 0; round < 10; round++) {
      clock.skipped += LEASE_MS - 1_000;
      await refreshed();
      expect((await leases.find({ session: NAME }))?.holder.pid).toBe(OWN_PID);
    }
    await claim.release();
  });

  it('continues after a suspend, if nobody took the session', async () => {
    const mine = claims();
    const claim = await mine.claim(NAME, ENDPOINT);
    clock.skipped += 10 * LEASE_MS;
    await mine.confirm(NAME);
    expect([claim.lost.aborted, await mine.isRunning(NAME)]).toEqual([false, true]);
    await claim.release();
  });

  it.each(['its next refresh', 'its next event'])('notices with %s that it is lost', async (when) => {
    const mine = claims();
    const claim = await mine.claim(NAME, ENDPOINT);
    const events = new ClaimedEvents(new MemoryEventStore(), mine);
    const at = await events.append(NAME, [noteEvent(NAME)], 0);
    clock.skipped += 2 * LEASE_MS;
    await held(other({ host: 'elsewhere' }));
    if (when === 'its next refresh') await refreshed();
    await expect(events.append(NAME, [noteEvent(NAME)], at)).rejects.toMatchObject({ code: 'CLAIM.LOST' });
    expect(claim.lost.reason).toMatchObject({
      message: expect.stringContaining('session "alpha" was taken over by process 99 on elsewhere'),
    });
    await claim.release();
    expect((await leases.find({ session: NAME }))?.holder.pid).toBe(99);
  });

  it('survives a store that is away', async () => {
    const claim = await claims().claim(NAME, ENDPOINT);
    const { put } = leases;
    leases.put = async () => {
      throw new AdapterError('STORE.UNREACHABLE', 'away');
    };
    await refreshed();
    leases.put = put;
    await refreshed();
    expect(claim.lost.aborted).toBe(false);
    await claim.release();
  });

  it('knows its own refresh whose answer was lost', async () => {
    const mine = claims();
    const claim = await mine.claim(NAME, ENDPOINT);
    await held((await leases.find({ session: NAME }))?.holder as LeaseHolder);
    await refreshed();
    expect(claim.lost.aborted).toBe(false);
    await claim.release();
    expect(await leases.find({ session: NAME })).toBeUndefined();
  });
});
