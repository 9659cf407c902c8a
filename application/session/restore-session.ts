// Restores a session from its backup.
import type { SessionName } from '../../domain/session/session-name.ts';
import { AdapterError, ApplicationError } from '../errors.ts';
import type { EventStore, SessionDirectory, StreamVersion } from '../ports/event-store.port.ts';
import type { BackupCopy, SessionBackup } from '../ports/session-backup.port.ts';

export interface RestoredSession {
  readonly events: number;
  /** When the last restored event was recorded, ISO 8601. */
  readonly lastEventAt: string;
  /** Whether the backup has later events that cannot be restored. */
  readonly isCut: boolean;
}

export class RestoreSession {
  constructor(
    private readonly events: EventStore,
    private readonly directory: SessionDirectory,
    private readonly backup: SessionBackup,
  ) {}

  /** Returns the names of the sessions that are in the backup and not in the store, sorted. */
  async restorable(): Promise<SessionName[]> {
    const [saved, present] = [await this.backup.list(), await this.directory.list()];
    return saved.filter((name) => !present.includes(name));
  }

  /** Returns the backup of a session. Throws `BACKUP.NONE` if there is none. */
  async copyOf(name: SessionName): Promise<BackupCopy> {
    const copy = await this.backup.read(name);
    if (copy && copy.batches.length > 0) return copy;
    const names = await this.backup.list();
    const remedy =
      names.length === 0 ? 'nothing can be restored' : `there are backups of ${names.join(', ')}`;
    throw new ApplicationError('BACKUP.NONE', `there is no backup of session "${name}"`, { remedy });
  }

  /**
   * Appends every event of the backup, with its id and time, and replaces what the store still has of them. Continues an
   * interrupted call. Throws `SESSION.EXISTS` if the session has other events.
   */
  async execute(name: SessionName, { batches, isCut }: BackupCopy): Promise<RestoredSession> {
    const ids = batches.map(({ events }) => events[0]?.meta.id);
    let { count, last } = await this.#remaining(name, ids);
    for (; count < batches.length; count += 1) {
      last = await this.events.append(name, batches[count]?.events ?? [], last);
    }
    await this.#requireStored(name, ids);
    const events = batches.flatMap((batch) => batch.events);
    return { events: events.length, lastEventAt: events.at(-1)?.meta.time ?? '', isCut };
  }

  /** Returns how many batches the store has, and the version of the last one. Deletes them unless they are the first ones. */
  async #remaining(
    name: SessionName,
    ids: readonly (string | undefined)[],
  ): Promise<{ count: number; last: StreamVersion }> {
    let [count, last, isFirst] = [0, 0, true];
    try {
      for await (const { version, events } of this.events.read(name, 0)) {
        const id = events[0]?.meta.id;
        if (!ids.includes(id)) throw exists(name);
        isFirst &&= id === ids[count];
        count += 1;
        last = version;
      }
    } catch (error) {
      if (!(error instanceof AdapterError) || error.code !== 'STORE.CORRUPT') throw error;
      isFirst = false;
    }
    if (isFirst) return { count, last };
    await this.directory.delete(name);
    return { count: 0, last: 0 };
  }

  /** A server that has deleted an event takes a new one with its id for a repetition, for some time. */
  async #requireStored(name: SessionName, ids: readonly (string | undefined)[]): Promise<void> {
    const stored = new Set<string | undefined>();
    for await (const { events } of this.events.read(name, 0)) stored.add(events[0]?.meta.id);
    if (ids.every((id) => stored.has(id))) return;
    throw new ApplicationError('CONFLICT', `session "${name}" could not be restored completely`, {
      remedy: 'run the same command again in two minutes',
    });
  }
}

function exists(name: SessionName): ApplicationError {
  return new ApplicationError(
    'SESSION.EXISTS',
    `session "${name}" has events that its backup does not have`,
    {
      remedy: `rename it first: \`iteratr sessions rename ${name} <new>\``,
    },
  );
}
