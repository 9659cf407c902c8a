// The form of a new task: its two fields, what it says of wrong ids, and the command that it becomes.
import { expect, it } from 'vitest';
import { frameOf, textOfFrame } from '../views/frame.ts';
import { type Session, sample } from './sample-model.ts';

function screen({ model }: Session): string {
  return textOfFrame(frameOf(model));
}

function form(): Session {
  return sample().command('new-task').type('Write the docs').keys('ctrl+n');
}

it('waits for the tasks that are named, each once', () => {
  const session = form().type('2, tas-3 TAS-2').keys('tab', 'ctrl+s');
  expect(session.takeEffects()).toEqual([
    {
      type: 'execute',
      command: {
        type: 'AddTasks',
        tasks: [{ content: 'Write the docs', priority: 3, dependsOn: ['TAS-2', 'TAS-3'] }],
      },
    },
  ]);
});

it.each([
  ['2, TAS-99', 'there is no task TAS-99'],
  ['two', '"two" is not a task id'],
])('says what is wrong with %s and stays open', (ids, problem) => {
  const session = form().type(ids);
  expect(screen(session)).toContain(`✗ ${problem}`);
  session.keys('ctrl+n', 'ctrl+s');
  expect(session.takeEffects()).toEqual([]);
  expect(screen(session)).toContain(`After  ${ids}`);
  expect(screen(session)).toContain('> Write the docs');
});

it('waits for nothing if no task is named', () => {
  const session = form().keys('ctrl+s');
  expect(session.takeEffects()).toEqual([
    { type: 'execute', command: { type: 'AddTasks', tasks: [{ content: 'Write the docs', priority: 2 }] } },
  ]);
});
