// Reading ids, statuses and priorities as people and agents write them.
import { describe, expect, it } from 'vitest';
import { DomainError } from '../../../domain/errors.ts';
import {
  isOpen,
  parseTaskId,
  parseTaskPriority,
  parseTaskStatus,
  TASK_STATUSES,
  type Task,
  taskId,
  taskNumber,
} from '../../../domain/task/task.ts';

describe('a task id', () => {
  it.each(['TAS-3', 'tas-3', 'Tas-3', '3', ' TAS-3 ', '\t3\n'])('can be given as %j', (text) => {
    expect(parseTaskId(text)).toBe('TAS-3');
  });

  it.each([
    '',
    'TAS-',
    'TAS-0',
    '0',
    '-3',
    'TAS-03',
    '03',
    '3.0',
    '3x',
    'TAS3',
    'TAS 3',
    'NOT-3',
    '1e3',
    '1234567890',
    '٣',
  ])('cannot be %j', (text) => {
    expect(() => parseTaskId(text)).toThrow(
      new DomainError('TASK.INVALID_ID', `"${text}" is not a task id`, {
        remedy: 'use an id such as TAS-3 or 3',
      }),
    );
  });

  it('holds its number', () => {
    expect(taskNumber(taskId(41))).toBe(41);
    expect(taskNumber(parseTaskId('999999999'))).toBe(999_999_999);
  });
});

describe('a status', () => {
  it.each(TASK_STATUSES)('can be %s', (status) => {
    expect(parseTaskStatus(status)).toBe(status);
  });

  it.each(['', 'done', 'Completed', 'in-progress', ' remaining', 'toString'])('cannot be %j', (text) => {
    expect(() => parseTaskStatus(text)).toThrow(
      new DomainError('TASK.INVALID_STATUS', `"${text}" is not a task status`, {
        remedy: 'use one of remaining, in_progress, completed, blocked, cancelled',
      }),
    );
  });
});

describe('a priority', () => {
  it.each([0, 1, 2, 3, 4])('can be %i, as a number or text', (priority) => {
    expect(parseTaskPriority(priority)).toBe(priority);
    expect(parseTaskPriority(String(priority))).toBe(priority);
  });

  it.each([-1, 5, 1.5, Number.NaN, '', '5', ' 2', 'high', '2.0', null, true, undefined])(
    'cannot be %j',
    (value) => {
      expect(() => parseTaskPriority(value)).toThrow(
        new DomainError('TASK.INVALID_PRIORITY', `"${value}" is not a priority`, {
          remedy: 'use a whole number from 0 (lowest) to 4 (highest)',
        }),
      );
    },
  );
});

it.each([
  ['remaining', true],
  ['in_progress', true],
  ['blocked', true],
  ['completed', false],
  ['cancelled', false],
] as const)('a task that is %s is open: %s', (status, open) => {
  const task: Task = { id: taskId(1), content: 'x', status, priority: 2, dependsOn: [], files: [] };
  expect(isOpen(task)).toBe(open);
});
