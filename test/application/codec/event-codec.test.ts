// Events as they are stored: what is written is read back the same, and what is not known is not touched.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CATALOGUE,
  decodeEvent,
  encodeEvent,
  type StoredEvent,
} from '../../../application/codec/event-codec.ts';
import { evolve, INITIAL_STATE } from '../../../domain/session/session.state.ts';
import {
  EVENT_TYPES,
  newerEvent,
  recordedAs,
  sessionEvent,
  unknownEvent,
} from '../../support/arbitraries.ts';
import { recorded, taskAdded } from '../../support/decider-spec.ts';
import { PROPERTY_LIMIT_MS } from '../../support/property-limit.ts';

const STORED: StoredEvent = {
  id: 'e1',
  session: 's',
  type: 'TaskReleased',
  version: 1,
  time: '2026-01-01T00:00:00.000Z',
  iteration: 3,
  actor: 'loop',
  data: { id: 'TAS-1', reason: 'left in progress' },
};

describe('an event', () => {
  it('is stored with its envelope and version beside its data', () => {
    const { id, session, time } = recorded(taskAdded(1, 'a')).meta;
    expect(encodeEvent(recorded(taskAdded(1, 'a')))).toEqual({
      id,
      session,
      time,
      iteration: null,
      actor: 'agent',
      type: 'TaskAdded',
      version: 1,
      data: { id: 'TAS-1', content: 'a', status: 'remaining', priority: 2, dependsOn: [] },
    });
  });

  it('is read back as it was written, through JSON', { timeout: PROPERTY_LIMIT_MS }, () => {
    fc.assert(
      fc.property(recordedAs(sessionEvent), (event) => {
        const stored: unknown = JSON.parse(JSON.stringify(encodeEvent(event)));
        expect(decodeEvent(stored)).toEqual(JSON.parse(JSON.stringify(event)));
      }),
    );
  });
});

describe('an event that is not known', () => {
  const unknown = recordedAs(fc.oneof(unknownEvent, newerEvent));

  it('is written out again as it was read', { timeout: PROPERTY_LIMIT_MS }, () => {
    fc.assert(
      fc.property(unknown, (event) => {
        const stored: unknown = JSON.parse(JSON.stringify(encodeEvent(event)));
        expect(decodeEvent(stored).event.type).toBe('Unknown');
        expect(encodeEvent(decodeEvent(stored))).toEqual(stored);
      }),
    );
  });

  it('only counts in the state', { timeout: PROPERTY_LIMIT_MS }, () => {
    fc.assert(
      fc.property(unknown, (event) => {
        const state = evolve(INITIAL_STATE, decodeEvent(JSON.parse(JSON.stringify(encodeEvent(event)))));
        const { unknownEvents, lastUnknown, lastEventAt, ...others } = state;
        expect({ ...INITIAL_STATE, ...others }).toEqual(INITIAL_STATE);
        expect({ unknownEvents, lastEventAt }).toEqual({ unknownEvents: 1, lastEventAt: event.meta.time });
        expect(lastUnknown?.type).toBe(encodeEvent(event).type);
      }),
    );
  });

  it.each([
    ['a newer version', { ...STORED, version: 2 }],
    ['a version before the first', { ...STORED, version: 0 }],
    ['a type from later', { ...STORED, type: 'TaskArchived' }],
    ['a type from later in version 0', { ...STORED, type: 'TaskArchived', version: 0 }],
    ['the name of a method', { ...STORED, type: 'toString' }],
  ])('can be %s', (_, stored) => {
    const { event } = decodeEvent(stored);
    const { type, version, data } = stored;
    expect(event).toEqual({ type: 'Unknown', data: { type, version, data } });
  });
});

describe('an event whose data or actor is not understood', () => {
  const changed = (data: object) => ({ ...STORED, ...data });
  const added = { id: 'TAS-1', content: 'a', status: 'remaining', priority: 2, dependsOn: [] };

  it.each<[string, StoredEvent]>([
    ['an unknown actor', changed({ actor: 'reviewer' })],
    ['a field that is missing', changed({ data: { id: 'TAS-1' } })],
    ['a field of another type', changed({ data: { id: 'TAS-1', reason: 7 } })],
    ['an id of something else', changed({ data: { id: 'NOT-1', reason: 'x' } })],
    ['an id too large to count', changed({ data: { id: 'TAS-99999999999', reason: 'x' } })],
    ['a list for an object', changed({ type: 'PauseRequested', data: [] })],
    ['an unknown status', changed({ type: 'TaskAdded', data: { ...added, status: 'done' } })],
    ['a priority out of range', changed({ type: 'TaskAdded', data: { ...added, priority: 5 } })],
    ['a number before the first', changed({ type: 'IterationStarted', data: { number: 0, model: 'm' } })],
    ['a field it inherits', changed({ data: Object.create(STORED.data as object) })],
  ])('is kept as it was: %s', (_, stored) => {
    const { type, version, data } = stored;
    expect(decodeEvent(stored).event).toEqual({ type: 'Unknown', data: { type, version, data } });
    expect(encodeEvent(decodeEvent(stored))).toEqual(stored);
  });

  it('is understood when a newer program has only added fields', () => {
    const data = { id: 'TAS-1', reason: 'x', since: 3 };
    expect(decodeEvent(changed({ data })).event).toEqual({ type: 'TaskReleased', data });
  });

  it('may be optional: a run of an older version has no path of its spec', () => {
    const data = { spec: 's.md', model: 'm' };
    expect(decodeEvent(changed({ type: 'RunStarted', data })).event).toEqual({ type: 'RunStarted', data });
  });

  it('never breaks reading or folding, and is written out as it was, whatever JSON it is', {
    timeout: PROPERTY_LIMIT_MS,
  }, () => {
    const json = fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue()));
    const damaged = recordedAs(sessionEvent).chain((event) => {
      const stored = encodeEvent(event);
      const keys = Object.keys(stored.data as object);
      const oneField = fc
        .record({ key: fc.constantFrom('more', ...keys), value: fc.jsonValue() })
        .map(({ key, value }) => ({ ...(stored.data as object), [key]: value }));
      return fc
        .record({ actor: fc.oneof(fc.constant(stored.actor), fc.string()), data: fc.oneof(json, oneField) })
        .map((fields) => ({ ...stored, ...fields }));
    });
    fc.assert(
      fc.property(damaged, (value) => {
        const stored = JSON.parse(JSON.stringify(value));
        const decoded = decodeEvent(stored);
        evolve(INITIAL_STATE, decoded);
        expect(encodeEvent(decoded)).toEqual(stored);
      }),
    );
  });

  it('is an event or a TypeError, whatever JSON it is', { timeout: PROPERTY_LIMIT_MS }, () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(() => decodeEvent(value)).toThrow(TypeError);
      }),
    );
  });
});

describe('what is no event', () => {
  const without = (key: string) =>
    Object.fromEntries(Object.entries(STORED).filter(([name]) => name !== key));

  it.each<[unknown, string]>([
    [null, 'an event must be an object'],
    ['text', 'an event must be an object'],
    [undefined, 'an event must be an object'],
    [[], 'the event\'s "id" must be a string'],
    [without('id'), 'the event\'s "id" must be a string'],
    [without('session'), 'the event\'s "session" must be a string'],
    [{ ...STORED, type: 1 }, 'the event\'s "type" must be a string'],
    [without('time'), 'the event\'s "time" must be a string'],
    [without('actor'), 'the event\'s "actor" must be a string'],
    [{ ...STORED, version: '1' }, 'the event\'s "version" must be a whole number'],
    [{ ...STORED, version: 1.5 }, 'the event\'s "version" must be a whole number'],
    [without('iteration'), 'the event\'s "iteration" must be a whole number or null'],
    [{ ...STORED, data: null }, 'the event\'s "data" must be an object'],
    [without('data'), 'the event\'s "data" must be an object'],
  ])('%j is refused: %s', (value, message) => {
    expect(() => decodeEvent(value)).toThrow(new TypeError(message));
  });

  it('an event with all of it is taken', () => {
    expect(decodeEvent(STORED).event).toEqual({ type: 'TaskReleased', data: STORED.data });
  });
});

it('the catalogue names every type with its version', () => {
  expect(CATALOGUE.split(' ')).toEqual([...EVENT_TYPES].map((type) => `${type}@1`).sort());
});
