// Keeps the sessions that this process works with, so that each is loaded only once.
import { requireDistinctName, type SessionName } from '../../domain/session/session-name.ts';
import { ApplicationError } from '../errors.ts';
import type { SessionDirectory } from '../ports/event-store.port.ts';
import { Session, type SessionPorts } from './session.ts';

export class SessionRegistry {
  readonly #sessions = new Map<SessionName, Session>();

  constructor(
    private readonly ports: SessionPorts,
    private readonly directory: SessionDirectory,
  ) {}

  /** Returns the session with this name, even if nothing has been recorded in it yet. */
  get(name: SessionName): Session {
    let session = this.#sessions.get(name);
    if (!session) {
      session = new Session(name, this.ports, () => this.#requireDistinct(name));
      this.#sessions.set(name, session);
    }
    return session;
  }

  /** Returns the session after a refresh. Throws `SESSION.NOT_FOUND`, naming the existing sessions, if it has no events. */
  async existing(name: SessionName): Promise<Session> {
    const session = this.get(name);
    await session.refresh();
    if (session.version === 0) {
      const names = await this.directory.list();
      const remedy =
        names.length === 0 ? 'start one with `iteratr build`' : `the sessions are ${names.join(', ')}`;
      throw new ApplicationError('SESSION.NOT_FOUND', `there is no session "${name}"`, { remedy });
    }
    return session;
  }

  /** Deletes all events of the session. It can be used again afterwards, empty. */
  async reset(name: SessionName): Promise<void> {
    await this.close(name);
    await this.ports.snapshots.delete(name);
    await this.directory.delete(name);
  }

  /** Renames a session, like `SessionDirectory.rename`. */
  async rename(from: SessionName, to: SessionName): Promise<void> {
    await this.close(from);
    await this.close(to);
    await this.directory.rename(from, to);
    await this.ports.snapshots.delete(from);
    // A snapshot under the new name can only be of an older session.
    await this.ports.snapshots.delete(to);
    await this.get(to).refresh();
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#sessions.keys()].map((name) => this.close(name)));
  }

  /** Checks the name before a session's first event. Two sessions that start at the same moment do not see each other. */
  async #requireDistinct(name: SessionName): Promise<void> {
    requireDistinctName(name, await this.directory.list());
  }

  private async close(name: SessionName): Promise<void> {
    const session = this.#sessions.get(name);
    this.#sessions.delete(name);
    await session?.close();
  }
}
