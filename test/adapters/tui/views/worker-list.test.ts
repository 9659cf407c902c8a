// The sidebar says at a glance who works on what, what each does now, and who waits.
import { expect, it } from 'vitest';
import { layoutOf } from '../../../../adapters/tui/layout/layout.ts';
import { messageId } from '../../../../domain/message/message.ts';
import { type WorkerName, workerName } from '../../../../domain/worker/worker.ts';
import { ids, statusChanged, taskAdded } from '../../../support/decider-spec.ts';
import { call, empty, type Session } from '../update/sample-model.ts';
import { crew } from '../update/screens.fixture.ts';
import { frameOf, textOfFrame } from './frame.ts';

const [W1, W2, W3, W4] = [1, 2, 3, 4].map(workerName) as [WorkerName, WorkerName, WorkerName, WorkerName];

function busy(columns: number, rows: number): Session {
  const tasks = [1, 2, 3, 4, 5].map((number) => taskAdded(number, `Write part ${number} of the parser`));
  const session = crew(empty(columns, rows).fact(...tasks), 4);
  const [id] = ids(5);
  if (id) session.fact({ type: 'TaskClaimed', data: { id, worker: W3 } });
  session
    .as(W3)
    .fact(
      { type: 'IterationStarted', data: { number: 5, agent: 'opencode', model: 'm', worker: W3 } },
      statusChanged(5, 'remaining', 'in_progress'),
    );
  session
    .as(W1)
    .agent({ type: 'text', messageId: 'm', text: '\n\nThe table of precedences comes next:\n\n' });
  session.as(W2).agent(call('t', { title: 'npm test', kind: 'execute', output: '12 passed\n' }));
  return session.as(undefined);
}

function list({ model }: Session): string[] {
  return textOfFrame(frameOf(model), layoutOf(model).workerList).split('\n');
}

it('has a row for each worker, with the last line of its output', () => {
  expect(list(busy(120, 35)).slice(1)).toEqual([
    '▸w1 ● TAS-3 0:12 The table of prec…',
    ' w2 ● TAS-4 0:08 12 passed',
    ' w3 ● TAS-5 0:03 the agent is work…',
    ' w4 ○ waits for a task',
  ]);
});

it('says what runs, why a worker waits, that it merges, and that it has left', () => {
  const session = busy(200, 60);
  session.as(W1).agent(call('c', { title: 'npm run build', kind: 'execute', status: 'in_progress' }));
  session.as(W2).run({ type: 'turn-failed', iteration: 4, reason: 'the provider is busy' });
  session.as(W2).run({ type: 'notice', level: 'warning', message: 'waits 30 s for the provider' });
  const usage = null;
  const ended = { number: 5, outcome: 'finished', reason: 'end_turn', filesChanged: [], usage } as const;
  session.as(W3).fact({ type: 'IterationEnded', data: ended });
  session.as(undefined).fact({ type: 'WorkerLeft', data: { worker: W4, reason: 'done' } });
  const rows = list(session).slice(1);
  expect(rows[0]).toMatch(/^▸w1 ● TAS-3 \d:\d\d \$ npm run build$/);
  expect(rows[1]).toMatch(/^ w2 ◷ TAS-4 \d:\d\d waits 30 s for the provider$/);
  expect(rows[2]).toMatch(/^ w3 ⇡ TAS-5 +merging$/);
});

it('says that the model has not answered yet, and what it delivers', () => {
  const session = busy(200, 60);
  session.as(W1).run({ type: 'phase', phase: 'model' });
  session.as(W2).run({ type: 'phase', phase: 'messages', messages: [{ id: messageId(1), text: 'stop' }] });
  const rows = list(session);
  expect(rows[1]).toContain('waiting for the model');
  expect(rows[2]).toContain('delivering 1 message');
});

it('says that a worker pauses after its iteration, and that it is paused', () => {
  const session = busy(200, 60).fact(
    { type: 'PauseRequested', data: { worker: W1 } },
    { type: 'PauseRequested', data: { worker: W4 } },
  );
  const rows = list(session.as(W4).fact({ type: 'RunPaused', data: {} })).slice(1);
  expect(rows[0]).toMatch(/^▸w1 ● TAS-3 \d:\d\d pausing · The table of prec/);
  expect(rows[3]).toBe(' w4 ⏸ paused');
});

it('shows the output of a worker when its row is clicked', () => {
  const session = busy(120, 35);
  const { x, y } = layoutOf(session.model).workerList;
  const action = frameOf(session.model).hitAt(x + 3, y + 2);
  expect(action).toEqual({ type: 'show-worker', name: W2 });
});

it('names the others, if there is no room for all', () => {
  const rows = list(crew(empty(100, 25), 9));
  expect(rows.at(-1)).toMatch(/^ {3}… 4 more: ctrl\+x w$/);
  expect(rows).toHaveLength(7);
});

it('is not there in place', () => {
  expect(layoutOf(empty(120, 35).model).workerList.height).toBe(0);
});

it.each([
  [80, 24],
  [120, 35],
  [200, 60],
] as const)('four workers, with the tasks in focus, at %dx%d', async (columns, rows) => {
  const text = textOfFrame(frameOf(busy(columns, rows).keys('tab').model));
  await expect(`${text}\n`).toMatchFileSnapshot(`../../../golden/tui/workers-busy.${columns}x${rows}.txt`);
});
