// What a notification says. It is sent as JSON; specs/notifications.md documents every field.
import type { IterationUsage } from '../../domain/iteration/iteration.ts';
import type { StopReason } from '../../domain/run/stop-reason.ts';

/** The types that the user can choose from, in the order in which they are documented. */
export const NOTIFICATION_TYPES = ['complete', 'failed', 'stuck', 'question', 'limit', 'wait'] as const;
export type NotificationType = (typeof NOTIFICATION_TYPES)[number];

/** Increased when a field is removed or changes its meaning. New types and fields do not increase it. */
const VERSION = 1;

/** The state of the session when the notification is written. */
export interface NotifiedSession {
  readonly session: string;
  /** As the user typed it; null before the session's first run. */
  readonly spec: string | null;
  readonly tasks: { readonly total: number; readonly completed: number; readonly open: number };
  /** The number of the last iteration, 0 before the first one. */
  readonly iteration: number;
  /** Used by all runs so far; null while nothing was reported. */
  readonly usage: IterationUsage | null;
}

/** How a run ended. */
interface NotifiedEnd {
  readonly reason: StopReason;
  /** The exit code of the process, if it exits now. */
  readonly exit: number;
}

/** What a run waits for. */
interface NotifiedWait {
  readonly cause: string;
  /** When it ends, ISO 8601. */
  readonly until: string;
  readonly agent: string;
}

interface NotificationBase {
  readonly v: number;
  /** `test`: asked for by the user, to try it. The field is not called `type`, which means something else to Mattermost. */
  readonly event: NotificationType | 'test';
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly host: string;
  /** The message with the name of the session, for chats, which show this field. */
  readonly text: string;
  /** One line. */
  readonly message: string;
}

export type Notification = NotificationBase &
  Partial<Omit<NotifiedSession, 'usage'>> &
  Partial<NotifiedEnd> & {
    readonly tokens?: number | null;
    readonly cost?: IterationUsage['cost'];
    readonly wait?: NotifiedWait;
  };

export interface NotificationContent {
  readonly type: NotificationType;
  readonly message: string;
  readonly end?: NotifiedEnd;
  readonly wait?: NotifiedWait;
}

interface Circumstances {
  readonly host: string;
  readonly time: Date;
}

/** Returns the notification about something that happened to a session. */
export function notification(
  { type, message, end, wait }: NotificationContent,
  { usage, ...session }: NotifiedSession,
  { host, time }: Circumstances,
): Notification {
  return {
    v: VERSION,
    event: type,
    time: time.toISOString(),
    host,
    text: `iteratr ${session.session}: ${message}`,
    ...session,
    message,
    ...end,
    ...(wait && { wait }),
    tokens: usage?.totalTokens ?? null,
    cost: usage?.cost ?? null,
  };
}

/** Returns a notification that only shows that notifications arrive. */
export function testNotification({ host, time }: Circumstances): Notification {
  const message = `a test notification from ${host}`;
  return { v: VERSION, event: 'test', time: time.toISOString(), host, text: `iteratr: ${message}`, message };
}
