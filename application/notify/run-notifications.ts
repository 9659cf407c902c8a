// Turns what happens in a run into notifications.
import { FAILURE_CAUSE } from '../../domain/run/failure-cause.ts';
import { STOP_REASONS, type StopKind, type StopReason } from '../../domain/run/stop-reason.ts';
import type { RecordedEvent } from '../../domain/session/session.events.ts';
import type { RunResult } from '../loop/run-result.ts';
import type { RunEvent, RunObserver } from '../ports/run-observer.port.ts';
import { agentLabel } from '../wording/agent-label.ts';
import { answerCommand } from '../wording/answer-command.ts';
import { localTime } from '../wording/local-time.ts';
import type { NotificationContent, NotificationType } from './notification.ts';

/** Shorter waits end before anyone can react. */
const SHORTEST_WAIT_MS = 60_000;

/** null: the user ended the run. */
const TYPE_OF_END: Readonly<Record<StopKind, NotificationType | null>> = {
  done: 'complete',
  limit: 'limit',
  stuck: 'stuck',
  failed: 'failed',
  interrupted: null,
};

export interface RunNotificationsOptions {
  /** The types that the user wants. */
  readonly types: readonly string[];
  readonly send: (content: NotificationContent) => void;
  /** Returns the exit code of a process whose run ended so. */
  readonly exitCode: (reason: StopReason, error: unknown) => number;
}

export class RunNotifications implements RunObserver {
  #isRunning = false;

  constructor(private readonly options: RunNotificationsOptions) {}

  /** Whether a run has started and not ended, so that its observers still show what happens. */
  get isRunning(): boolean {
    return this.#isRunning;
  }

  notify(event: RunEvent): void {
    if (event.type === 'run-started') this.#isRunning = true;
    const content = this.#contentOf(event);
    if (event.type === 'run-ended') this.#isRunning = false;
    if (content && this.options.types.includes(content.type)) this.options.send(content);
  }

  #contentOf(event: RunEvent): NotificationContent | undefined {
    if (event.type === 'recorded') return ofRecorded(event.recorded);
    return event.type === 'run-ended' ? this.#ofEnd(event.result) : undefined;
  }

  #ofEnd({ reason, message, error }: RunResult): NotificationContent | undefined {
    const type = TYPE_OF_END[STOP_REASONS[reason]];
    // A session that was complete before is no news.
    if (type === null || (type === 'complete' && !this.#isRunning)) return undefined;
    const text = type === 'failed' ? `the run failed: ${message}` : message;
    return { type, message: text, end: { reason, exit: this.options.exitCode(reason, error) } };
  }
}

function ofRecorded({ event, meta }: RecordedEvent): NotificationContent | undefined {
  if (event.type === 'QuestionAsked') {
    const { id, question } = event.data;
    return {
      type: 'question',
      message: `${id}: ${question}; \`${answerCommand(id, meta.session)}\` answers it`,
    };
  }
  if (event.type !== 'WaitStarted') return undefined;
  const { cause, until, agent } = event.data;
  const [from, end] = [new Date(meta.time), new Date(until)];
  if (end.getTime() - from.getTime() < SHORTEST_WAIT_MS) return undefined;
  const message = `${agentLabel(agent)} waits until ${localTime(end, from)}: ${FAILURE_CAUSE[cause].wording}`;
  return { type: 'wait', message, wait: { cause, until, agent } };
}
