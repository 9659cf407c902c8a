// The transcripts of several workers: the output of each is apart from that of the others.
import { workerOf } from '../../../application/loop/worker-observer.ts';
import type { LiveItem } from '../../../application/ports/live-feed.port.ts';
import { inOrder, type TimedEvent } from '../../../application/session/recording-order.ts';
import type { RecordedEvent } from '../../../domain/session/session.events.ts';
import { type WorkerName, workerName } from '../../../domain/worker/worker.ts';
import { EMPTY_TRANSCRIPT, reduceAll, settleTranscript } from './reduce.ts';
import type { Transcript } from './transcript.ts';

/** The worker whose output continues that of the run: what concerns no single worker, and what was done in place. */
export const HOME_WORKER: WorkerName = workerName(1);

export interface WorkerTranscripts {
  /** Of the run, and of `HOME_WORKER`; in place, everything. */
  readonly home: Transcript;
  /** Of the other workers. */
  readonly others: ReadonlyMap<WorkerName, Transcript>;
}

export const NO_TRANSCRIPTS: WorkerTranscripts = { home: EMPTY_TRANSCRIPT, others: new Map() };

/** Returns the transcripts after several events, oldest first. */
export function reduceByWorker(
  { home, others }: WorkerTranscripts,
  events: Iterable<TimedEvent>,
): WorkerTranscripts {
  const own: TimedEvent[] = [];
  const byWorker = new Map<WorkerName, TimedEvent[]>();
  for (const timed of events) {
    const worker = workerOf(timed.event) ?? HOME_WORKER;
    const list = worker === HOME_WORKER ? own : byWorker.get(worker);
    if (list) list.push(timed);
    else byWorker.set(worker, [timed]);
  }
  const next = new Map(others);
  for (const [worker, list] of byWorker) {
    next.set(worker, reduceAll(others.get(worker) ?? EMPTY_TRANSCRIPT, list));
  }
  return { home: reduceAll(home, own), others: next };
}

/** Returns the transcripts of stored or streamed items and recorded events, each oldest first, as if watched live. */
export function byWorker(items: readonly LiveItem[], recorded: readonly RecordedEvent[]): WorkerTranscripts {
  return reduceByWorker(NO_TRANSCRIPTS, inOrder(items, recorded));
}

/** Marks unfinished work as cancelled. */
export function settleTranscripts({ home, others }: WorkerTranscripts, time: number): WorkerTranscripts {
  const settled = [...others].map(([name, one]) => [name, settleTranscript(one, time)] as const);
  return { home: settleTranscript(home, time), others: new Map(settled) };
}
