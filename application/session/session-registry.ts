// All sessions this process works with, each loaded once.
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

  /** The session of that name, whether or not anything has been recorded in it yet. */
  get(name: SessionName): Session {
    let session = this.#sessions.get(name);
    if (!session) {
      session = new Session(name, this.ports, () => this.#requireDistinct(name));
      this.#sessions.set(name, session);
    }
    return session;
  }

  /** As `get`, up to date. Throws `SESSION.NOT_FOUND`, naming the sessions there are. */
  async existing(name: SessionName): Promise<Session> {
    const session = this.get(name);
    await session.refresh();
    if (session.version === 0) {
      const names = await this.directory.list();
      const known = names.length === 0 ? 'there are none yet' : `there are ${names.join(', ')}`;
      throw new ApplicationError('SESSION.NOT_FOUND', `there is no session "${name}": ${known}`);
    }
    return session;
  }

  /** Removes everything that was ever recorded in the session. It can be used again afterwards, empty. */
  async reset(name: SessionName): Promise<void> {
    await this.close(name);
    await this.ports.snapshots.delete(name);
    await this.directory.delete(name);
  }

  /** As `SessionDirectory.rename`. */
  async rename(from: SessionName, to: SessionName): Promise<void> {
    await this.close(from);
    await this.close(to);
    await this.directory.rename(from, to);
    await this.ports.snapshots.delete(from);
    // What there may be is older than the session.
    await this.ports.snapshots.delete(to);
    await this.get(to).refresh();
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#sessions.keys()].map((name) => this.close(name)));
  }

  /** Asked of a session that begins. Two that begin at the same moment do not see each other. */
  async #requireDistinct(name: SessionName): Promise<void> {
    requireDistinctName(name, await this.directory.list());
  }

  private async close(name: SessionName): Promise<void> {
    const session = this.#sessions.get(name);
    this.#sessions.delete(name);
    await session?.close();
  }
}
