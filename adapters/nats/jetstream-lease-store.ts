// Keeps leases on the stream of sessions: one message per lease. It has no time to live, because each server of a cluster would remove it
// by its own clock, and they would disagree on what is stored: see specs/decisions/0024-the-claim-of-a-session.md.
import { headers, type StoredMsg } from 'nats';
import {
  LEASE_MS,
  type LeaseHolder,
  type LeaseKey,
  type LeaseStore,
  type StoredLease,
} from '../../application/ports/lease.port.ts';
import { leaseName } from '../../application/wording/lease-name.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import type { WorkerName } from '../../domain/worker/worker.ts';
import type { Connection } from './connection.ts';
import { acceptLeases, leaseSubjectOf, leasesOf, RUN_LEASES, sessionOf, workerOf } from './event-stream.ts';
import { fetchMessage } from './fetch-batch.ts';
import { API_ERROR, apiErrorCode, isNoResponders } from './store-errors.ts';
import type { StreamAccess } from './stream-access.ts';
import { STREAM } from './stream-name.ts';

const HIGHEST_PID = 2 ** 31 - 1;

export class JetStreamLeaseStore implements LeaseStore {
  constructor(
    private readonly stream: StreamAccess,
    private readonly leaseMs: number = LEASE_MS,
  ) {}

  put(key: LeaseKey, holder: LeaseHolder, expected: number): Promise<number | undefined> {
    return this.stream.run(`claim ${leaseName(key)}`, async (connection) => {
      try {
        return await this.#publish(connection, key, holder, expected);
      } catch (error) {
        if (!needsLeases(error)) throw error;
        await acceptLeases(connection);
        return await this.#publish(connection, key, holder, expected);
      }
    });
  }

  find(key: LeaseKey): Promise<StoredLease | undefined> {
    const subject = leaseSubjectOf(key);
    return this.stream.run(`read the claim of ${leaseName(key)}`, async (connection) =>
      (await this.#leases(connection, subject)).get(subject),
    );
  }

  async remove(key: LeaseKey, version: number): Promise<void> {
    await this.stream.run(`give back ${leaseName(key)}`, ({ manager }) =>
      // Newer leases stay: the server removes the messages before `seq`.
      manager.streams.purge(STREAM, { filter: leaseSubjectOf(key), seq: version + 1 }),
    );
  }

  runs(): Promise<ReadonlyMap<SessionName, StoredLease>> {
    return this.#named('read the claims of the sessions', RUN_LEASES, sessionOf);
  }

  workers(session: SessionName): Promise<ReadonlyMap<WorkerName, StoredLease>> {
    return this.#named(`read the leases of the workers of "${session}"`, leasesOf(session), workerOf);
  }

  #named<Name>(
    what: string,
    subjects: string,
    nameIn: (subject: string) => Name | undefined,
  ): Promise<ReadonlyMap<Name, StoredLease>> {
    return this.stream.run(what, async (connection) => {
      const leases = await this.#leases(connection, subjects);
      return new Map(
        [...leases].flatMap(([subject, lease]) => {
          const name = nameIn(subject);
          return name === undefined ? [] : [[name, lease] as const];
        }),
      );
    });
  }

  /** Returns the leases on these subjects, by subject. */
  async #leases(connection: Connection, subjects: string): Promise<ReadonlyMap<string, StoredLease>> {
    const info = await connection.manager.streams.info(STREAM, { subjects_filter: subjects });
    const now = Date.parse(info.ts ?? '') || Date.now();
    const found = await Promise.all(
      Object.keys(info.state.subjects ?? {}).map(async (subject) => {
        const message = await fetchMessage(connection, { last_by_subj: subject });
        return message ? [[subject, this.#stored(message, now)] as const] : [];
      }),
    );
    return new Map(found.flat());
  }

  #stored(message: StoredMsg, now: number): StoredLease {
    const hasLapsed = now - message.time.getTime() >= this.leaseMs;
    return { holder: holderIn(message), version: message.seq, hasLapsed };
  }

  async #publish(
    { jetstream }: Connection,
    key: LeaseKey,
    holder: LeaseHolder,
    expected: number,
  ): Promise<number | undefined> {
    const all = headers();
    // Replaces the earlier messages of the lease.
    all.set('Nats-Rollup', 'sub');
    try {
      const payload = Buffer.from(JSON.stringify(holder));
      const expect = { lastSubjectSequence: expected };
      return (await jetstream.publish(leaseSubjectOf(key), payload, { headers: all, expect })).seq;
    } catch (error) {
      if (apiErrorCode(error) === API_ERROR.wrongLastSequence) return undefined;
      throw error;
    }
  }
}

/** Whether the stream may be one that an older version created. */
function needsLeases(error: unknown): boolean {
  return isNoResponders(error) || apiErrorCode(error) === API_ERROR.rollupNotPermitted;
}

/** Returns the holder in a message. One that cannot be read is on no machine, so it only keeps the session until it lapses. */
function holderIn(message: StoredMsg): LeaseHolder {
  const text = (value: unknown) => (typeof value === 'string' ? value.slice(0, 256) : '');
  try {
    const { id, pid, start, host, boot, scope } = JSON.parse(message.string()) as Record<string, unknown>;
    const isPid = typeof pid === 'number' && Number.isInteger(pid) && pid > 0 && pid <= HIGHEST_PID;
    if (isPid) {
      return {
        id: text(id),
        pid,
        start: text(start),
        host: text(host),
        boot: text(boot),
        scope: text(scope),
      };
    }
  } catch {
    // Not ours.
  }
  return { id: '', pid: 0, start: '', host: 'an unknown machine', boot: '', scope: '' };
}
