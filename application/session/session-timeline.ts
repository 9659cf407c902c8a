// Collects when the runs of a session began and ended, and when they waited, for the timeline of a report.
import type { RecordedEvent } from '../../domain/session/session.events.ts';

/** A stretch of time. Times are ISO 8601. */
interface Span {
  readonly from: string;
  /** null while it lasts, or if its end was not recorded. */
  readonly to: string | null;
}

export interface ReportedRun extends Span {
  /** Why it ended; '' if that was not recorded. */
  readonly reason: string;
}

export interface ReportedWait extends Span {
  /** What the run waited for: the cause of a provider, `answers` of the user, or `pause`. */
  readonly cause: string;
  readonly reason: string;
}

/** The report keeps this many of each, the last ones. */
const KEPT = 1_000;

export class TimelineBuilder {
  #runs: ReportedRun[] = [];
  #waits: ReportedWait[] = [];

  get runs(): readonly ReportedRun[] {
    return this.#runs;
  }

  get waits(): readonly ReportedWait[] {
    return this.#waits;
  }

  add({ event, meta: { time } }: RecordedEvent): void {
    switch (event.type) {
      case 'RunStarted':
        this.#endWait(time);
        this.#runs = [...this.#runs, { from: time, to: null, reason: '' }].slice(-KEPT);
        break;
      case 'RunEnded':
        this.#endWait(time);
        this.#endRun(time, event.data.reason);
        break;
      case 'RunTakenOver':
        this.#endRun(time, 'taken over');
        break;
      case 'WaitStarted':
        this.#begin({ cause: event.data.cause, reason: event.data.reason, from: time, to: null });
        break;
      case 'AnswerAwaited':
        this.#begin({ cause: 'answers', reason: event.data.ids.join(', '), from: time, to: null });
        break;
      case 'RunPaused':
        this.#begin({ cause: 'pause', reason: '', from: time, to: null });
        break;
      case 'WaitEnded':
      case 'AnswerWaitEnded':
      case 'ResumeRequested':
      case 'AgentSwitched':
        this.#endWait(time);
        break;
      default:
    }
  }

  #begin(wait: ReportedWait): void {
    this.#endWait(wait.from);
    this.#waits = [...this.#waits, wait].slice(-KEPT);
  }

  #endWait(time: string): void {
    const last = this.#waits.at(-1);
    if (last?.to === null) this.#waits[this.#waits.length - 1] = { ...last, to: time };
  }

  #endRun(time: string, reason: string): void {
    const last = this.#runs.at(-1);
    if (last?.to === null) this.#runs[this.#runs.length - 1] = { ...last, to: time, reason };
  }
}
