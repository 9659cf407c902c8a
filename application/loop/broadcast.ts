// Publishes the output of a run: live to processes that watch, and in the transcript for later.
import type { EventMeta } from '../../domain/session/session.events.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import type { WorkerName } from '../../domain/worker/worker.ts';
import type { Clock } from '../ports/clock.port.ts';
import type { LiveEvent, LiveFeed, LiveItem } from '../ports/live-feed.port.ts';
import type { RunEvent, RunObserver } from '../ports/run-observer.port.ts';
import type { TranscriptStore } from '../ports/transcript-store.port.ts';
import type { Session } from '../session/session.ts';

export class Broadcast implements RunObserver {
  /** The last iteration of each worker, in place of none. */
  readonly #iterations = new Map<WorkerName | undefined, number>();

  constructor(
    private readonly session: SessionName,
    private readonly live: LiveFeed,
    private readonly transcripts: TranscriptStore,
    private readonly clock: Clock,
  ) {}

  notify(event: RunEvent): void {
    if (event.type === 'recorded') this.#note(event.recorded.meta);
    const streamed = streamedIn(event);
    if (streamed === undefined) return;
    const { worker } = event;
    const item = {
      time: this.clock.now().toISOString(),
      iteration: this.#iterations.get(worker) ?? 0,
      ...(worker && { worker }),
      event: streamed,
    };
    this.live.publish(this.session, item);
    this.transcripts.append(this.session, item);
  }

  #note({ worker, iteration }: EventMeta): void {
    if (iteration !== null) this.#iterations.set(worker, iteration);
  }
}

/**
 * Returns the event to publish. Returns undefined for recorded events, which are in the stream, and for those that only the
 * process of the run needs.
 */
function streamedIn(event: RunEvent): LiveEvent | undefined {
  switch (event.type) {
    case 'agent':
    case 'hook':
      return event.event;
    case 'notice':
    case 'turn-failed':
    case 'phase': {
      const { worker: _, ...own } = event;
      return own;
    }
    case 'recorded':
    case 'run-started':
    case 'store-waiting':
    case 'store-back':
    case 'run-ended':
      return undefined;
    default:
      return event satisfies never;
  }
}

/** Returns the event that a watcher shows for an item, so that it shows the same as the process of the run. */
export function watchedEvent({ iteration, worker, event }: LiveItem): RunEvent {
  const shown = shownEvent(iteration, event);
  return worker ? { ...shown, worker } : shown;
}

function shownEvent(iteration: number, event: LiveEvent): RunEvent {
  switch (event.type) {
    case 'hook-started':
    case 'hook-output':
    case 'hook-ended':
      return { type: 'hook', event };
    case 'notice':
    case 'turn-failed':
    case 'phase':
      return event;
    default:
      return { type: 'agent', iteration, event };
  }
}

/** Forwards every new event of the session to the observer. Returns a function that stops forwarding. */
export function forwardEvents(session: Session, observer: RunObserver): () => void {
  return session.onBatch(({ events }) => {
    for (const recorded of events) observer.notify({ type: 'recorded', recorded });
  });
}

/** Combines several observers into one that notifies each in the given order. */
export function observers(...all: readonly RunObserver[]): RunObserver {
  return {
    notify(event) {
      for (const observer of all) observer.notify(event);
    },
  };
}
