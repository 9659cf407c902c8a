// The JSON of a session is written in pieces, and is the same as written at once.
import { expect, it } from 'vitest';
import { sessionJson } from '../../../../adapters/cli/export/session-json.ts';
import { encodeEvent } from '../../../../application/codec/event-codec.ts';
import { plainJson } from '../../../../application/wording/plain-text.ts';
import type { RecordedEvent } from '../../../../domain/session/session.events.ts';
import { recorded, taskAdded } from '../../../support/decider-spec.ts';
import { sampleReport } from '../../../support/sample-report.ts';

async function* each(events: readonly RecordedEvent[]): AsyncIterable<RecordedEvent> {
  yield* events;
}

it.each([0, 1, 199, 200, 201, 1_000])('with %i events', async (count) => {
  const report = sampleReport();
  const events = Array.from({ length: count }, (_, n) => recorded(taskAdded(n + 1, 'a\u001b[1m\n"b"')));
  const pieces: string[] = [];
  for await (const piece of sessionJson(report, each(events))) pieces.push(piece);
  const { summary, ...rest } = report;
  const whole = { v: 1, session: summary, ...rest, events: events.map(encodeEvent) };
  expect(pieces.join('')).toBe(`${plainJson(whole, 2)}\n`);
  expect(pieces.length).toBeGreaterThan(count / 200);
});
