// Lists all sessions with a summary of each.
import type { SessionName } from '../../domain/session/session-name.ts';
import { sideBySide } from '../async/side-by-side.ts';
import type { SessionDirectory, StreamVersion } from '../ports/event-store.port.ts';
import type { SessionClaims } from './session-claims.ts';
import { isDamage, type SessionRegistry } from './session-registry.ts';
import { damagedSummary, type SessionSummary, summaryOf } from './session-summary.ts';

/** Number of sessions that are read at the same time. */
const AT_ONCE = 8;

export class ListSessions {
  constructor(
    private readonly sessions: SessionRegistry,
    private readonly directory: SessionDirectory,
    private readonly claims: Pick<SessionClaims, 'running'>,
  ) {}

  /**
   * Returns the summaries, most recent activity first, those of damaged sessions last. Omits a session that is deleted while
   * they are read.
   */
  async execute(): Promise<SessionSummary[]> {
    const [versions, running] = await Promise.all([this.directory.versions(), this.claims.running()]);
    const all = await sideBySide([...versions], AT_ONCE, ([name, version]) =>
      this.#summary(name, version, running.has(name)),
    );
    return all.filter((summary) => summary !== undefined).sort(byActivity);
  }

  async #summary(
    name: SessionName,
    version: StreamVersion,
    isRunning: boolean,
  ): Promise<SessionSummary | undefined> {
    try {
      const facts = await this.sessions.facts(name, version);
      return facts && summaryOf(name, facts, isRunning);
    } catch (error) {
      // One damaged session must not hide the others.
      if (isDamage(error)) return damagedSummary(name);
      throw error;
    }
  }
}

/** Falls back to the name, so that the order is always the same. */
function byActivity(a: SessionSummary, b: SessionSummary): number {
  const [left, right] = [a.lastActivity ?? '', b.lastActivity ?? ''];
  if (left !== right) return left < right ? 1 : -1;
  return a.name < b.name ? -1 : 1;
}
