// Gives a session another name, with all that was kept of it.
import { foldCase, requireDistinctName, type SessionName } from '../../domain/session/session-name.ts';
import { ApplicationError, InputError } from '../errors.ts';
import type { SessionDirectory } from '../ports/event-store.port.ts';
import type { TranscriptStore } from '../ports/transcript-store.port.ts';
import type { SessionRegistry } from './session-registry.ts';

export class RenameSession {
  constructor(
    private readonly sessions: SessionRegistry,
    private readonly directory: SessionDirectory,
    private readonly transcripts: TranscriptStore,
  ) {}

  /**
   * Throws `SESSION.NOT_FOUND`, `SESSION.EXISTS`, `SESSION.SIMILAR_NAME`, and `InputError` for names that are one on some disks. Transcripts are copied
   * before the name changes and removed after it: cut off at any moment, the session has them, and calling again continues.
   */
  async execute(from: SessionName, to: SessionName): Promise<void> {
    if (foldCase(from) === foldCase(to)) throw sameName(from, to);
    await this.sessions.existing(from);
    const names = await this.directory.list();
    if (names.includes(to)) {
      throw new ApplicationError('SESSION.EXISTS', `there is a session "${to}" already: choose another name`);
    }
    requireDistinctName(to, names);
    await this.transcripts.copy(from, to);
    await this.sessions.rename(from, to);
    await this.transcripts.delete(from);
  }
}

function sameName(from: SessionName, to: SessionName): InputError {
  if (from === to) return new InputError(`the session is called "${to}" already: give another name`);
  return new InputError(`"${from}" and "${to}" are one name on some disks: give another one`);
}
