// Restores a session from its backup.
import type { SessionName } from '../../domain/session/session-name.ts';
import { ApplicationError } from '../errors.ts';
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
   * Appends every event of the backup, with its id and time. Continues an interrupted call. Throws `SESSION.EXISTS` if the
   * session has other events.
   */
  async execute(name: SessionName, { batches, isCut }: BackupCopy): Promise<RestoredSession> {
    const ids = batches.map(({ events }) => events[0]?.meta.id);
    let { count, last } = await this.#restored(name, ids);
    for (; count < batches.length; count += 1) {
      last = await this.events.append(name, batches[count]?.events ?? [], last);
    }
    const events = batches.flatMap((batch) => batch.events);
    return { events: events.length, lastEventAt: events.at(-1)?.meta.time ?? '', isCut };
  }

  /** Returns how many batches an interrupted call has restored, and the version of the last one. */
  async #restored(
    name: SessionName,
    ids: readonly (string | undefined)[],
  ): Promise<{ count: number; last: StreamVersion }> {
    let [count, last] = [0, 0];
    for await (const { version, events } of this.events.read(name, 0)) {
      if (events[0]?.meta.id !== ids[count]) {
        throw new ApplicationError('SESSION.EXISTS', `session "${name}" exists`, {
          remedy: `rename it first: \`iteratr sessions rename ${name} <new>\``,
        });
      }
      count += 1;
      last = version;
    }
    return { count, last };
  }
}
