// Between a batch and the one JetStream message that holds it: one message, because that is stored whole or not at all.

import { decodeEvent, encodeEvent } from '../../application/codec/event-codec.ts';
import { AdapterError } from '../../application/errors.ts';
import type { EventBatch, StreamVersion } from '../../application/ports/event-store.port.ts';
import type { RecordedEvent } from '../../domain/session/session.events.ts';
import type { SessionName } from '../../domain/session/session-name.ts';

/** A batch with the version it was appended after: a reader who has another version before it knows of a reset. */
export interface ChainedBatch extends EventBatch {
  readonly prev: StreamVersion;
}

const FORMAT = 1;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

export function encodeBatch(prev: StreamVersion, events: readonly RecordedEvent[]): Uint8Array {
  return encoder.encode(JSON.stringify({ v: FORMAT, prev, events: events.map(encodeEvent) }));
}

/** Throws `STORE.CORRUPT`, naming session and version, when the payload is no batch. */
export function decodeBatch(session: SessionName, version: StreamVersion, payload: Uint8Array): ChainedBatch {
  try {
    const { v, prev, events } = JSON.parse(decoder.decode(payload)) ?? {};
    if (v > FORMAT) throw new TypeError(`it has format ${v}, from a newer iteratr: update this one`);
    if (v !== FORMAT) throw new TypeError('it has no known format');
    if (!Number.isSafeInteger(prev)) throw new TypeError('"prev" must be a whole number');
    if (!Array.isArray(events) || events.length === 0) throw new TypeError('it has no events');
    return { version, prev, events: events.map(decodeEvent) };
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new AdapterError(
      'STORE.CORRUPT',
      `session "${session}" cannot be read at version ${version}: ${detail}`,
      { cause, remedy: damagedRemedy(session) },
    );
  }
}

export function damagedRemedy(session: SessionName): string {
  return `\`iteratr sessions export ${session}\` saves what can be read, \`iteratr sessions delete ${session}\` removes it`;
}

/**
 * The payload of a batch under another session's name: all that is in it stays, also what this program does not know. It must
 * follow `after` where it comes from; it is to follow `prev` where it goes. Throws `STORE.CORRUPT` like `decodeBatch`.
 */
export function copyOfBatch(
  from: SessionName,
  version: StreamVersion,
  payload: Uint8Array,
  to: { readonly after: StreamVersion; readonly prev: StreamVersion; readonly session: SessionName },
): Uint8Array {
  const { prev } = decodeBatch(from, version, payload);
  if (prev !== to.after) {
    throw new AdapterError(
      'STORE.CORRUPT',
      `session "${from}" has lost the event batch before version ${version} (it follows ${prev}, found ${to.after})`,
    );
  }
  const batch = JSON.parse(decoder.decode(payload)) as { events: Record<string, unknown>[] };
  const events = batch.events.map((event) => ({ ...event, session: to.session }));
  return encoder.encode(JSON.stringify({ ...batch, prev: to.prev, events }));
}
