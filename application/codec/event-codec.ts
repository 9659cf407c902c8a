// Converts recorded events to the JSON values in which they are stored, and back. Only this module lifts old event versions.
import type { Actor, EventMeta, RecordedEvent, SessionEvent } from '../../domain/session/session.events.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import { isWorkerName } from '../../domain/worker/worker.ts';
import { EVENT_SCHEMA, isActor } from './event-schema.ts';
import { lift, type Upcaster, type UpcasterTable } from './upcasters.ts';

type Versions = { readonly [T in keyof typeof EVENT_SCHEMA]: (typeof EVENT_SCHEMA)[T][0] };

const UPCASTERS: UpcasterTable<Versions> = {};

/** Lists all known types and versions. It changes when one is added, because older snapshots may lack such events. */
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
  readonly worker?: string;
  readonly program?: string;
  readonly data: unknown;
}

/** Returns the JSON value to store. An unknown event is returned as it was read. */
export function encodeEvent({ meta, event }: RecordedEvent): StoredEvent {
  const { id, session, time, iteration, actor, worker, program } = meta;
  const { type, version, data } =
    event.type === 'Unknown' ? event.data : { ...event, version: EVENT_SCHEMA[event.type][0] };
  const known = { id, session, type, version, time, iteration, actor };
  return { ...known, ...(worker && { worker }), ...(program && { program }), data };
}

/**
 * Returns the event in a stored value, lifted to the newest version. If this program does not know its type, version or actor,
 * or its data does not match the schema of the type, returns it unchanged as an `Unknown` event. Throws a `TypeError` that names
 * the fault if the value is not an event.
 */
export function decodeEvent(value: unknown): RecordedEvent {
  const stored = asStoredEvent(value);
  const meta: EventMeta = {
    id: stored.id,
    session: stored.session as SessionName,
    time: stored.time,
    iteration: stored.iteration,
    actor: stored.actor as Actor,
    ...(isWorkerName(stored.worker) && { worker: stored.worker }),
    ...(isProgram(stored.program) && { program: stored.program }),
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

/** Whether the value is a version of the program. It is shown in errors. */
function isProgram(value: unknown): value is string {
  return typeof value === 'string' && /^\d[\w.+-]{0,63}$/.test(value);
}

function isKnownType(type: string): type is SessionEvent['type'] {
  return Object.hasOwn(EVENT_SCHEMA, type);
}

/** Returns the lifted data, undefined if the data does not match its version. */
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
