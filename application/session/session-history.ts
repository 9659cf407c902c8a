// Reads the history of a session piece by piece, the newest first: the dashboard opens as fast after a long history as after none.
import type { RecordedEvent } from '../../domain/session/session.events.ts';
import type { EventBatch, EventStore, StreamVersion } from '../ports/event-store.port.ts';
import type { LiveItem } from '../ports/live-feed.port.ts';
import type { TranscriptStore } from '../ports/transcript-store.port.ts';
import { interleaved } from './recording-order.ts';
import type { Session } from './session.ts';

export interface SessionHistory {
  readonly recorded: readonly RecordedEvent[];
  /** The agent's output of the same time. */
  readonly items: readonly LiveItem[];
  /** Reads the piece before this one; null if this is the first. */
  readonly earlier: (() => Promise<SessionHistory>) | null;
}

/** A piece covers this many iterations of each worker, unless one of the other limits is reached before. */
const ITERATIONS = 5;
const BATCHES = 300;
/** Of the transcripts, in bytes for each worker. */
const OUTPUT = 1024 * 1024;

/** The last iteration whose transcript belongs to a piece, and the position in that transcript; undefined for its end. */
interface OutputPlace {
  readonly iteration: number;
  readonly end: number | undefined;
}

/** Where a piece ends. */
interface Place extends OutputPlace {
  /** The version of its last batch; 0 for none. */
  readonly version: StreamVersion;
}

interface Output {
  readonly items: readonly LiveItem[];
  /** Where the output before it ends. */
  readonly before: OutputPlace;
  /** Whether the limit left out output of the same iterations. */
  readonly isCut: boolean;
}

export class ReadHistory {
  constructor(
    private readonly events: Pick<EventStore, 'readBack'>,
    private readonly transcripts: Pick<TranscriptStore, 'tail'>,
  ) {}

  /**
   * Returns the newest piece of the history up to the session's version. `session` must be up to date; its followers get
   * later events.
   */
  execute(session: Session): Promise<SessionHistory> {
    const { version, state } = session;
    return this.#piece(session, { version, iteration: state.iterations.last, end: undefined });
  }

  async #piece(session: Session, to: Place): Promise<SessionHistory> {
    const { batches, before } = await this.#batches(session, to.version);
    const first = before === 0 ? 0 : Math.min(to.iteration, ...iterationsOf(batches));
    const output = await this.#output(session, first, to);
    const { items, isCut } = output;
    // What was recorded before the first item comes with the items before it.
    const since = isCut ? (items[0]?.time ?? '') : '';
    const shown = batches.filter((batch) => timeOf(batch) >= since);
    const version = batches[batches.length - shown.length - 1]?.version ?? before;
    const next = { ...output.before, version };
    return {
      recorded: shown.flatMap(({ events }) => events),
      items,
      earlier: version > 0 || isCut ? () => this.#piece(session, next) : null,
    };
  }

  /** Returns the last batches, oldest first, and the version of the one before them; 0 if there is none. */
  async #batches(session: Session, last: StreamVersion) {
    const batches: EventBatch[] = [];
    let before = 0;
    let iterations = 0;
    for await (const batch of this.events.readBack(session.name, last)) {
      if (batches.length === BATCHES || iterations === ITERATIONS * crewOf(session)) {
        before = batch.version;
        break;
      }
      batches.push(batch);
      if (batch.events.some(({ event }) => event.type === 'IterationStarted')) iterations += 1;
    }
    return { batches: batches.reverse(), before };
  }

  /** Returns the output of the iterations from `first` up to the place, as much of its end as the limit allows. */
  async #output(session: Session, first: number, to: OutputPlace): Promise<Output> {
    const tails: (readonly LiveItem[])[] = [];
    let before: OutputPlace = { iteration: to.iteration, end: to.end };
    let left = OUTPUT * crewOf(session);
    while (before.iteration >= first && left > 0) {
      const { iteration, end } = before;
      const { items, begin, size } = await this.transcripts.tail(session.name, iteration, left, end);
      tails.push(items);
      left -= size;
      before = begin > 0 ? { iteration, end: begin } : { iteration: iteration - 1, end: undefined };
      if (begin > 0) break;
    }
    return { items: interleaved(tails.reverse().flat()), before, isCut: before.iteration >= first };
  }
}

/** Returns the number of workers; 1 in place. */
function crewOf({ state }: Session): number {
  return Math.max(1, state.workers.length);
}

/** Returns the iterations of the events. Those of several workers overlap, so the first event need not be of the first one. */
function iterationsOf(batches: readonly EventBatch[]): readonly number[] {
  return batches.flatMap(({ events }) => events.flatMap(({ meta }) => meta.iteration ?? []));
}

function timeOf({ events }: EventBatch): string {
  return events[0]?.meta.time ?? '';
}
