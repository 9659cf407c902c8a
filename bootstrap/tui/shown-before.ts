// What the dashboard shows of what was before it was opened.
import type { LiveItem } from '../../application/ports/live-feed.port.ts';
import type { Session } from '../../application/session/session.ts';
import type { RecordedEvent } from '../../domain/session/session.events.ts';
import type { OpenSessions } from '../commands/open-sessions.ts';
import { TOKEN } from '../tokens.ts';

export interface ShownBefore {
  readonly recorded: readonly RecordedEvent[];
  /** What the agent said in the last iterations. */
  readonly items: readonly LiveItem[];
}

/** So many of the last iterations are shown with all that the agent said; of those before only what was recorded. */
const ITERATIONS_SHOWN = 5;

/** The session must be up to date. */
export async function shownBefore(
  session: Session,
  { container, store }: OpenSessions,
): Promise<ShownBefore> {
  const recorded: RecordedEvent[] = [];
  for await (const commit of store.events.read(session.name, 0)) {
    // What is newer comes to whoever follows the session.
    if (commit.version <= session.version) recorded.push(...commit.events);
  }
  const { last } = session.state.iterations;
  const items: LiveItem[] = [];
  const transcripts = container.get(TOKEN.transcripts);
  for (let number = Math.max(0, last - ITERATIONS_SHOWN + 1); number <= last; number++) {
    for await (const item of transcripts.read(session.name, number)) items.push(item);
  }
  return { recorded, items };
}
