// The page of a session as text and as geometry; test/browser has what a browser makes of it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHART, growthOf, timelineOf } from '../../../../adapters/cli/export/html/charts.ts';
import { sessionHtml } from '../../../../adapters/cli/export/html/session-html.ts';
import { taskLinks } from '../../../../adapters/cli/export/html/task-graph.ts';
import { stretchesOf, timeScale } from '../../../../adapters/cli/export/html/time-scale.ts';
import { ReportBuilder } from '../../../../application/session/session-report.ts';
import { sessionName } from '../../../../domain/session/session-name.ts';
import { type Task, taskId } from '../../../../domain/task/task.ts';
import { anyRecordedEvent } from '../../../support/arbitraries.ts';
import { sampleReport } from '../../../support/sample-report.ts';

const NAME = sessionName('feature');
const MINUTE = 60_000;

const task = (number: number, dependsOn: readonly number[] = []): Task => ({
  ...{ id: taskId(number), content: '', status: 'remaining', priority: 2 },
  dependsOn: dependsOn.map(taskId),
  files: [],
});
const chain = (length: number): Task[] =>
  Array.from({ length }, (_, index) => task(index + 1, index === 0 ? [] : [index]));

describe('the page', () => {
  it('names nothing outside of itself and has no script', () => {
    const html = sessionHtml(sampleReport());
    expect(html).toContain(`content="default-src 'none'; style-src 'sha256-`);
    expect(html).not.toMatch(
      /<(?:script|img|iframe|object|embed)|href="(?!#|data:,")|url\(|@import|https?:/i,
    );
  });

  it('can be made of whatever events there are', () => {
    fc.assert(
      fc.property(fc.array(anyRecordedEvent, { maxLength: 40 }), (events) => {
        const builder = new ReportBuilder();
        for (const event of events) builder.add(event);
        expect(sessionHtml(builder.report(NAME, false))).not.toMatch(/NaN|undefined|\[object/);
      }),
      { numRuns: 60 },
    );
  });

  it('is there for a session without anything', () => {
    const html = sessionHtml(new ReportBuilder().report(NAME, false));
    expect(html).toContain('No tasks yet.');
    expect(html).not.toContain('<svg');
  });
});

describe('the task graph', () => {
  it('has each task to the right of those that it waits for', () => {
    const { graph, unlinked } = taskLinks([task(1), task(2, [1]), task(3, [2, 1]), task(4)]);
    const place = new Map(graph?.nodes.map(({ id, x }) => [String(id), x]));
    const [one = 0, two = 0, three = 0] = ['TAS-1', 'TAS-2', 'TAS-3'].map((id) => place.get(id));
    expect([one < two, two < three, unlinked]).toEqual([true, true, 1]);
    expect(graph?.edges).toHaveLength(3);
  });

  it('is a list if it has more than 300 tasks', () => {
    expect(taskLinks(chain(300)).graph?.nodes).toHaveLength(300);
    const { graph, list } = taskLinks(chain(301));
    expect([graph, list.length]).toEqual([null, 300]);
  });

  it('is left out if no task depends on another', () => {
    expect(taskLinks([task(1), task(2)])).toEqual({ graph: null, list: [], unlinked: 2 });
  });
});

describe('the charts', () => {
  it('give the time between runs no place', () => {
    const scale = timeScale(
      [
        { from: 0, to: 10 * MINUTE },
        { from: 1_000 * MINUTE, to: 1_030 * MINUTE },
      ],
      100,
    );
    expect([0, 5, 10, 500, 1_000, 1_030].map((minute) => scale.place(minute * MINUTE))).toEqual([
      ...[0, 12.5, 25, 25, 25, 100],
    ]);
    expect([scale.starts, scale.length]).toEqual([[0, 25], 40 * MINUTE]);
  });

  it('draw each iteration and each wait within the chart, in order', () => {
    const timeline = timelineOf(sampleReport()) ?? expect.fail('no timeline');
    const bars = [...timeline.iterations, ...timeline.waits];
    expect(bars.map(({ kind }) => kind)).toEqual([
      ...['finished', 'finished', 'finished', 'failed', 'finished', 'finished', 'wait'],
    ]);
    for (const { x, width } of bars) expect([x >= 0, x + width <= CHART.width]).toEqual([true, true]);
    const starts = timeline.iterations.map(({ x }) => x);
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
    expect(timeline.iterations[3]?.label).toBe('iteration 4: failed · 8 min 0 s · TAS-4 · $0.44');
  });

  it('end the cost at the total, and never let it fall', () => {
    const growth = growthOf(sampleReport()) ?? expect.fail('no growth');
    const heights = growth.points.split(' ').map((point) => Number(point.split(',')[1]));
    expect(heights).toEqual([...heights].sort((a, b) => b - a));
    expect([heights[0], heights.at(-1), growth.total]).toEqual([CHART.height, 0, '$2.31']);
  });

  it('end a killed run where the next one begins', () => {
    const report = sampleReport();
    const [first, second] = report.runs;
    if (!first || !second) return expect.fail('two runs are in the sample');
    const killed = { ...report, runs: [{ ...first, to: null }, second], iterations: [] };
    expect(stretchesOf(killed)).toHaveLength(1);
  });
});
