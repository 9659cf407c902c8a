// Renames a session with all its events and transcripts.
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
   * Renames the session. Copies the transcripts before the rename and deletes the old ones after it: if interrupted at any
   * moment, the session has its transcripts, and calling again continues. Throws `SESSION.NOT_FOUND`, `SESSION.EXISTS`,
   * `SESSION.SIMILAR_NAME`, and `InputError` for names that are equal or differ only in case.
   */
  async execute(from: SessionName, to: SessionName): Promise<void> {
    if (foldCase(from) === foldCase(to)) throw sameName(from, to);
    await this.sessions.existing(from);
    const names = await this.directory.list();
    if (names.includes(to)) {
      throw new ApplicationError('SESSION.EXISTS', `session "${to}" already exists`, {
        remedy: 'choose another name',
      });
    }
    requireDistinctName(to, names);
    await this.transcripts.copy(from, to);
    await this.sessions.rename(from, to);
    await this.transcripts.delete(from);
  }
}

function sameName(from: SessionName, to: SessionName): InputError {
  const remedy = 'choose another name';
  if (from === to) return new InputError(`the session is already called "${to}"`, { remedy });
  return new InputError(`"${from}" and "${to}" are the same name on some file systems`, { remedy });
}
