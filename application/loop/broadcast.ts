// Lets others see what the agent streams: live for whoever watches now, in the transcript for whoever looks later.
import type { SessionName } from '../../domain/session/session-name.ts';
import type { Clock } from '../ports/clock.port.ts';
import type { LiveFeed } from '../ports/live-feed.port.ts';
import type { RunEvent, RunObserver } from '../ports/run-observer.port.ts';
import type { TranscriptStore } from '../ports/transcript-store.port.ts';

export class Broadcast implements RunObserver {
  constructor(
    private readonly session: SessionName,
    private readonly live: LiveFeed,
    private readonly transcripts: TranscriptStore,
    private readonly clock: Clock,
  ) {}

  notify(event: RunEvent): void {
    if (event.type !== 'agent') return;
    const item = { time: this.clock.now().toISOString(), iteration: event.iteration, event: event.event };
    this.live.publish(this.session, item);
    this.transcripts.append(this.session, item);
  }
}

/** Several observers as one; each sees every event, in the order given. */
export function observers(...all: readonly RunObserver[]): RunObserver {
  return {
    notify(event) {
      for (const observer of all) observer.notify(event);
    },
  };
}
