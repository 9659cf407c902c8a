// Keeps the sessions that this process works with, so that each is loaded only once.

import { listed } from '../../domain/listed.ts';
import { requireDistinctName, type SessionName } from '../../domain/session/session-name.ts';
import { factsAt } from '../codec/session-facts.ts';
import { AdapterError, ApplicationError } from '../errors.ts';
import type { SessionDirectory, StreamVersion } from '../ports/event-store.port.ts';
import { Session, type SessionPorts } from './session.ts';
import { factsOf, type SessionFacts } from './session-summary.ts';

export interface ReadableSession {
  readonly session: Session;
  /** undefined if the session is whole. */
  readonly damage: AdapterError | undefined;
}

/** Whether the error says that the stored events of a session cannot be read any further. */
export function isDamage(error: unknown): error is AdapterError {
  return error instanceof AdapterError && ['STORE.CORRUPT', 'STORE.DAMAGED'].includes(error.code);
}

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
  async existing(name: SessionName, brief?: AbortSignal): Promise<Session> {
    const session = this.get(name);
    await session.refresh(brief);
    if (session.version === 0) {
      const names = await this.directory.list();
      const remedy =
        names.length === 0 ? 'start one with `iteratr build`' : `the sessions are ${listed(names)}`;
      throw new ApplicationError('SESSION.NOT_FOUND', `there is no session "${name}"`, { remedy });
    }
    return session;
  }

  /**
   * Returns the session like `existing`. A damaged one has what could be read of it; `damage` tells where it ends. Throws
   * `SESSION.NOT_FOUND`.
   */
  async readable(name: SessionName): Promise<ReadableSession> {
    try {
      return { session: await this.existing(name), damage: undefined };
    } catch (error) {
      if (!isDamage(error)) throw error;
      return { session: this.get(name), damage: error };
    }
  }

  /**
   * Returns the facts of the session's summary, undefined if it has no events. Uses the kept ones if they hold at `version`,
   * the session's last; otherwise reads the session and keeps them for the next list. Does not keep the session in memory.
   */
  async facts(name: SessionName, version: StreamVersion): Promise<SessionFacts | undefined> {
    const kept = factsAt(version, await this.ports.summaries.load(name));
    if (kept) return kept;
    const session = new Session(name, this.ports);
    const state = await session.refresh();
    if (session.version > 0) await session.saveSummary();
    await session.close();
    return session.version === 0 ? undefined : factsOf(state);
  }

  /** Deletes all events of the session. It can be used again afterwards, empty. */
  async reset(name: SessionName): Promise<void> {
    await this.close(name);
    await this.#forget(name);
    await this.directory.delete(name);
  }

  /** Renames a session, like `SessionDirectory.rename`. */
  async rename(from: SessionName, to: SessionName): Promise<void> {
    await this.close(from);
    await this.close(to);
    await this.directory.rename(from, to);
    await this.#forget(from);
    // A snapshot under the new name can only be of an older session.
    await this.#forget(to);
    await this.get(to).refresh();
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#sessions.keys()].map((name) => this.close(name)));
  }

  /** Checks the name before a session's first event. Two sessions that start at the same moment do not see each other. */
  async #requireDistinct(name: SessionName): Promise<void> {
    requireDistinctName(name, await this.directory.list());
  }

  async #forget(name: SessionName): Promise<void> {
    await this.ports.snapshots.delete(name);
    await this.ports.summaries.delete(name);
  }

  private async close(name: SessionName): Promise<void> {
    const session = this.#sessions.get(name);
    this.#sessions.delete(name);
    await session?.close();
  }
}
