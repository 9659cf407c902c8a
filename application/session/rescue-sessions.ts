// Saves what the server still has of the sessions after the data directory was removed.
import type { EventStore, SessionDirectory, StreamVersion } from '../ports/event-store.port.ts';
import type { Logger } from '../ports/logger.port.ts';
import type { SessionBackup } from '../ports/session-backup.port.ts';

export class RescueSessions {
  constructor(
    private readonly events: EventStore,
    private readonly directory: SessionDirectory,
    private readonly backup: SessionBackup,
    private readonly logger: Logger,
  ) {}

  /** Completes the backup of every session as far as the server can still read it. Never throws. */
  async execute(): Promise<void> {
    try {
      for (const session of await this.directory.list()) {
        let prev: StreamVersion = 0;
        for await (const batch of this.events.read(session, 0)) {
          this.backup.add(session, { ...batch, prev }, () => this.events.read(session, 0));
          prev = batch.version;
        }
      }
    } catch (error) {
      this.logger.warn('could not save everything of the lost store', { error });
    }
    await this.backup.flush();
  }
}
