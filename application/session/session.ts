// A session in this process: loads its state, executes commands, appends events, and follows the events of other processes.
import { DomainError } from '../../domain/errors.ts';
import { iterationOf } from '../../domain/iteration/iteration.state.ts';
import { decide, type SessionCommand } from '../../domain/session/session.decider.ts';
import type { Actor, RecordedEvent, SessionEvent } from '../../domain/session/session.events.ts';
import { evolve, INITIAL_STATE, type SessionState } from '../../domain/session/session.state.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import type { WorkerName } from '../../domain/worker/worker.ts';
import { onAbort } from '../async/abort.ts';
import { keptFacts } from '../codec/session-facts.ts';
import { SNAPSHOT_CATALOGUE, snapshotOf, stateFromSnapshot } from '../codec/session-snapshot.ts';
import { AdapterError, ApplicationError } from '../errors.ts';
import type { Clock, IdGenerator } from '../ports/clock.port.ts';
import type { EventBatch, EventStore, StreamVersion } from '../ports/event-store.port.ts';
import type { SnapshotStore } from '../ports/snapshot-store.port.ts';
import { hideInCommand } from '../secrets/hide-in-command.ts';
import type { KnownSecrets } from '../secrets/known-secrets.ts';
import { beforeChange } from './before-change.ts';
import { requireKnown } from './require-known.ts';
import { factsOf } from './session-summary.ts';

/** Number of batches after which a new snapshot is saved. */
const SNAPSHOT_INTERVAL = 500;

/** A writer gives up after this many conflicts. With a fair store, that takes as many other writers at the same moment. */
const MAX_ATTEMPTS = 200;

export interface SessionPorts {
  readonly events: EventStore;
  readonly snapshots: SnapshotStore;
  /** The facts of each session's summary, so that a list need not load the sessions. */
  readonly summaries: SnapshotStore;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  /** What no event may contain; nothing if absent. */
  readonly secrets?: KnownSecrets;
  /** The version of this program, recorded with each event; nothing if absent. */
  readonly program?: string;
}

export interface Executed {
  readonly events: readonly SessionEvent[];
  readonly state: SessionState;
}

/** Who executes a command: an actor in place, or the loop or the agent of a worker. */
export type Author = Actor | { readonly actor: Actor; readonly worker?: WorkerName | undefined };

export type BatchListener = (batch: EventBatch, state: SessionState) => void;

export class Session {
  #state: SessionState = INITIAL_STATE;
  #version: StreamVersion = 0;
  #snapshotVersion: StreamVersion | undefined;
  #batchesSinceSnapshot = 0;
  /** The version of the last batch that this process appended. */
  #appended: StreamVersion = 0;
  #queue: Promise<unknown> = Promise.resolve();
  #saving: Promise<void> = Promise.resolve();
  readonly #listeners = new Set<BatchListener>();

  constructor(
    readonly name: SessionName,
    private readonly ports: SessionPorts,
    /** Called before the first event. Throws if a session with this name must not be created. */
    private readonly beforeFirst: () => Promise<void> = async () => undefined,
  ) {}

  /** The version of this program; undefined if nothing records it. */
  get program(): string | undefined {
    return this.ports.program;
  }

  /** The state after the last `refresh`, `execute` or followed batch. */
  get state(): SessionState {
    return this.#state;
  }

  /** The version of the last known batch; 0 if nothing was ever recorded, or the session was deleted. */
  get version(): StreamVersion {
    return this.#version;
  }

  /** Reads the events of other processes and returns the current state. */
  refresh(brief?: AbortSignal): Promise<SessionState> {
    return this.#serialised(() => this.#catchUp(brief), brief);
  }

  /**
   * Replaces secrets in a command, decides it and appends its events; on a conflict, reads the new events and tries again. The first attempt uses the
   * known state: a successful append proves that the state was current, while a refusal or an empty decision is repeated on a
   * fresh state. Returns the recorded events, none if nothing changes, and the state after them. Throws `DomainError`, and records
   * nothing, if a rule forbids the command. Throws `SESSION.NEWER`, and records nothing, if the session has events that this program
   * does not know. Throws `CONFLICT` after too many attempts. `brief` limits the wait for a store that cannot answer, like the
   * store's.
   */
  execute(given: SessionCommand, by: Author, brief?: AbortSignal): Promise<Executed> {
    const { secrets } = this.ports;
    const author = typeof by === 'string' ? { actor: by } : by;
    const command = secrets ? hideInCommand(given, secrets) : given;
    const execute = async (): Promise<Executed> => {
      const known = this.#snapshotVersion === undefined ? undefined : await this.#try(command, author, brief);
      if (known) return known;
      for (let attempt = 1; attempt < MAX_ATTEMPTS; attempt++) {
        const before = await beforeChange(this.#catchUp(brief));
        const events = this.#decide(command, before, author);
        const executed = await this.#append(events, author, brief);
        if (executed) return executed;
      }
      throw new ApplicationError('CONFLICT', `session "${this.name}" changes too fast`, {
        remedy: 'try again',
      });
    };
    return this.#serialised(execute, brief);
  }

  /** Calls `listener` once for every new batch of any process, in order. Returns a function that removes the listener. */
  onBatch(listener: BatchListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Applies batches of other processes as they arrive, until `signal` aborts. Throws if the store is lost. */
  async follow(signal: AbortSignal): Promise<void> {
    for await (const batch of this.ports.events.subscribe(this.name, this.#version, signal)) {
      this.#apply(batch);
    }
  }

  /** Keeps the summary of the current state. */
  async saveSummary(): Promise<void> {
    await this.ports.summaries.save(this.name, keptFacts(this.#version, factsOf(this.#state)));
  }

  /** Resolves when all pending operations have ended. No other method may be called afterwards. */
  async close(): Promise<void> {
    await this.#queue;
    // Who changed the session leaves its summary; a later reader would have to read the session for it.
    if (this.#appended > 0) await this.saveSummary();
    await this.#saving;
  }

  /**
   * Runs operations of this process one after another, so that they do not conflict. One that has not begun when `brief`
   * aborts is never begun.
   */
  #serialised<T>(task: () => Promise<T>, brief?: AbortSignal): Promise<T> {
    let begun = false;
    const result = this.#queue.then(() => {
      if (brief?.aborted) throw new NotBegun();
      begun = true;
      return task();
    });
    this.#queue = result.catch(() => undefined);
    if (!brief) return result;
    return new Promise<T>((resolve, reject) => {
      const stop = onAbort(brief, () => !begun && reject(new NotBegun()));
      result.then(resolve, reject).finally(stop);
    });
  }

  /** Tries the command on a state that may be stale. Returns undefined if a fresh state is needed. */
  async #try(command: SessionCommand, author: Signature, brief?: AbortSignal): Promise<Executed | undefined> {
    try {
      const events = this.#decide(command, this.#state, author);
      return events.length === 0 ? undefined : await this.#append(events, author, brief);
    } catch (error) {
      if (error instanceof DomainError) return undefined;
      throw error;
    }
  }

  /** A decision on a state that misses what a newer version has recorded could do a task twice. */
  #decide(command: SessionCommand, state: SessionState, { actor, worker }: Signature): SessionEvent[] {
    requireKnown(this.name, state, this.ports.program);
    return decide(command, state, actor, worker);
  }

  /** Appends the events. Returns undefined if another process appended first. */
  async #append(
    events: readonly SessionEvent[],
    author: Signature,
    brief?: AbortSignal,
  ): Promise<Executed | undefined> {
    if (events.length === 0) return { events, state: this.#state };
    if (this.#version === 0) await beforeChange(this.beforeFirst());
    const recorded = this.#envelop(events, author);
    try {
      const version = await this.ports.events.append(this.name, recorded, this.#version, brief);
      this.#appended = version;
      this.#apply({ version, events: recorded });
      return { events, state: this.#state };
    } catch (error) {
      if (error instanceof ApplicationError && error.code === 'CONFLICT') return undefined;
      throw error;
    }
  }

  async #catchUp(brief?: AbortSignal): Promise<SessionState> {
    if (this.#snapshotVersion === undefined) await this.#loadSnapshot();
    try {
      await this.#readTail(brief);
    } catch (error) {
      if (!(error instanceof ApplicationError) || error.code !== 'STREAM.RESET') throw error;
      this.#state = INITIAL_STATE;
      this.#version = 0;
      this.#batchesSinceSnapshot = 0;
      await this.#readTail(brief);
    }
    return this.#state;
  }

  async #readTail(brief?: AbortSignal): Promise<void> {
    for await (const batch of this.ports.events.read(this.name, this.#version, brief)) this.#apply(batch);
    if (this.#batchesSinceSnapshot >= SNAPSHOT_INTERVAL) this.#saveSnapshot();
  }

  async #loadSnapshot(): Promise<void> {
    const snapshot = await this.ports.snapshots.load(this.name);
    this.#snapshotVersion = 0;
    if (snapshot?.catalogue !== SNAPSHOT_CATALOGUE || this.#version > 0) return;
    try {
      this.#state = stateFromSnapshot(snapshot.state);
    } catch {
      // The snapshot is invalid, so read all events instead.
      return;
    }
    this.#version = snapshot.version;
    this.#snapshotVersion = snapshot.version;
  }

  /** Saves in the background, because a late or lost snapshot only costs time at the next start. */
  #saveSnapshot(): void {
    this.#batchesSinceSnapshot = 0;
    this.#snapshotVersion = this.#version;
    const state = snapshotOf(this.#state);
    const snapshot = { version: this.#version, catalogue: SNAPSHOT_CATALOGUE, state };
    this.#saving = this.#saving.then(() => this.ports.snapshots.save(this.name, snapshot));
  }

  /** Applies a batch once, although both the own append and the followed stream may deliver it. */
  #apply(batch: EventBatch): void {
    if (batch.version <= this.#version) return;
    this.#state = batch.events.reduce(evolve, this.#state);
    this.#version = batch.version;
    this.#batchesSinceSnapshot++;
    for (const listener of this.#listeners) listener(batch, this.#state);
  }

  #envelop(events: readonly SessionEvent[], { actor, worker }: Signature): RecordedEvent[] {
    const time = this.ports.clock.now().toISOString();
    const { program } = this.ports;
    let state = this.#state;
    return events.map((event) => {
      const id = this.ports.ids.next();
      const by = { actor, ...(worker && { worker }), ...(program && { program }) };
      const meta = { id, session: this.name, time, ...by };
      const current = (): number | null => iterationOf(state.iterations, worker)?.number ?? null;
      const before = current();
      state = evolve(state, { event, meta: { ...meta, iteration: before } });
      return { event, meta: { ...meta, iteration: before ?? current() } };
    });
  }
}

type Signature = Exclude<Author, Actor>;

/** The operation waited its whole time for others that wait for the store. */
class NotBegun extends AdapterError {
  constructor() {
    super('STORE.UNREACHABLE', 'the store does not answer; nothing was stored', {
      retryable: true,
      remedy: 'try again later',
    });
  }
}
