// The outputs of several workers stay apart: when a dashboard is opened, in the history before, and while the run continues.
import { describe, expect, it } from 'vitest';
import { layoutOf } from '../../../../adapters/tui/layout/layout.ts';
import { costFact } from '../../../../adapters/tui/model/header-facts.ts';
import { byWorker, type WorkerTranscripts } from '../../../../adapters/tui/transcript/worker-transcripts.ts';
import type { LiveItem } from '../../../../application/ports/live-feed.port.ts';
import { INITIAL_STATE } from '../../../../domain/session/session.state.ts';
import { type WorkerName, workerName } from '../../../../domain/worker/worker.ts';
import { taskAdded } from '../../../support/decider-spec.ts';
import { frameOf, textOfFrame } from '../views/frame.ts';
import { empty, type Session } from './sample-model.ts';
import { crew } from './screens.fixture.ts';

const [W1, W2, W3] = [1, 2, 3].map(workerName) as [WorkerName, WorkerName, WorkerName];

/** Workers that say a word each in turn, in pieces of the same message. */
function said(hour: number, ...pieces: readonly (readonly [worker: WorkerName | undefined, text: string])[]) {
  const items = pieces.map(([worker, text], index): LiveItem => {
    const time = new Date(Date.UTC(2026, 0, 1, hour, 0, index)).toISOString();
    const event = { type: 'text', messageId: 'm', text } as const;
    return { time, iteration: 1, ...(worker && { worker }), event };
  });
  return byWorker(items, []);
}

function opened(transcripts: WorkerTranscripts, session = INITIAL_STATE): Session {
  return empty().send({ type: 'opened', session, transcripts, hasEarlier: true });
}

function working(size = 3): Session {
  const tasks = [1, 2, 3, 4].map((number) => taskAdded(number, `Write part ${number}`));
  return crew(empty().fact(...tasks), size);
}

const screen = ({ model }: Session): string => textOfFrame(frameOf(model));
const output = ({ model }: Session): string => textOfFrame(frameOf(model), layoutOf(model).output);

describe('a dashboard that is opened while workers work', () => {
  const mixed = said(1, [W1, 'one'], [W2, 'two'], [W1, 'ONE'], [W2, 'TWO']);

  it('shows each output whole', () => {
    const session = opened(mixed, working().model.whole);
    expect(screen(session)).toContain('oneONE');
    expect(output(session)).not.toMatch(/two/i);
    expect(screen(session.keys('alt+2'))).toContain('twoTWO');
  });

  it('shows first a worker that is there', () => {
    const { whole } = working().fact({ type: 'WorkerLeft', data: { worker: W1, reason: 'done' } }).model;
    expect(opened(mixed, whole).model.shown).toBe(W2);
  });

  it('has tabs for the outputs of workers that have left, and none in place', () => {
    expect(opened(mixed).model.shown).toBe(W1);
    expect(screen(opened(mixed))).toContain('w2');
    const inPlace = opened(said(1, [undefined, 'one'], [undefined, 'ONE']));
    expect([inPlace.model.shown, inPlace.model.desks.size]).toEqual([null, 0]);
    expect(screen(inPlace)).toContain('oneONE');
  });

  it('shows the history before in the output that it belongs to', () => {
    const session = opened(mixed, working().model.whole);
    const transcripts = said(0, [W1, 'early one'], [W2, 'early two'], [W3, 'early three']);
    session.send({ type: 'earlier', transcripts, hasEarlier: false });
    const shown = ['alt+1', 'alt+2', 'alt+3'].map((key) => screen(session.keys(key)));
    expect(shown.map((text) => /early \w+/.exec(text)?.[0])).toEqual([
      'early one',
      'early two',
      'early three',
    ]);
  });
});

it('continues the output of the run in that of the first worker, whichever shows itself first', () => {
  const session = empty().agent({ type: 'text', messageId: 'p', text: 'The plan.' });
  session.as(W2).agent({ type: 'text', messageId: 'm', text: 'Mine.' }).as(undefined);
  expect(screen(session)).toContain('The plan.');
  expect(output(session)).not.toContain('Mine.');
  expect(screen(session.keys('alt+2'))).toContain('Mine.');
});

it('goes from the timeline to the output of the worker whose iteration it is', () => {
  const session = working().command('timeline');
  expect(screen(session)).toMatch(/#3 {2}w1 .*\n.*#4 {2}w2 /);
  session.act({ type: 'go-to-iteration', number: 4 });
  expect([session.model.shown, session.model.ui.overlays]).toEqual([W2, []]);
  expect(
    session.model.transcript.blocks.find(({ id }) => id === session.model.ui.agent.selected)?.block,
  ).toEqual({
    kind: 'iteration',
    number: 4,
  });
});

it('counts the cost of all workers, whichever is shown', () => {
  const session = working();
  for (const [worker, amount] of [
    [W1, 0.25],
    [W2, 0.5],
  ] as const) {
    const cost = { amount, currency: 'USD' };
    session.as(worker).agent({ type: 'context-usage', used: 1, size: 2, cost });
  }
  session.as(undefined);
  expect(costFact(session.model)?.text).toBe('$0.75');
  expect(costFact(session.keys('alt+2').model)?.text).toBe('$0.75');
});

it('ends what a worker had under way when it leaves, and what all had when the run of another process ends', () => {
  const session = working();
  session.fact({ type: 'WorkerLost', data: { worker: W2, reason: 'its process is dead' } });
  expect(session.model.desks.get(W2)?.transcript.running).toEqual([]);
  const other = working().fact({ type: 'RunEnded', data: { reason: 'interrupted' } });
  expect(other.model.desks.get(W2)?.transcript.running).toEqual([]);
  expect(other.model.desks.get(W2)?.activity.turn).toBe(false);
});

it('shows an iteration in place, when the session continues without workers', () => {
  const session = working()
    .keys('alt+2')
    .fact({ type: 'RunEnded', data: { reason: 'interrupted' } });
  session.fact({ type: 'IterationStarted', data: { number: 5, model: 'm' } });
  session.agent({ type: 'text', messageId: 'm', text: 'In place.' });
  expect(screen(session)).toContain('In place.');
  expect(session.model.shown).toBe(W1);
});
