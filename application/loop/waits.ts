// The ways in which the loop waits: before a retry, for a provider, and while the user has paused the run.
import type { Wait } from '../../domain/run/run.ts';
import type { SessionEvent, UnknownEvent } from '../../domain/session/session.events.ts';
import type { SessionState } from '../../domain/session/session.state.ts';
import { nameFlag } from '../../domain/session/session-spec.ts';
import type { WorkerName } from '../../domain/worker/worker.ts';
import { onAbort } from '../async/abort.ts';
import type { LoopSession } from '../session/worker-session.ts';
import { formatDuration } from '../wording/duration.ts';
import { notice, type RunContext } from './run-context.ts';

/** The clock is looked at this often: a machine that slept must not wait longer. */
const LOOK_MS = 30_000;

/** Waits for `ms` milliseconds before a retry. Ends early if the run ends, the user resumes it, or a message is urgent. */
export async function waitToRetry(run: RunContext, ms: number): Promise<void> {
  const resume = `\`iteratr resume ${nameFlag(run.session.name)}\` continues immediately`;
  notice(run, 'info', `retrying after a failure; waiting ${formatDuration(ms)}; ${resume}`);
  await sleep(run, ms);
}

/** Waits until the wait of another worker for the same agent is over: the account of all is limited. */
export async function shareWait(run: RunContext): Promise<void> {
  while (run.worker !== undefined && !run.signal.aborted) {
    const { wait } = run.session.state;
    const left = wait ? Date.parse(wait.until) - run.ports.clock.now().getTime() : 0;
    if (!wait || wait.agent !== run.agent.use.agent || left <= 0) return;
    await sleep(run, left, () => run.session.state.wait === null);
    // The user has cut it short.
    if (run.session.state.wait === wait) return;
  }
}

/** Waits for a provider, and records the wait. Ends early as `waitToRetry` does. A wait that the end of the run, or a limit, ends stays recorded. */
export async function waitForProvider(run: RunContext, wait: Wait): Promise<void> {
  const known = run.session.state.wait;
  if (run.worker !== undefined && known?.agent === wait.agent && known.until >= wait.until)
    return shareWait(run);
  await run.session.execute({ type: 'BeginWait', wait }, 'loop');
  await finishWait(run, wait);
}

/** Finishes the wait of an earlier run, if any, for the agent that works now. */
export async function resumeWait(run: RunContext): Promise<void> {
  const { wait } = run.session.state;
  if (!wait) return;
  const left = Date.parse(wait.until) - run.ports.clock.now().getTime();
  if (left > 0 && wait.agent === run.agent.use.agent) {
    notice(run, 'info', `the wait of the last run continues for ${formatDuration(left)}: ${wait.reason}`);
    await finishWait(run, wait);
  } else {
    await run.session.execute({ type: 'EndWait' }, 'loop');
  }
}

async function finishWait(run: RunContext, { until }: Wait): Promise<void> {
  await sleep(run, Date.parse(until) - run.ports.clock.now().getTime());
  if (!run.signal.aborted) await run.session.execute({ type: 'EndWait' }, 'loop');
}

/**
 * Sleeps until `isOver` holds after a new event, the user resumes the run or sends an urgent message, but no longer than until the
 * time limit of the run. Throws `LimitReached` then.
 */
export async function sleep(
  run: RunContext,
  wantedMs: number,
  isOver: () => boolean = () => false,
): Promise<void> {
  const ms = run.limits.waitMs(wantedMs);
  if (ms < wantedMs) notice(run, 'info', `the time limit ends this wait in ${formatDuration(ms)}`);
  const awake = new AbortController();
  const unsubscribe = run.session.onBatch(({ events }) => {
    const isWoken = events.some(({ event }) => isResumed(event, run.worker) || isUrgent(event, run.worker));
    if (isWoken || isOver()) awake.abort();
  });
  const unlink = onAbort(run.signal, () => awake.abort());
  if (isOver()) awake.abort();
  const { clock } = run.ports;
  const until = clock.now().getTime() + ms;
  try {
    for (let left = ms; left > 0 && !awake.signal.aborted; left = until - clock.now().getTime()) {
      await clock.sleep(Math.min(left, LOOK_MS), awake.signal);
    }
  } finally {
    unlink();
    unsubscribe();
  }
  if (!run.signal.aborted) run.limits.requireTurn();
}

/** Whether the event is a message for this worker, or for the agent in place, that must be delivered immediately. */
export function isUrgent(event: SessionEvent | UnknownEvent, worker: WorkerName | undefined): boolean {
  return event.type === 'UserMessageSent' && event.data.now && (event.data.to ?? worker) === worker;
}

function isResumed(event: SessionEvent | UnknownEvent, worker: WorkerName | undefined): boolean {
  return event.type === 'ResumeRequested' && (event.data.worker ?? worker) === worker;
}

/** If a pause is requested, pauses until the session is resumed or the run ends. */
export async function pauseIfAsked({ session, signal }: RunContext): Promise<void> {
  if (session.state.pause !== 'requested') return;
  await session.execute({ type: 'BeginPause' }, 'loop');
  await waitUntil({ session, signal }, ({ pause }) => pause !== 'paused');
}

/** Resolves as soon as `isOver` holds, or `signal` aborts. No limit ends this wait. */
export async function waitUntil(
  { session, signal }: { readonly session: LoopSession; readonly signal: AbortSignal },
  isOver: (state: SessionState) => boolean,
): Promise<void> {
  const stops: (() => void)[] = [];
  await new Promise<void>((resolve) => {
    const check = (): void => {
      if (isOver(session.state) || signal.aborted) resolve();
    };
    stops.push(session.onBatch(check), onAbort(signal, check));
    check();
  });
  for (const stop of stops) stop();
}
