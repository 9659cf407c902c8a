// What a prompt says about a session: everything that is open, and of the rest only the latest.
import { describe, expect, it } from 'vitest';
import { promptVariables } from '../../../application/prompt/prompt-variables.ts';
import type { SessionEvent } from '../../../domain/session/session.events.ts';
import { sessionName } from '../../../domain/session/session-name.ts';
import { fold, history, taskAdded, timeOf } from '../../support/decider-spec.ts';

const CONTEXT = {
  session: sessionName('s'),
  spec: 'the spec',
  extra: '',
  tools: '',
  port: 4222,
  binary: 'iteratr',
};

function variables(events: readonly SessionEvent[], now = new Date(timeOf(0))) {
  return promptVariables(fold(events), CONTEXT, now);
}

describe('tasks', () => {
  it('are grouped by status, with what they wait for', () => {
    const events = [
      taskAdded(1, 'a', { status: 'completed' }),
      taskAdded(2, 'b\nin two lines', {
        priority: 4,
        dependsOn: history({ type: 'AddTasks', tasks: [{ content: 'x' }] }).flatMap((e) =>
          e.type === 'TaskAdded' ? [e.data.id] : [],
        ),
      }),
    ];
    expect(variables(events).tasks).toBe(
      'remaining (1)\n- TAS-2 [P4] b\n  in two lines (after TAS-1, done)\ncompleted (1)\n- TAS-1 [P2] a',
    );
  });

  it('that are done are the latest twenty, those that are open are all there', () => {
    const done = Array.from({ length: 30 }, (_, i) =>
      taskAdded(i + 1, `done ${i + 1}`, { status: 'completed' }),
    );
    const open = Array.from({ length: 30 }, (_, i) => taskAdded(i + 31, `open ${i + 1}`));
    const lines = variables([...done, ...open]).tasks.split('\n');
    expect(lines.filter((line) => line.includes('open'))).toHaveLength(30);
    expect(lines.filter((line) => line.includes('done'))).toHaveLength(20);
    expect(lines).toContain('- … 10 earlier ones (task-list shows all)');
  });

  it('that are open are whole for the next ones, and ids for the rest', () => {
    const content = 'x'.repeat(90);
    const open = Array.from({ length: 2_500 }, (_, i) => taskAdded(i + 1, `${i} ${content}`));
    const urgent = taskAdded(2_501, 'the next one', { priority: 4 });
    const started = taskAdded(2_502, 'the one that was begun', { status: 'in_progress', priority: 0 });
    const { tasks } = variables([...open, urgent, started]);
    expect(tasks.length).toBeLessThan(10_000);
    const lines = tasks.split('\n');
    expect(lines).toContain('in_progress (1)');
    expect(lines).toContain('- TAS-2502 [P0] the one that was begun');
    expect(lines).toContain('remaining (2501)');
    expect(lines).toContain('- TAS-2501 [P4] the next one');
    expect(lines.filter((line) => line.includes(content))).toHaveLength(48);
    expect(lines).toContain('- … 2452 more: TAS-49 to TAS-2500 (task-list shows all)');
  });

  it('take no more room for long contents, or for many dependencies, but the next one is never cut', () => {
    const long = 'x'.repeat(64_000);
    const blockers = Array.from({ length: 300 }, (_, i) => taskAdded(i + 1, long, { status: 'blocked' }));
    const done = Array.from({ length: 30 }, (_, i) => taskAdded(i + 301, long, { status: 'completed' }));
    const next = taskAdded(400, `${long}${long}`, { priority: 1 });
    const waiting = taskAdded(401, 'last', {
      dependsOn: blockers.flatMap((event) => (event.type === 'TaskAdded' ? [event.data.id] : [])),
    });
    const { tasks } = variables([...blockers, ...done, next, waiting]);
    expect(tasks).toContain(`- TAS-400 [P1] ${long}${long}\n`);
    expect(tasks.length).toBeLessThan(4 * 64 * 1024);
    const alone = variables([...blockers, waiting]).tasks.split('\n');
    expect(alone.find((line) => line.startsWith('- TAS-401'))).toMatch(/TAS-20 and 280 more\)$/);
  });
});

it('notes and summaries take no more room however long they are', () => {
  const content = 'x'.repeat(200_000);
  const events = history(
    { type: 'StartIteration', agent: 'opencode', model: 'm' },
    ...Array.from(
      { length: 5 },
      (_, i) => ({ type: 'AddNote', noteType: 'tip', content: `${i} ${content}` }) as const,
    ),
    { type: 'RecordSummary', summary: content },
    { type: 'EndIteration', outcome: 'finished', reason: 'end_turn', filesChanged: [], shares: [] },
  );
  const { notes, history: iterations } = variables(events);
  expect(notes).toContain(`4 ${content}`);
  expect(notes).toContain('- … 4 earlier ones (note-list shows all)');
  expect(iterations.length).toBeLessThan(5_000);
});

it('notes are the latest fifty', () => {
  const events = history(
    ...Array.from(
      { length: 60 },
      (_, i) => ({ type: 'AddNote', noteType: 'tip', content: `n${i}` }) as const,
    ),
  );
  const lines = variables(events).notes.split('\n');
  expect(lines[0]).toBe('- … 10 earlier ones (note-list shows all)');
  expect(lines[1]).toBe('- NOT-11 [tip] n10');
  expect(lines).toHaveLength(51);
});

describe('the history', () => {
  const iteration = (number: number, summary: string): SessionEvent[] => [
    { type: 'IterationStarted', data: { number, model: 'm' } },
    { type: 'IterationSummaryRecorded', data: { number, summary } },
    {
      type: 'IterationEnded',
      data: {
        number,
        outcome: number === 2 ? 'failed' : 'finished',
        reason: '',
        filesChanged: [],
        usage: null,
      },
    },
  ];

  it('is the last ten iterations that ended, with their age and how they ended', () => {
    const events = Array.from({ length: 11 }, (_, i) => iteration(i + 1, `s${i + 1}`)).flat();
    const { history: text } = variables(events, new Date(Date.parse(timeOf(5)) + 3 * 3_600_000));
    const lines = text.split('\n');
    expect(lines).toHaveLength(10);
    expect(lines[0]).toBe('- iteration 2 (3 h ago, failed): s2');
  });

  it('says so when there is none', () => {
    expect(variables([]).history).toBe('this is the first iteration');
  });
});
