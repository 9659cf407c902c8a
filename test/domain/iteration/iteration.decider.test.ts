// The rules for iterations: numbered across runs, each with an end, nothing left in progress.
import { describe, expect, it } from 'vitest';
import type { IterationCommand } from '../../../domain/iteration/iteration.decider.ts';
import type { IterationEvent } from '../../../domain/iteration/iteration.events.ts';
import { runningIteration } from '../../../domain/iteration/iteration.state.ts';
import type { IterationUsage } from '../../../domain/iteration/iteration.ts';
import type { SessionEvent } from '../../../domain/session/session.events.ts';
import { currentIteration } from '../../../domain/session/session.state.ts';
import { taskId } from '../../../domain/task/task.ts';
import { fold, given, ids, statusChanged, taskAdded, timeOf } from '../../support/decider-spec.ts';

const START: IterationCommand = { type: 'StartIteration', agent: 'opencode', model: 'm' };
const NO_ITERATION = 'no iteration has started yet; start one with `iteratr build`';

function started(number: number): IterationEvent {
  return { type: 'IterationStarted', data: { number, model: 'm', agent: 'opencode' } };
}

function ended(number: number, outcome: 'finished' | 'failed' | 'interrupted' = 'finished'): IterationEvent {
  return {
    type: 'IterationEnded',
    data: { number, outcome, reason: 'end_turn', filesChanged: [], usage: null },
  };
}

function released(number: number, reason: string): SessionEvent {
  return { type: 'TaskReleased', data: { id: taskId(number), reason } };
}

describe('starting an iteration', () => {
  it('gives the first the number 1', () => {
    given().when(START).then(started(1));
  });

  it('numbers on across runs', () => {
    given(
      { type: 'RunStarted', data: { spec: 's.md', model: 'm' } },
      ...[1, 2, 3].flatMap((number) => [started(number), ended(number)]),
      { type: 'RunEnded', data: { reason: 'limit' } },
      { type: 'RunStarted', data: { spec: 's.md', model: 'm' } },
    )
      .when(START)
      .then(started(4));
  });

  it('numbers on when the session was completed and restarted', () => {
    given(
      started(1),
      ended(1),
      { type: 'SessionCompleted', data: {} },
      { type: 'SessionRestarted', data: { reason: 'more to do' } },
    )
      .when(START)
      .then(started(2));
  });

  it('ends the one that a crash left open', () => {
    given(started(1), ended(1), started(2))
      .when(START)
      .then(
        {
          type: 'IterationEnded',
          data: {
            number: 2,
            outcome: 'interrupted',
            reason: 'the build ended before the iteration did',
            filesChanged: [],
            usage: null,
          },
        },
        started(3),
      );
  });

  it.each([
    ['ended', [ended(1, 'failed')]],
    ['was cut off', []],
  ] as const)('releases what the last one left in progress when it %s', (_, end) => {
    const outcome = given(
      taskAdded(1, 'a'),
      taskAdded(2, 'b', { status: 'blocked' }),
      taskAdded(3, 'c'),
      started(1),
      statusChanged(1, 'remaining', 'in_progress'),
      statusChanged(3, 'remaining', 'in_progress'),
      ...end,
    ).when(START);
    const reason = 'left in progress by iteration 1';
    const closing: IterationEvent = {
      type: 'IterationEnded',
      data: {
        number: 1,
        outcome: 'interrupted',
        reason: 'the build ended before the iteration did',
        filesChanged: [],
        usage: null,
      },
    };
    outcome.then(
      ...(end.length === 0 ? [closing] : []),
      started(2),
      released(1, reason),
      released(3, reason),
    );
  });

  it('releases what was in progress before the first', () => {
    given(taskAdded(1, 'a', { status: 'in_progress' }))
      .when(START)
      .then(started(1), released(1, 'in progress before the first iteration'));
  });

  it('a released task remains to be done', () => {
    const { tasks } = fold([
      taskAdded(1, 'a', { status: 'in_progress' }),
      started(1),
      released(1, 'left in progress'),
    ]);
    expect(tasks.tasks.get(1)?.status).toBe('remaining');
  });
});

describe('ending an iteration', () => {
  const usage: IterationUsage = {
    inputTokens: 10,
    outputTokens: 2,
    totalTokens: 12,
    cost: { amount: 0.5, currency: 'USD' },
  };
  const end = {
    type: 'EndIteration',
    outcome: 'finished',
    reason: 'end_turn',
    filesChanged: ['a.ts'],
    shares: [{ role: 'work', agent: 'opencode', model: 'm', usage }],
  } as const;

  it('records outcome, reason, files and usage', () => {
    const { type: _, ...rest } = end;
    const data = { ...rest, usage };
    given(started(1))
      .when(end)
      .then({ type: 'IterationEnded', data: { number: 1, ...data } });
  });

  it('records the first of very many files, how many more there are, and the beginning of a long reason', () => {
    const files = Array.from({ length: 100_000 }, (_, index) => `src/${String(index).padStart(6, '0')}.ts`);
    const listed = files.slice(0, 5_041);
    const filesLeftOut = 100_000 - 5_041;
    given(started(1))
      .when({ ...end, filesChanged: files, reason: 'x'.repeat(1_000_000) })
      .then({
        type: 'IterationEnded',
        data: {
          number: 1,
          outcome: 'finished',
          reason: `${'x'.repeat(4_000)}…`,
          filesChanged: listed,
          filesLeftOut,
          usage,
          shares: end.shares,
        },
      });
    given(started(1))
      .when({ type: 'RecordCommit', commit: 'abc', files })
      .then({
        type: 'IterationCommitted',
        data: { number: 1, commit: 'abc', files: listed, filesLeftOut },
      });
  });

  it.each([
    ['before the first', []],
    ['between two', [started(1), ended(1)]],
  ])('is refused %s', (_, events) => {
    given(...events)
      .when(end)
      .thenThrows('ITERATION.NONE', 'no iteration is running');
  });
});

describe('the summary', () => {
  const summary: IterationCommand = { type: 'RecordSummary', summary: ' TAS-1 done\n' };

  it.each([
    ['runs', [started(1)]],
    ['ended last', [started(1), ended(1)]],
  ])('belongs to the iteration that %s', (_, events) => {
    given(...events)
      .when(summary)
      .then({ type: 'IterationSummaryRecorded', data: { number: 1, summary: 'TAS-1 done' } });
  });

  it('is refused before the first iteration', () => {
    given().when(summary).thenThrows('ITERATION.NONE', NO_ITERATION);
  });

  it('is refused when it is empty', () => {
    given(started(1))
      .when({ type: 'RecordSummary', summary: ' \n' })
      .thenThrows('SUMMARY.EMPTY', 'the summary is empty; describe in a few lines what was done');
  });

  it('the last one counts', () => {
    const events = ['one', 'two'].map(
      (text) => ({ type: 'IterationSummaryRecorded', data: { number: 1, summary: text } }) as const,
    );
    expect(fold([started(1), ...events]).iterations.recent.at(-1)?.summary).toBe('two');
  });
});

describe('the commit', () => {
  const commit: IterationCommand = { type: 'RecordCommit', commit: 'abc123', files: ['a.ts'] };

  it('belongs to the iteration that ended last', () => {
    given(started(1), ended(1), started(2), ended(2))
      .when(commit)
      .then({ type: 'IterationCommitted', data: { number: 2, commit: 'abc123', files: ['a.ts'] } });
  });

  it('is refused before the first iteration', () => {
    given().when(commit).thenThrows('ITERATION.NONE', NO_ITERATION);
  });
});

describe('the log of iterations', () => {
  it('has start, end, outcome, summary, commit and the tasks worked on, each once', () => {
    const { iterations } = fold([
      taskAdded(1, 'a'),
      taskAdded(2, 'b'),
      started(1),
      statusChanged(2, 'remaining', 'in_progress'),
      statusChanged(2, 'in_progress', 'completed'),
      statusChanged(1, 'remaining', 'cancelled'),
      { type: 'IterationSummaryRecorded', data: { number: 1, summary: 's' } },
      ended(1, 'failed'),
      statusChanged(1, 'cancelled', 'remaining'),
      { type: 'IterationCommitted', data: { number: 1, commit: 'abc', files: [] } },
    ]);
    expect(iterations.recent).toEqual([
      {
        number: 1,
        startedAt: timeOf(2),
        endedAt: timeOf(7),
        outcome: 'failed',
        summary: 's',
        commit: 'abc',
        agent: 'opencode',
        model: 'm',
        usage: null,
        workedMs: 5_000,
        tasksCompleted: 1,
        tasks: ids(2, 1),
        taken: ids(2),
        files: 0,
        red: null,
      },
    ]);
  });

  it('knows how many files it changed, and which checks were not green when they last ran', () => {
    const ran = (command: string, outcome: 'green' | 'red', phase: 'baseline' | 'task' = 'task') =>
      ({
        type: 'CheckRan',
        data: {
          ...{ command, phase, outcome, exitCode: 0, durationMs: 1, output: '' },
          tests: null,
          failing: [],
        },
      }) as const;
    const { iterations } = fold([
      ran('lint', 'red', 'baseline'),
      started(1),
      ran('lint', 'red'),
      ran('test', 'red'),
      ran('lint', 'green'),
      {
        type: 'IterationEnded',
        data: {
          ...{ number: 1, outcome: 'finished', reason: '', filesChanged: ['a', 'b'], filesLeftOut: 3 },
          usage: null,
        },
      },
      started(2),
    ]);
    expect(iterations.recent).toMatchObject([
      { files: 5, red: ['test'] },
      { files: 0, red: null },
    ]);
  });

  it('knows the iteration that runs', () => {
    expect(currentIteration(fold([]))).toBeNull();
    expect(currentIteration(fold([started(1)]))).toBe(1);
    expect(currentIteration(fold([started(1), ended(1)]))).toBeNull();
    expect(runningIteration(fold([started(1), ended(1), started(2)]).iterations)?.number).toBe(2);
  });
});
