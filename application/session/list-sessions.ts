// Lists all sessions with a summary of each.
import type { SessionName } from '../../domain/session/session-name.ts';
import type { SessionDirectory } from '../ports/event-store.port.ts';
import type { RunRegistry } from '../ports/run-registry.port.ts';
import type { SessionRegistry } from './session-registry.ts';
import { type SessionSummary, summarizeSession } from './session-summary.ts';

export class ListSessions {
  constructor(
    private readonly sessions: SessionRegistry,
    private readonly directory: SessionDirectory,
    private readonly runs: Pick<RunRegistry, 'isRunning'>,
  ) {}

  /** Returns the summaries, most recent activity first. Omits a session that is deleted while they are read. */
  async execute(): Promise<SessionSummary[]> {
    const names = await this.directory.list();
    const all = await Promise.all(names.map((name) => this.#summary(name)));
    return all.filter((summary) => summary !== undefined).sort(byActivity);
  }

  async #summary(name: SessionName): Promise<SessionSummary | undefined> {
    const session = this.sessions.get(name);
    const state = await session.refresh();
    return session.version === 0 ? undefined : summarizeSession(name, state, this.runs.isRunning(name));
  }
}

/** Falls back to the name, so that the order is always the same. */
function byActivity(a: SessionSummary, b: SessionSummary): number {
  const [left, right] = [a.lastActivity ?? '', b.lastActivity ?? ''];
  if (left !== right) return left < right ? 1 : -1;
  return a.name < b.name ? -1 : 1;
}
