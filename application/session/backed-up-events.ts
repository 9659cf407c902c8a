// Keeps the backup of the sessions in step with the store.
import type { RecordedEvent } from '../../domain/session/session.events.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import type { EventStore, SessionDirectory, StreamVersion } from '../ports/event-store.port.ts';
import type { SessionBackup } from '../ports/session-backup.port.ts';

/** Implements both ports by delegation. The store answers first; the backup follows without being waited for. */
export class BackedUpEvents implements EventStore, SessionDirectory {
  readonly read: EventStore['read'];
  readonly subscribe: EventStore['subscribe'];
  readonly list: SessionDirectory['list'];

  constructor(
    private readonly events: EventStore,
    private readonly directory: SessionDirectory,
    private readonly backup: SessionBackup,
  ) {
    this.read = (...args) => events.read(...args);
    this.subscribe = (...args) => events.subscribe(...args);
    this.list = () => directory.list();
  }

  async append(
    session: SessionName,
    events: readonly RecordedEvent[],
    expected: StreamVersion,
  ): Promise<StreamVersion> {
    const version = await this.events.append(session, events, expected);
    this.backup.add(session, { version, prev: expected, events }, () => this.events.read(session, 0));
    return version;
  }

  async delete(session: SessionName): Promise<void> {
    await this.directory.delete(session);
    await this.backup.remove(session);
  }

  /** The next batch of the renamed session makes its copy anew. */
  async rename(from: SessionName, to: SessionName): Promise<void> {
    await this.directory.rename(from, to);
    await this.backup.remove(from);
  }
}
