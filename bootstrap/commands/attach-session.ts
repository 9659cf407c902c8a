// `iteratr attach`: looks on while another process runs the session, or reads what is over.
import { findRunningBuild } from '../../adapters/files/run-file.ts';
import { PROCESS_FACTS } from '../../adapters/process/process-facts.ts';
import { joinLiveItems } from '../../adapters/tui/transcript/join-live-items.ts';
import { fromLiveItems, settleTranscript } from '../../adapters/tui/transcript/reduce.ts';
import { InputError } from '../../application/errors.ts';
import { showFacts, watchedEvent } from '../../application/loop/broadcast.ts';
import type { LiveItem } from '../../application/ports/live-feed.port.ts';
import type { Session } from '../../application/session/session.ts';
import { SessionRegistry } from '../../application/session/session-registry.ts';
import type { Environment } from '../environment.ts';
import { interruption } from '../interruption.ts';
import type { Dashboard } from '../tui/open-dashboard.ts';
import { shownBefore } from '../tui/shown-before.ts';
import { loadSettings } from './load-settings.ts';
import { namedSession } from './named-session.ts';
import { type OpenSessions, openSessions } from './open-sessions.ts';

/** Returns the exit code when the user has left; the run, if there is one, goes on. */
export async function attachSession(
  given: string | undefined,
  flags: Readonly<Record<string, string | boolean>>,
  environment: Environment,
): Promise<number> {
  const name = namedSession(given, environment);
  const { config } = loadSettings(flags, environment);
  if (!process.stdout.isTTY || !process.stdin.isTTY) {
    throw new InputError(
      'attach needs a terminal: use `iteratr tool task-list`, or the log of the build, without one',
    );
  }
  const left = interruption(() => undefined);
  const isRunning = (): boolean => findRunningBuild(config.dataDir, name, PROCESS_FACTS) !== undefined;
  const { openDashboard } = await import('../tui/open-dashboard.ts');
  const dashboard = openDashboard({
    name,
    mode: () => (isRunning() ? 'attached' : 'finished'),
    dataDir: config.dataDir,
    theme: config.theme,
    environment,
    onQuit: () => {
      if (!left.signal.aborted) left.interrupt();
    },
    onRestart: async () => {
      throw new InputError('only the process that runs the session can run it again: `iteratr build`');
    },
  });
  let sessions: OpenSessions | undefined;
  try {
    sessions = await openSessions(config, environment);
    const session = await sessions.container.get(SessionRegistry).existing(name);
    await watch(session, sessions, dashboard, isRunning(), left.signal);
    return 0;
  } finally {
    dashboard.close();
    await sessions?.close();
    left.stop();
  }
}

/**
 * Shows what was before and what comes, each once: the live feed is listened to before the transcripts are read. Resolves
 * when `signal` aborts. Throws when the store is lost for good.
 */
async function watch(
  session: Session,
  sessions: OpenSessions,
  dashboard: Dashboard,
  isRunning: boolean,
  signal: AbortSignal,
): Promise<void> {
  const early: LiveItem[] = [];
  let onItem = (item: LiveItem): void => void early.push(item);
  const live = (async () => {
    for await (const item of sessions.store.live.watch(session.name, signal)) onItem(item);
  })();
  const { items, recorded } = await shownBefore(session, sessions);
  const transcript = fromLiveItems(joinLiveItems(items, early), recorded);
  const shown = isRunning ? transcript : settleTranscript(transcript, Date.now());
  dashboard.connect({ session: () => session, logger: sessions.logger }, shown);
  onItem = (item) => dashboard.notify(watchedEvent(item));
  const unsubscribe = showFacts(session, dashboard);
  try {
    await Promise.all([session.follow(signal), live]);
  } finally {
    unsubscribe();
  }
}
