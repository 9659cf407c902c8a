// Removes everything that was ever kept of a session.
import type { SessionName } from '../../domain/session/session-name.ts';
import type { TranscriptStore } from '../ports/transcript-store.port.ts';
import type { SessionRegistry } from './session-registry.ts';

export class RemoveSession {
  constructor(
    private readonly sessions: SessionRegistry,
    private readonly transcripts: TranscriptStore,
  ) {}

  /**
   * The name can be used again afterwards, by a session without an event. The events go last: cut off before that, the
   * session is still there, and can be removed again.
   */
  async execute(name: SessionName): Promise<void> {
    await this.transcripts.delete(name);
    await this.sessions.reset(name);
  }
}
