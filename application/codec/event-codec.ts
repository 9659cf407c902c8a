// Converts recorded events to the plain JSON values they are stored as, and back. Old versions are lifted here and nowhere else.
import type { Actor, EventMeta, RecordedEvent, SessionEvent } from '../../domain/session/session.events.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import { EVENT_SCHEMA, isActor } from './event-schema.ts';
import { lift, type Upcaster, type UpcasterTable } from './upcasters.ts';

/** The newest version of every event type this program knows. A type that is not listed is unknown. */
const CURRENT_VERSIONS = {
  RunStarted: 1,
  RunEnded: 1,
  SessionSpecChanged: 1,
  SessionCompleted: 1,
  SessionRestarted: 1,
  PauseRequested: 1,
  RunPaused: 1,
  ResumeRequested: 1,
  HookRan: 1,
  TaskAdded: 1,
  TaskStatusChanged: 1,
  TaskPriorityChanged: 1,
  TaskContentChanged: 1,
  TaskDependencyAdded: 1,
  TaskReleased: 1,
  NoteAdded: 1,
  NoteContentChanged: 1,
  IterationStarted: 1,
  IterationSummaryRecorded: 1,
  IterationEnded: 1,
  IterationCommitted: 1,
  UserMessageSent: 1,
  UserMessagesDelivered: 1,
} as const satisfies Record<SessionEvent['type'], number>;

const UPCASTERS: UpcasterTable<typeof CURRENT_VERSIONS> = {};

/** Changes whenever this program learns a type or version: a state folded before may have skipped such events. */
export const CATALOGUE = Object.entries(CURRENT_VERSIONS)
  .map(([type, version]) => `${type}@${version}`)
  .sort()
  .join(' ');

export interface StoredEvent {
  readonly id: string;
  readonly session: string;
  readonly type: string;
  readonly version: number;
  readonly time: string;
  readonly iteration: number | null;
  readonly actor: string;
  readonly data: unknown;
}

/** The plain value to store. An unknown event comes out as it was read. */
export function encodeEvent({ meta, event }: RecordedEvent): StoredEvent {
  const { id, session, time, iteration, actor } = meta;
  const { type, version, data } =
    event.type === 'Unknown' ? event.data : { ...event, version: CURRENT_VERSIONS[event.type] };
  return { id, session, type, version, time, iteration, actor, data };
}

/**
 * The event in a stored value, lifted to the newest version. It becomes an `Unknown` event, kept as it was read, when this
 * program does not know its type, version or actor, or its data is not what the type calls for. Throws a
 * `TypeError` that says what is wrong when the value is no event at all.
 */
export function decodeEvent(value: unknown): RecordedEvent {
  const stored = asStoredEvent(value);
  const meta: EventMeta = {
    id: stored.id,
    session: stored.session as SessionName,
    time: stored.time,
    iteration: stored.iteration,
    actor: stored.actor as Actor,
  };
  const { type, version, data } = stored;
  return { meta, event: knownEvent(stored) ?? { type: 'Unknown', data: { type, version, data } } };
}

function knownEvent({ type, version, actor, data }: StoredEvent): SessionEvent | undefined {
  if (!isKnownType(type) || version < 1 || version > CURRENT_VERSIONS[type] || !isActor(actor))
    return undefined;
  const lifted = newestData(type, version, data);
  return EVENT_SCHEMA[type](lifted) ? ({ type, data: lifted } as SessionEvent) : undefined;
}

function isKnownType(type: string): type is SessionEvent['type'] {
  return Object.hasOwn(CURRENT_VERSIONS, type);
}

/** undefined when the data is not what its version calls for. */
function newestData(type: SessionEvent['type'], version: number, data: unknown): unknown {
  try {
    return lift(data, version, (UPCASTERS as Partial<Record<string, readonly Upcaster[]>>)[type]);
  } catch {
    return undefined;
  }
}

function asStoredEvent(value: unknown): StoredEvent {
  if (typeof value !== 'object' || value === null) {
    throw new TypeError('an event must be an object');
  }
  const event = value as Record<string, unknown>;
  for (const key of ['id', 'session', 'type', 'time', 'actor']) {
    if (typeof event[key] !== 'string') throw new TypeError(`the event's "${key}" must be a string`);
  }
  if (!Number.isInteger(event.version)) throw new TypeError('the event\'s "version" must be a whole number');
  if (event.iteration !== null && !Number.isInteger(event.iteration)) {
    throw new TypeError('the event\'s "iteration" must be a whole number or null');
  }
  if (typeof event.data !== 'object' || event.data === null) {
    throw new TypeError('the event\'s "data" must be an object');
  }
  return event as unknown as StoredEvent;
}
