// Refuses to record events of a session that this process has claimed and lost.
import type { RecordedEvent } from '../../domain/session/session.events.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import type { EventStore, StreamVersion } from '../ports/event-store.port.ts';
import type { SessionClaims } from './session-claims.ts';

export class ClaimedEvents implements EventStore {
  readonly read: EventStore['read'];
  readonly readBack: EventStore['readBack'];
  readonly subscribe: EventStore['subscribe'];

  constructor(
    private readonly events: EventStore,
    private readonly claims: Pick<SessionClaims, 'confirm'>,
  ) {
    this.read = (...args) => events.read(...args);
    this.readBack = (...args) => events.readBack(...args);
    this.subscribe = (...args) => events.subscribe(...args);
  }

  /** Throws `CLAIM.LOST` before anything is written. */
  async append(
    session: SessionName,
    events: readonly RecordedEvent[],
    expected: StreamVersion,
  ): Promise<StreamVersion> {
    await this.claims.confirm(session);
    return this.events.append(session, events, expected);
  }
}
