// Reads all events of a session and builds its report.
import type { RecordedEvent } from '../../domain/session/session.events.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import type { EventStore } from '../ports/event-store.port.ts';
import type { SessionClaims } from './session-claims.ts';
import { isDamage } from './session-registry.ts';
import { ReportBuilder, type SessionReport } from './session-report.ts';

export interface ReportedSession {
  readonly report: SessionReport;
  /** Number of events that the report is made of. */
  readonly events: number;
}

export class ReportSession {
  constructor(
    private readonly events: Pick<EventStore, 'read'>,
    private readonly claims: Pick<SessionClaims, 'isRunning'>,
  ) {}

  /** Builds the report. `damage` says why the events end early; undefined if they do not. */
  async execute(name: SessionName, damage?: string): Promise<ReportedSession> {
    const builder = new ReportBuilder();
    let events = 0;
    for await (const event of this.readable(name)) {
      builder.add(event);
      events += 1;
    }
    const whole = builder.report(name, await this.claims.isRunning(name));
    if (damage === undefined) return { report: whole, events };
    return { report: { ...whole, damage, summary: { ...whole.summary, condition: 'damaged' } }, events };
  }

  /** Yields every event that can be read, oldest first, up to `most`. */
  async *readable(name: SessionName, most = Number.POSITIVE_INFINITY): AsyncIterable<RecordedEvent> {
    let left = most;
    try {
      for await (const { events } of this.events.read(name, 0)) {
        for (const event of events) {
          if (left-- <= 0) return;
          yield event;
        }
      }
    } catch (error) {
      if (!isDamage(error)) throw error;
    }
  }
}
