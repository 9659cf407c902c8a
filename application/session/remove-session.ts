// Removes a session with all its events and transcripts.
import type { SessionName } from '../../domain/session/session-name.ts';
import type { TranscriptStore } from '../ports/transcript-store.port.ts';
import type { SessionRegistry } from './session-registry.ts';

export class RemoveSession {
  constructor(
    private readonly sessions: SessionRegistry,
    private readonly transcripts: TranscriptStore,
  ) {}

  /**
   * Removes the session. Its name can be used again afterwards. Deletes the events last: if interrupted before, the session still
   * exists and can be removed again.
   */
  async execute(name: SessionName): Promise<void> {
    await this.transcripts.delete(name);
    await this.sessions.reset(name);
  }
}
