// Specifies the logs of a headless run, as a whole: a change of any line is seen where it is reviewed.
import { expect, it } from 'vitest';
import { JsonReport } from '../../../adapters/cli/report/json-report.ts';
import { shortReport } from '../../../adapters/cli/report/short-report.ts';
import { TextReport } from '../../../adapters/cli/report/text-report.ts';
import type { RunEvent } from '../../../application/ports/run-observer.port.ts';
import { sessionName } from '../../../domain/session/session-name.ts';
import { workerName } from '../../../domain/worker/worker.ts';
import { RUN } from './run-events.fixture.ts';

const GOLDEN = '../../golden';
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;

function text(events: readonly RunEvent[]): string {
  let written = '';
  const report = new TextReport((part) => {
    written += part;
  });
  for (const event of events) report.notify(event);
  return written;
}

function say(part: string): RunEvent {
  return { type: 'agent', iteration: 1, event: { type: 'text', messageId: null, text: part } };
}

it('the text has a line for everything a reader wants to know, and no control sequence', async () => {
  const written = text(RUN);
  expect(written).not.toMatch(CONTROL);
  await expect(written).toMatchFileSnapshot(`${GOLDEN}/report.txt`);
});

it('running text appears as it comes, and whatever follows begins a line', () => {
  const notice: RunEvent = { type: 'notice', level: 'info', message: 'note' };
  expect(text([say('one '), say('two'), notice, say('three\n'), notice])).toBe(
    'one two\nnote\nthree\nnote\n',
  );
  expect(text([say('\u001b[1m'), notice])).toBe('note\n');
  expect(text([say('one\r'), say('\ntwo\r\n'), say('10 %\r'), say('20 %\r'), notice])).toBe(
    'one\ntwo\n10 %\n20 %\nnote\n',
  );
});

it('lines of several workers say whose they are, and text of two is never mixed within a line', () => {
  const [w1, w2] = [workerName(1), workerName(2)];
  const notice: RunEvent = { type: 'notice', level: 'info', message: 'note' };
  const ended = RUN.find((event) => event.type === 'run-ended') as RunEvent;
  const written = text([
    { ...say('one '), worker: w1 },
    { ...say('two\nmore'), worker: w2 },
    { ...say('and one\r\n'), worker: w1 },
    notice,
    { ...notice, worker: w2 },
    { ...say('\u001b[1mcut'), worker: w1 },
    ended,
  ]);
  const [end] = text([ended]).split('\n');
  expect(written.split('\n').slice(0, 6)).toEqual([
    ...['[w2] two', '[w1] one and one', 'note', '[w2] more', '[w2] note', '[w1] cut'],
  ]);
  expect(written.split('\n')[6]).toBe(end);
});

it('lines of workers are aligned from the tenth on', () => {
  const [w2, w10] = [workerName(2), workerName(10)];
  const notice: RunEvent = { type: 'notice', level: 'info', message: 'note' };
  const written = text([w2, w10, w2].map((worker) => ({ ...notice, worker })));
  expect(written).toBe('[w2] note\n[w10] note\n[w2]  note\n');
});

it('the name of each worker has a colour, the same on all its lines', () => {
  const marks: (readonly [string, string | undefined])[] = [];
  const report = new TextReport((part, _style, mark) => {
    marks.push([part.slice(0, mark?.length ?? 0).trim(), mark?.style]);
  });
  const notice: RunEvent = { type: 'notice', level: 'warning', message: 'note' };
  report.notify(say('in place'));
  for (const worker of [1, 2, 3, 1].map(workerName)) report.notify({ ...notice, worker });
  report.notify({ ...say('text\n'), worker: workerName(2) });
  expect(marks.map(([name]) => name)).toEqual(['', '[w1]', '[w2]', '[w3]', '[w1]', '[w2]']);
  const [none, one, two, three, oneAgain, twoAgain] = marks.map(([, style]) => style);
  expect([none, oneAgain, twoAgain]).toEqual([undefined, one, two]);
  expect(new Set([one, two, three]).size).toBe(3);
});

it('the JSON names the worker of an event, recorded or not', () => {
  const lines: string[] = [];
  const report = new JsonReport({
    write: (line) => void lines.push(line),
    now: () => new Date(0),
    exitCode: () => 0,
  });
  const worker = workerName(2);
  const hook = { type: 'hook-output', point: 'worker_start', text: 'x' } as const;
  report.notify({ ...say('x'), worker });
  report.notify({ type: 'hook', event: hook, worker });
  const recorded = RUN.find((event) => event.type === 'recorded');
  if (recorded?.type !== 'recorded') throw new Error('nothing is recorded');
  report.notify({
    type: 'recorded',
    recorded: { ...recorded.recorded, meta: { ...recorded.recorded.meta, worker } },
  });
  report.notify(say('x'));
  expect(lines.map((line) => JSON.parse(line).worker)).toEqual(['w2', 'w2', 'w2', undefined]);
});

it('the JSON has every event whole, a line each, with version and time', async () => {
  const lines: string[] = [];
  const report = new JsonReport({
    write: (line) => void lines.push(line),
    now: () => new Date('2026-01-01T12:00:00Z'),
    exitCode: ({ result }) => (result.reason === 'failed' ? 1 : 0),
  });
  for (const event of RUN) report.notify(event);
  expect(lines).toHaveLength(RUN.length);
  for (const line of lines) {
    expect(line.indexOf('\n')).toBe(line.length - 1);
    expect(Object.keys(JSON.parse(line)).slice(0, 3)).toEqual(['v', 'time', 'type']);
  }
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ exitCode: 1, errorCode: 'AGENT.REFUSED' });
  await expect(lines.join('')).toMatchFileSnapshot(`${GOLDEN}/report.ndjson`);
});

it('the report after the dashboard is short, and ends with the next command', () => {
  const ends = RUN.flatMap((event) => (event.type === 'run-ended' ? [event.result] : []));
  expect(ends.length).toBeGreaterThan(0);
  for (const result of ends) {
    const lines = shortReport(result, sessionName('parser')).map((line) => line.text);
    expect(lines.length).toBeLessThanOrEqual(12);
    expect(lines.join('\n')).not.toMatch(CONTROL);
    expect(lines[0]).toContain(`${result.reason}: `);
    expect(lines.at(-1)).toMatch(/: (?:iteratr|git) /);
  }
});

it.each([
  ['complete', [], /^keep a report: iteratr sessions export --name parser --format html/],
  ['complete', ['3f2a9c41d0aa', null, '4f2a9c41d0aa'], /^see what changed: git log -p -2$/],
  ['cost_limit', [], /^continue: iteratr build --name parser$/],
  ['planned', [], /^continue: iteratr build --name parser$/],
  ['failed', [], /^continue: iteratr build --name parser$/],
  ['waiting_for_answer', [], /^answer the questions: iteratr questions --name parser$/],
  ['store_lost', [], /iteratr doctor$/],
] as const)('after %s with the commits %j, the next command is %s', (reason, commits, command) => {
  const [end] = RUN.flatMap((event) => (event.type === 'run-ended' ? [event.result] : []));
  if (!end) throw new Error('the fixture has no end');
  const [iteration] = end.iterations;
  const iterations = commits.map((commit, number) => ({ ...iteration, number, commit }) as never);
  const lines = shortReport({ ...end, reason, iterations }, sessionName('parser'));
  expect(lines.at(-1)?.text).toMatch(command);
});
