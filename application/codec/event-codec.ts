// Converts recorded events to the plain JSON values they are stored as, and back. Old versions are lifted here and nowhere else.
import type { Actor, EventMeta, RecordedEvent, SessionEvent } from '../../domain/session/session.events.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import { EVENT_SCHEMA, isActor } from './event-schema.ts';
import { lift, type Upcaster, type UpcasterTable } from './upcasters.ts';

type Versions = { readonly [T in keyof typeof EVENT_SCHEMA]: (typeof EVENT_SCHEMA)[T][0] };

const UPCASTERS: UpcasterTable<Versions> = {};

/** Changes whenever this program learns a type or version: a state folded before may have skipped such events. */
export const CATALOGUE = Object.entries(EVENT_SCHEMA)
  .map(([type, [version]]) => `${type}@${version}`)
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
    event.type === 'Unknown' ? event.data : { ...event, version: EVENT_SCHEMA[event.type][0] };
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
  if (!isKnownType(type) || !isActor(actor)) return undefined;
  const [newest, fits] = EVENT_SCHEMA[type];
  if (version < 1 || version > newest) return undefined;
  const lifted = newestData(type, version, data);
  return fits(lifted) ? ({ type, data: lifted } as SessionEvent) : undefined;
}

function isKnownType(type: string): type is SessionEvent['type'] {
  return Object.hasOwn(EVENT_SCHEMA, type);
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
