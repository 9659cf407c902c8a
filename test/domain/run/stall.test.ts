// Specifies when work is stuck, and which task is blocked for it.
import { describe, expect, it } from 'vitest';
import type { FailedCommand } from '../../../domain/iteration/iteration.ts';
import { stallEvidence, stuckWork } from '../../../domain/run/stall.ts';
import type { SessionEvent } from '../../../domain/session/session.events.ts';
import {
  currentIteration,
  evolve,
  INITIAL_STATE,
  type SessionState,
} from '../../../domain/session/session.state.ts';
import { taskId } from '../../../domain/task/task.ts';
import { given, recorded, statusChanged, taskAdded } from '../../support/decider-spec.ts';

const TEST: FailedCommand = { command: 'npm test', exitCode: 1 };
const TASKS = [taskAdded(1, 'a'), taskAdded(2, 'b')];

interface Played {
  readonly progress?: boolean;
  readonly failed?: readonly FailedCommand[];
  readonly outcome?: 'finished' | 'failed' | 'interrupted';
  readonly during?: readonly SessionEvent[];
}

/** An iteration that works on a task. */
function works(task: number, played: Played = {}): Played {
  return { during: [statusChanged(task, 'remaining', 'in_progress')], ...played };
}

function play(...iterations: readonly Played[]): SessionEvent[] {
  return iterations.flatMap(({ progress = true, failed = [], outcome = 'finished', during = [] }, index) => {
    const number = index + 1;
    const data = {
      number,
      outcome,
      reason: 'x',
      filesChanged: [],
      progress,
      failedCommands: failed,
      usage: null,
    };
    return [
      { type: 'IterationStarted', data: { number, model: 'm' } },
      ...during,
      { type: 'IterationEnded', data },
    ] satisfies SessionEvent[];
  });
}

function stateAfter(...iterations: readonly Played[]): SessionState {
  return [...TASKS, ...play(...iterations)].map(recorded).reduce(
    // What happens during an iteration belongs to it.
    (state, event) =>
      evolve(state, { ...event, meta: { ...event.meta, iteration: currentIteration(state) } }),
    INITIAL_STATE,
  );
}

const idle = works(1, { progress: false });

describe('work is stuck', () => {
  it.each<[string, readonly Played[], string]>([
    ['without progress', [idle, idle, idle], '3 iterations in a row made no progress'],
    [
      'when the same command fails the same way, although files change',
      Array.from({ length: 3 }, () => works(1, { failed: [TEST] })),
      'npm test failed with exit code 1 in 3 iterations in a row',
    ],
  ])('%s', (_, iterations, reason) => {
    expect(stuckWork(stateAfter(...iterations).stall, 3)).toEqual({
      task: 'TAS-1',
      reason: expect.stringContaining(reason),
    });
  });

  it('without a task to blame, if none was worked on', () => {
    const talks = { progress: false };
    expect(stuckWork(stateAfter(talks, talks, talks).stall, 3)).toMatchObject({ task: null });
  });

  it('because of the task that was taken last', () => {
    const turns = [
      works(1, { progress: false }),
      works(2, { progress: false }),
      works(1, { progress: false }),
    ];
    expect(stuckWork(stateAfter(...turns).stall, 3)).toMatchObject({ task: 'TAS-1' });
  });
});

describe('work is not stuck', () => {
  const failing = works(1, { failed: [TEST] });
  it.each<[string, readonly Played[]]>([
    ['before so many iterations', [idle, idle]],
    ['when one of them made progress', [idle, idle, works(1), idle]],
    ['when a failed iteration is between them', [idle, idle, { outcome: 'failed', progress: false }, idle]],
    [
      'when the command fails in another way',
      [failing, failing, works(1, { failed: [{ ...TEST, exitCode: 2 }] })],
    ],
    ['when the command was green in between', [failing, failing, works(1), failing]],
    ['when the command fails for another task', [failing, failing, works(2, { failed: [TEST] })]],
    [
      'when the task is done in between',
      [
        failing,
        failing,
        works(1, { failed: [TEST], during: [statusChanged(1, 'in_progress', 'completed')] }),
      ],
    ],
  ])('%s', (_, iterations) => {
    expect(stuckWork(stateAfter(...iterations).stall, 3)).toBeUndefined();
  });

  it('if it may be without progress for any time', () => {
    expect(stuckWork(stateAfter(idle, idle, idle, idle).stall, 0)).toBeUndefined();
  });

  it('in iterations that an older version recorded', () => {
    const events = play({}, {}, {}).map((event) =>
      event.type === 'IterationEnded'
        ? { ...event, data: { ...event.data, progress: undefined, failedCommands: undefined } }
        : event,
    ) as SessionEvent[];
    const state = events.map(recorded).reduce(evolve, INITIAL_STATE);
    expect(stuckWork(state.stall, 1)).toBeUndefined();
  });
});

it('says what it knows from the second iteration on', () => {
  expect(stallEvidence(stateAfter(idle).stall)).toEqual([]);
  const failing = works(1, { progress: false, failed: [TEST] });
  expect(stallEvidence(stateAfter(failing, failing).stall)).toEqual([
    '2 iterations in a row changed no file, made no commit and advanced no task',
    'npm test failed with exit code 1 in 2 iterations in a row',
  ]);
});

describe('a task that is blocked for it', () => {
  const blocked: SessionEvent[] = [
    ...TASKS,
    ...play(idle, idle, idle),
    { type: 'TaskBlocked', data: { id: taskId(1), reason: 'why' } },
  ];

  it('starts the count again', () => {
    expect(blocked.map(recorded).reduce(evolve, INITIAL_STATE).stall).toMatchObject({
      idle: 0,
      failures: [],
    });
  });

  it('is not taken up again by the agent, only by the user', () => {
    const command = { type: 'ChangeTaskStatus', id: taskId(1), status: 'in_progress' } as const;
    given(...blocked)
      .when(command, 'agent')
      .thenThrows(
        'TASK.BLOCKED',
        'TAS-1 is blocked: why; take another task; the user decides about this one',
      );
    given(...blocked)
      .when(command, 'user')
      .then(statusChanged(1, 'blocked', 'in_progress'));
    given(...blocked, statusChanged(1, 'blocked', 'remaining'))
      .when(command, 'agent')
      .then(statusChanged(1, 'remaining', 'in_progress'));
  });
});
