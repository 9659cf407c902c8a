// `iteratr attach`: looks on while another process runs the session, or reads what is over.
import { findRunningBuild } from '../../adapters/files/run-file.ts';
import { fromLiveItems, settleTranscript } from '../../adapters/tui/transcript/reduce.ts';
import type { Transcript } from '../../adapters/tui/transcript/transcript.ts';
import { InputError } from '../../application/errors.ts';
import type { LiveItem } from '../../application/ports/live-feed.port.ts';
import type { Session } from '../../application/session/session.ts';
import { SessionRegistry } from '../../application/session/session-registry.ts';
import type { RecordedEvent } from '../../domain/session/session.events.ts';
import type { Environment } from '../environment.ts';
import { interruption } from '../interruption.ts';
import { TOKEN } from '../tokens.ts';
import { type Dashboard, openDashboard } from '../tui/open-dashboard.ts';
import { loadSettings } from './load-settings.ts';
import { namedSession } from './named-session.ts';
import { type OpenSessions, openSessions } from './open-sessions.ts';

/** So many of the last iterations are shown with all that the agent said; of those before only what was recorded. */
const ITERATIONS_SHOWN = 5;

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
  const sessions = await openSessions(config, environment);
  try {
    const session = await sessions.container.get(SessionRegistry).existing(name);
    const isRunning = (): boolean => findRunningBuild(config.dataDir, name) !== undefined;
    const watching = new Watching(session, sessions, left.signal);
    const transcript = await watching.before(isRunning());
    const dashboard = openDashboard({
      session: () => session,
      transcript,
      mode: () => (isRunning() ? 'attached' : 'finished'),
      dataDir: config.dataDir,
      theme: config.theme,
      environment,
      logger: sessions.logger,
      onQuit: () => left.interrupt(),
      onRestart: async () => {
        throw new InputError('only the process that runs the session can run it again: `iteratr build`');
      },
    });
    try {
      await watching.follow(dashboard);
    } finally {
      dashboard.close();
    }
    return 0;
  } finally {
    await sessions.close();
    left.stop();
  }
}

/** What was before and what comes, each once: the live feed is listened to before the transcripts are read. */
class Watching {
  readonly #early: LiveItem[] = [];
  #onItem: (item: LiveItem) => void = (item) => void this.#early.push(item);
  #lastKept = '';
  readonly #live: Promise<void>;

  constructor(
    private readonly session: Session,
    private readonly sessions: OpenSessions,
    private readonly signal: AbortSignal,
  ) {
    this.#live = this.#listen();
  }

  async before(isRunning: boolean): Promise<Transcript> {
    const { container, store } = this.sessions;
    const recorded: RecordedEvent[] = [];
    for await (const commit of store.events.read(this.session.name, 0)) recorded.push(...commit.events);
    const { last } = this.session.state.iterations;
    const items: LiveItem[] = [];
    for (let number = Math.max(1, last - ITERATIONS_SHOWN + 1); number <= last; number++) {
      for await (const item of container.get(TOKEN.transcripts).read(this.session.name, number))
        items.push(item);
    }
    this.#lastKept = items.at(-1)?.time ?? '';
    const transcript = fromLiveItems(items, recorded);
    return isRunning ? transcript : settleTranscript(transcript, Date.now());
  }

  /** Resolves when the user leaves. Throws when the store is lost for good. */
  async follow(dashboard: Dashboard): Promise<void> {
    const unsubscribe = this.session.onCommit(({ events }) => {
      for (const event of events) dashboard.notify({ type: 'recorded', recorded: event });
    });
    this.#onItem = ({ time, iteration, event }) => {
      if (time > this.#lastKept) dashboard.notify({ type: 'agent', iteration, event });
    };
    for (const item of this.#early.splice(0)) this.#onItem(item);
    try {
      await this.session.follow(this.signal);
      await this.#live;
    } finally {
      unsubscribe();
    }
  }

  async #listen(): Promise<void> {
    for await (const item of this.sessions.store.live.watch(this.session.name, this.signal))
      this.#onItem(item);
  }
}
