// Reads everything recorded of a session, in order, to play it again.
import type { RecordedEvent } from '../../domain/session/session.events.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import type { WorkerName } from '../../domain/worker/worker.ts';
import { workerOf } from '../loop/worker-observer.ts';
import type { EventStore } from '../ports/event-store.port.ts';
import type { LiveItem } from '../ports/live-feed.port.ts';
import type { RunObserver } from '../ports/run-observer.port.ts';
import type { TranscriptStore } from '../ports/transcript-store.port.ts';
import { HidingObserver } from '../secrets/hiding-observer.ts';
import type { KnownSecrets } from '../secrets/known-secrets.ts';
import { interleaved, type TimedEvent, timed, untilLastItem } from './recording-order.ts';

export interface Recording {
  /** The number of the last iteration; 0 for none. */
  readonly iterations: number;
  /** Whether output of the agent was kept. */
  readonly hasTranscript: boolean;
  /** Yields what happened until the recording was opened, oldest first. Reads one transcript at a time. */
  events(): AsyncIterable<TimedEvent>;
}

export class ReadRecording {
  constructor(
    private readonly store: Pick<EventStore, 'read'>,
    private readonly transcripts: Pick<TranscriptStore, 'tail'>,
    private readonly secrets: KnownSecrets,
  ) {}

  /** Reads the session's events. Throws `STORE.CORRUPT` if one cannot be read. */
  async execute(name: SessionName): Promise<Recording> {
    const recorded: RecordedEvent[] = [];
    for await (const { events } of this.store.read(name, 0)) recorded.push(...this.secrets.hideIn(events));
    const iterations = recorded.reduce((last, { meta }) => Math.max(last, meta.iteration ?? 0), 0);
    return {
      iterations,
      hasTranscript: await this.#hasTranscript(name, iterations),
      events: () => this.#hidden(this.#inOrder(name, recorded, iterations)),
    };
  }

  async *#inOrder(
    name: SessionName,
    recorded: readonly RecordedEvent[],
    iterations: number,
  ): AsyncIterable<TimedEvent> {
    const starts = startsOf(recorded);
    let next = 0;
    let waiting: readonly LiveItem[] = [];
    for (let iteration = 0; iteration <= iterations; iteration += 1) {
      waiting = interleaved([...waiting, ...(await this.#transcript(name, iteration))]);
      // What comes after the start of the next iteration may come after some of its output: workers stream at the same time.
      const start = starts.get(iteration + 1) ?? '';
      const late = start === '' ? -1 : waiting.findIndex(({ time, worker }) => worker && time >= start);
      const end = late < 0 ? waiting.length : late;
      next = yield* untilLastItem(waiting.slice(0, end), recorded, next);
      waiting = waiting.slice(end);
    }
    for (const fact of recorded.slice(next)) yield timed(fact);
  }

  /** Hides secrets that this process knows, also those that lie across several pieces of text. */
  async *#hidden(events: AsyncIterable<TimedEvent>): AsyncIterable<TimedEvent> {
    let shown: TimedEvent['event'][] = [];
    const collect: RunObserver = { notify: (event) => void shown.push(event) };
    const hiding = new Map<WorkerName | undefined, HidingObserver>();
    for await (const { event, time } of events) {
      // A secret may lie across pieces of the text of one worker, with text of another one between them.
      const worker = workerOf(event);
      const own = hiding.get(worker) ?? new HidingObserver(collect, this.secrets);
      hiding.set(worker, own);
      own.notify(event);
      for (const each of shown) yield { event: each, time };
      shown = [];
    }
  }

  async #transcript(name: SessionName, iteration: number): Promise<readonly LiveItem[]> {
    return (await this.transcripts.tail(name, iteration, Number.MAX_SAFE_INTEGER)).items;
  }

  async #hasTranscript(name: SessionName, last: number): Promise<boolean> {
    for (let iteration = last; iteration >= 0; iteration -= 1) {
      if ((await this.transcripts.tail(name, iteration, 1)).items.length > 0) return true;
    }
    return false;
  }
}

/** Returns when each iteration began. */
function startsOf(recorded: readonly RecordedEvent[]): ReadonlyMap<number, string> {
  return new Map(
    recorded.flatMap(({ event, meta }) =>
      event.type === 'IterationStarted' ? [[event.data.number, meta.time] as const] : [],
    ),
  );
}
