// Formats everything known of a session as JSON, piece by piece: the events of a long session do not fit into memory twice.
import { encodeEvent } from '../../../application/codec/event-codec.ts';
import type { SessionReport } from '../../../application/session/session-report.ts';
import { plainJson } from '../../../application/wording/plain-text.ts';
import type { RecordedEvent } from '../../../domain/session/session.events.ts';

/** Increased when a field is removed or changes its meaning. New fields do not increase it. */
const SCHEMA_VERSION = 1;
const EMPTY_LIST = '[]\n}';
const INDENT = '    ';
/** Events in a piece. */
const PIECE = 200;

export async function* sessionJson(
  { summary, ...rest }: SessionReport,
  events: AsyncIterable<RecordedEvent>,
): AsyncIterable<string> {
  const whole = plainJson({ v: SCHEMA_VERSION, session: summary, ...rest, events: [] }, 2);
  yield whole.slice(0, -EMPTY_LIST.length);
  let piece: string[] = [];
  let before = '[\n';
  for await (const event of events) {
    piece.push(INDENT + plainJson(encodeEvent(event), 2).replaceAll('\n', `\n${INDENT}`));
    if (piece.length < PIECE) continue;
    yield before + piece.join(',\n');
    before = ',\n';
    piece = [];
  }
  if (piece.length > 0) yield before + piece.join(',\n');
  yield before === '[\n' && piece.length === 0 ? `${EMPTY_LIST}\n` : '\n  ]\n}\n';
}
