// Defines and creates the JetStream stream that holds all sessions, and names its subjects.
import { nanos, RetentionPolicy, StorageType, type StreamConfig } from 'nats';
import { AdapterError } from '../../application/errors.ts';
import type { LeaseKey } from '../../application/ports/lease.port.ts';
import { decodedName, encodedName } from '../../domain/session/encoded-name.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import { isWorkerName, type WorkerName } from '../../domain/worker/worker.ts';
import type { Connection } from './connection.ts';
import { isForbidden } from './forbidden.ts';
import { API_ERROR, apiErrorCode } from './store-errors.ts';
import { STREAM } from './stream-name.ts';

export const ALL_SESSIONS = 'iteratr.*.events';
const ALL_LEASES = 'iteratr.*.lease.*';

export function subjectOf(session: SessionName): string {
  return `iteratr.${encodedName(session)}.events`;
}

/** The leases to run sessions. */
export const RUN_LEASES = 'iteratr.*.lease.run';

export function leaseSubjectOf({ session, worker }: LeaseKey): string {
  return `iteratr.${encodedName(session)}.lease.${worker ?? 'run'}`;
}

/** The subjects of the leases of a session. */
export function leasesOf(session: SessionName): string {
  return `iteratr.${encodedName(session)}.lease.*`;
}

/** Returns the worker of a lease's subject; undefined for that of the run. */
export function workerOf(subject: string): WorkerName | undefined {
  const name = subject.split('.')[3];
  return isWorkerName(name) ? name : undefined;
}

/** Returns the session of a subject; undefined for a subject that is not a session's. */
export function sessionOf(subject: string): SessionName | undefined {
  return decodedName(subject.split('.')[1] ?? '');
}

export interface StreamOptions {
  /** Number of replicas on a cluster. Used only when the stream is created. */
  readonly replicas: number;
  /** How long the server remembers message ids, in milliseconds. Used only when the stream is created. */
  readonly duplicateWindowMs: number;
}

/**
 * Creates the stream unless it exists; several processes may call it concurrently. Throws `STORE.WRITE` when an existing
 * stream of that name drops events or has other subjects.
 */
export async function ensureStream(
  { manager }: Connection,
  { replicas, duplicateWindowMs }: StreamOptions,
): Promise<void> {
  try {
    await manager.streams.add({
      name: STREAM,
      ...withLeases([ALL_SESSIONS]),
      storage: StorageType.File,
      retention: RetentionPolicy.Limits,
      allow_direct: true,
      num_replicas: replicas,
      duplicate_window: nanos(duplicateWindowMs),
      // Versions do not repeat after the store is deleted and created again, so no reader mistakes the new store for the old.
      first_seq: Date.now(),
    });
  } catch (error) {
    if (apiErrorCode(error) !== API_ERROR.streamExists) throw error;
    requireUsable((await manager.streams.info(STREAM)).config);
  }
}

/** Makes an existing stream accept leases. Throws `STORE.WRITE` if this account must not change the stream. */
export async function acceptLeases({ manager }: Connection): Promise<void> {
  const { config } = await manager.streams.info(STREAM);
  try {
    await manager.streams.update(STREAM, { ...config, ...withLeases(config.subjects) });
  } catch (error) {
    if (!isForbidden(error)) throw error;
    throw new AdapterError(
      'STORE.WRITE',
      `the stream ${STREAM} on the NATS server does not accept claims of sessions`,
      {
        cause: error,
        remedy: `add the subject ${ALL_LEASES} to it and allow rollups`,
      },
    );
  }
}

/** What a stream needs for leases. */
function withLeases(subjects: readonly string[]): Pick<StreamConfig, 'subjects' | 'allow_rollup_hdrs'> {
  return { subjects: [...new Set([...subjects, ALL_LEASES])], allow_rollup_hdrs: true };
}

/** Throws like `ensureStream` if the stream exists but is not usable. Creates nothing. */
export async function requireUsableIfThere({ manager }: Connection): Promise<void> {
  try {
    requireUsable((await manager.streams.info(STREAM)).config);
  } catch (error) {
    if (apiErrorCode(error) !== API_ERROR.streamNotFound) throw error;
  }
}

function requireUsable(config: StreamConfig): void {
  const wrong = [
    !config.subjects.includes(ALL_SESSIONS) && `its subjects are not ${ALL_SESSIONS}`,
    config.retention !== RetentionPolicy.Limits && `its retention is ${config.retention}`,
    config.max_age > 0 && 'it drops old messages (max_age)',
    config.max_msgs > 0 && 'it drops messages (max_msgs)',
    config.max_bytes > 0 && 'it drops messages (max_bytes)',
    config.max_msgs_per_subject > 0 && 'it drops messages (max_msgs_per_subject)',
  ].filter((reason) => reason !== false);
  if (wrong.length === 0) return;
  throw new AdapterError(
    'STORE.WRITE',
    `the stream ${STREAM} on the NATS server cannot store sessions: ${wrong.join(', ')}`,
    { remedy: 'change or rename it' },
  );
}
