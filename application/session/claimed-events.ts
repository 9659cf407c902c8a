// Refuses to record events of a session that this process has claimed and lost.
import type { RecordedEvent } from '../../domain/session/session.events.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import { unlessAborted } from '../async/abort.ts';
import { AdapterError } from '../errors.ts';
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
    brief?: AbortSignal,
  ): Promise<StreamVersion> {
    const confirmed = this.claims.confirm(session);
    await (brief ? unlessAborted(brief, confirmed, unconfirmed) : confirmed);
    return this.events.append(session, events, expected, brief);
  }
}

function unconfirmed(): AdapterError {
  return new AdapterError('STORE.UNREACHABLE', 'the store does not answer; nothing was stored', {
    retryable: true,
    remedy: 'try again when it does',
  });
}
