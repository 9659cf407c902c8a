// The objects that a run and its iterations share, and the ways the loop waits.
import type { SessionEvent, UnknownEvent } from '../../domain/session/session.events.ts';
import { nameFlag } from '../../domain/session/session-spec.ts';
import { onAbort } from '../async/abort.ts';
import type { Session } from '../session/session.ts';
import { formatDuration } from '../wording/duration.ts';
import { localTime } from '../wording/local-time.ts';
import type { CurrentContext } from './current-context.ts';
import type { LimitWatch } from './limit-watch.ts';
import type { RunPorts, RunRequest } from './run.ts';
import type { RunHooks } from './run-hooks.ts';
import type { TaskCompletionHooks } from './task-completion-hooks.ts';

export interface RunContext {
  readonly request: RunRequest;
  readonly ports: RunPorts;
  readonly session: Session;
  readonly agent: CurrentContext;
  readonly hooks: RunHooks;
  readonly completionHooks: TaskCompletionHooks;
  readonly limits: LimitWatch;
  /** Aborted when the user or a signal ends the run. */
  readonly signal: AbortSignal;
}

/** Shows a notice to the user. */
export function notice({ ports }: RunContext, level: 'info' | 'warning', message: string): void {
  ports.observer.notify({ type: 'notice', level, message });
}

/** The clock is looked at this often: a machine that slept must not wait longer. */
const LOOK_MS = 30_000;

/**
 * Waits for `ms` milliseconds by the clock. Ends early if the run ends, the user resumes it, or a message is urgent. Throws
 * `LimitReached` if the time limit is reached meanwhile.
 */
export async function wait(run: RunContext, ms: number, why: string): Promise<void> {
  const awake = new AbortController();
  const unsubscribe = run.session.onBatch(({ events }) => {
    if (events.some(({ event }) => event.type === 'ResumeRequested' || isUrgent(event))) awake.abort();
  });
  const unlink = onAbort(run.signal, () => awake.abort());
  const resume = `\`iteratr resume ${nameFlag(run.session.name)}\` continues immediately`;
  const { clock } = run.ports;
  const now = clock.now();
  const until = now.getTime() + ms;
  const end = ms < LOOK_MS ? '' : ` until ${localTime(new Date(until), now)}`;
  const allowedMs = run.limits.waitMs(ms);
  const cut = allowedMs < ms ? `; the time limit comes before, in ${formatDuration(allowedMs)}` : '';
  notice(run, 'info', `${why}; waiting ${formatDuration(ms)}${end}${cut}; ${resume}`);
  try {
    const stopAt = now.getTime() + allowedMs;
    for (let left = allowedMs; left > 0 && !awake.signal.aborted; left = stopAt - clock.now().getTime()) {
      await clock.sleep(Math.min(left, LOOK_MS), awake.signal);
    }
  } finally {
    unlink();
    unsubscribe();
  }
  if (!run.signal.aborted) run.limits.requireTurn();
}

/** Whether the event is a message that must be delivered immediately. */
export function isUrgent(event: SessionEvent | UnknownEvent): boolean {
  return event.type === 'UserMessageSent' && event.data.now;
}

/** If a pause is requested, pauses until the session is resumed or the run ends. */
export async function pauseIfAsked({ session, signal }: RunContext): Promise<void> {
  if (session.state.pause !== 'requested') return;
  await session.execute({ type: 'BeginPause' }, 'loop');
  const stops: (() => void)[] = [];
  await new Promise<void>((resolve) => {
    const check = (): void => {
      if (session.state.pause !== 'paused' || signal.aborted) resolve();
    };
    stops.push(session.onBatch(check), onAbort(signal, check));
    check();
  });
  for (const stop of stops) stop();
}
