// Encodes an event batch as one JetStream message and decodes it: a single message is stored completely or not at all.
import { decodeEvent, encodeEvent } from '../../application/codec/event-codec.ts';
import { parseJson } from '../../application/codec/parse-json.ts';
import { AdapterError, InputError } from '../../application/errors.ts';
import type { EventBatch, StreamVersion } from '../../application/ports/event-store.port.ts';
import { AppError } from '../../domain/errors.ts';
import type { RecordedEvent } from '../../domain/session/session.events.ts';
import type { SessionName } from '../../domain/session/session-name.ts';

/** A batch with the version it was appended after. A reader whose last version differs detects a reset that way. */
export interface ChainedBatch extends EventBatch {
  readonly prev: StreamVersion;
}

/**
 * The format of the batches that this version writes; it reads the earlier ones. Programs that know only format 1 change a session
 * also if they do not know some of its events, so they must not read what newer ones write.
 */
const FORMAT = 2;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

export function encodeBatch(prev: StreamVersion, events: readonly RecordedEvent[]): Uint8Array {
  return encoder.encode(JSON.stringify({ v: FORMAT, prev, events: events.map(encodeEvent) }));
}

/** Returns the batch in a payload. Throws `STORE.CORRUPT` with session and version when the payload is not a batch. */
export function decodeBatch(session: SessionName, version: StreamVersion, payload: Uint8Array): ChainedBatch {
  try {
    const { v, prev, events } = parseJson(decoder.decode(payload)) ?? {};
    if (v > FORMAT)
      throw new InputError(`it has format ${v} of a newer iteratr`, { remedy: 'update iteratr' });
    if (v !== 1 && v !== FORMAT) throw new TypeError('its format is unknown');
    if (!Number.isSafeInteger(prev)) throw new TypeError('"prev" must be a whole number');
    if (!Array.isArray(events) || events.length === 0) throw new TypeError('it has no events');
    return { version, prev, events: events.map(decodeEvent) };
  } catch (cause) {
    const { problem, remedy } =
      cause instanceof AppError
        ? cause
        : { problem: cause instanceof Error ? cause.message : String(cause), remedy: undefined };
    throw new AdapterError(
      'STORE.CORRUPT',
      `session "${session}" cannot be read at version ${version}: ${problem}`,
      { cause, remedy: remedy ?? damagedRemedy(session) },
    );
  }
}

/** Returns what can be done about a session that cannot be read to its end. */
export function damagedRemedy(session: SessionName): string {
  const commands = ['restore', 'export', 'delete'].map((name) => `\`iteratr sessions ${name} ${session}\``);
  return `${commands[0]} restores it from its backup, ${commands[1]} saves what can be read, ${commands[2]} removes it`;
}

/**
 * Returns a batch's payload for another session. Keeps everything else, including fields this version does not know. The
 * original must follow version `after`, the copy will follow `prev`. Throws `STORE.CORRUPT` like `decodeBatch`.
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
