// Keeps the backup of the sessions in step with the store, and notices when the store has lost events.
import type { RecordedEvent } from '../../domain/session/session.events.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import { AdapterError } from '../errors.ts';
import type { EventBatch, EventStore, SessionDirectory, StreamVersion } from '../ports/event-store.port.ts';
import type { SessionBackup } from '../ports/session-backup.port.ts';

/** Implements both ports by delegation. The store answers first; the backup follows without being waited for. */
export class BackedUpEvents implements EventStore, SessionDirectory {
  readonly readBack: EventStore['readBack'];
  readonly subscribe: EventStore['subscribe'];
  readonly list: SessionDirectory['list'];
  readonly versions: SessionDirectory['versions'];
  /** Sessions that the store has not lost events of, as far as the backup knows. */
  readonly #checked = new Set<SessionName>();

  constructor(
    private readonly events: EventStore,
    private readonly directory: SessionDirectory,
    private readonly backup: SessionBackup,
  ) {
    this.readBack = (...args) => events.readBack(...args);
    this.subscribe = (...args) => events.subscribe(...args);
    this.list = () => directory.list();
    this.versions = () => directory.versions();
  }

  /** Throws `STORE.DAMAGED`, like `read`, before anything is written. */
  async append(
    session: SessionName,
    events: readonly RecordedEvent[],
    expected: StreamVersion,
    brief?: AbortSignal,
  ): Promise<StreamVersion> {
    await this.#requireComplete(session, expected);
    const version = await this.events.append(session, events, expected, brief);
    this.backup.add(session, { version, prev: expected, events }, () => this.events.read(session, 0));
    return version;
  }

  /** Implements the port. Also throws `STORE.DAMAGED` if the store has fewer events than the backup. */
  async *read(session: SessionName, after: StreamVersion, brief?: AbortSignal): AsyncGenerator<EventBatch> {
    let last = after;
    for await (const batch of this.events.read(session, after, brief)) {
      yield batch;
      last = batch.version;
    }
    await this.#requireComplete(session, last);
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

  /** Compares once per session: from then on, this process sees every change. */
  async #requireComplete(session: SessionName, last: StreamVersion): Promise<void> {
    if (this.#checked.has(session)) return;
    const saved = await this.backup.lastVersion(session);
    if (saved !== undefined && saved > last && !(await this.#hasMore(session, last))) {
      throw new AdapterError('STORE.DAMAGED', `the store has lost events of session "${session}"`, {
        remedy: `\`iteratr sessions restore ${session}\` restores them from the backup, \`iteratr sessions delete ${session}\` discards both`,
      });
    }
    this.#checked.add(session);
  }

  /** Whether another process has appended since. */
  async #hasMore(session: SessionName, last: StreamVersion): Promise<boolean> {
    for await (const _ of this.events.read(session, last)) return true;
    return false;
  }
}
