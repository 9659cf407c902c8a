// The rules for adding and changing tasks.
import { describe, expect, it } from 'vitest';
import { evolveTasks, findDuplicate, findTask } from '../../../domain/task/task.state.ts';
import { TASK_STATUSES, taskId } from '../../../domain/task/task.ts';
import { fold, given, history, ids, statusChanged, taskAdded } from '../../support/decider-spec.ts';

const ONE = taskAdded(1, 'Write the model');
const TWO = taskAdded(2, 'Test the model', { dependsOn: ids(1) });
const THREE = taskAdded(3, 'Document it', { dependsOn: ids(2) });

describe('adding tasks', () => {
  it('gives the first id, with status remaining and priority 2', () => {
    given()
      .when({ type: 'AddTasks', tasks: [{ content: 'Write the model' }] })
      .then(ONE);
  });

  it('numbers on in order of creation', () => {
    given(ONE)
      .when({
        type: 'AddTasks',
        tasks: [{ content: 'Test the model', dependsOn: ids(1) }, { content: 'Three' }],
      })
      .then(TWO, taskAdded(3, 'Three'));
  });

  it('never gives the id of a cancelled task again', () => {
    given(ONE, statusChanged(1, 'remaining', 'cancelled'))
      .when({ type: 'AddTasks', tasks: [{ content: 'Other' }] })
      .then(taskAdded(2, 'Other'));
  });

  it('takes status, priority 0 and dependencies as given', () => {
    given(ONE)
      .when({
        type: 'AddTasks',
        tasks: [{ content: 'x', status: 'blocked', priority: 0, dependsOn: ids(1) }],
      })
      .then(taskAdded(2, 'x', { status: 'blocked', priority: 0, dependsOn: ids(1) }));
  });

  it('trims the content', () => {
    given()
      .when({ type: 'AddTasks', tasks: [{ content: '\n  Write the model \t' }] })
      .then(ONE);
  });

  it('names a dependency once', () => {
    given(ONE)
      .when({ type: 'AddTasks', tasks: [{ content: 'Test the model', dependsOn: ids(1, 1) }] })
      .then(TWO);
  });

  it('adds nothing when there is nothing to add', () => {
    given().when({ type: 'AddTasks', tasks: [] }).thenNothing();
  });

  it.each(['', '   ', '\n\t'])('refuses the empty content %j', (content) => {
    given()
      .when({ type: 'AddTasks', tasks: [{ content }] })
      .thenThrows('TASK.EMPTY', 'the content of a task is empty; describe what to do');
  });

  it.each(['Write the model', '  write THE Model\n'])(
    'refuses %j, which is there already, with its id',
    (content) => {
      given(ONE, statusChanged(1, 'remaining', 'completed'))
        .when({ type: 'AddTasks', tasks: [{ content }] })
        .thenThrows('TASK.DUPLICATE', 'TAS-1 (completed) has the same content');
    },
  );

  it('takes space within the content as a difference', () => {
    given(ONE)
      .when({ type: 'AddTasks', tasks: [{ content: 'Write  the model' }] })
      .then(taskAdded(2, 'Write  the model'));
  });

  it('tells contents apart whose hashes are the same', () => {
    const [a, b] = collidingContents();
    given(taskAdded(1, a))
      .when({ type: 'AddTasks', tasks: [{ content: b }] })
      .then(taskAdded(2, b));
    given(taskAdded(1, a), taskAdded(2, b))
      .when({ type: 'AddTasks', tasks: [{ content: b }] })
      .thenThrows('TASK.DUPLICATE', `TAS-2 (remaining) has the same content`);
  });

  it('refuses an unknown dependency and names the tasks there are', () => {
    given(ONE)
      .when({ type: 'AddTasks', tasks: [{ content: 'x', dependsOn: ids(7) }] })
      .thenThrows('TASK.NOT_FOUND', 'there is no task TAS-7: the tasks are TAS-1 to TAS-1');
    given()
      .when({ type: 'AddTasks', tasks: [{ content: 'x', dependsOn: ids(7) }] })
      .thenThrows('TASK.NOT_FOUND', 'there is no task TAS-7: there are no tasks yet');
  });

  it('refuses a task that depends on itself', () => {
    given(ONE)
      .when({ type: 'AddTasks', tasks: [{ content: 'x', dependsOn: ids(2) }] })
      .thenThrows('DEPENDENCY.SELF', 'TAS-2 cannot depend on itself; name another task');
  });
});

describe('adding several tasks at once', () => {
  it('lets one depend on another before it', () => {
    given()
      .when({
        type: 'AddTasks',
        tasks: [{ content: 'Write the model' }, { content: 'Test the model', dependsOn: ids(1) }],
      })
      .then(ONE, TWO);
  });

  it('refuses a dependency on one after it', () => {
    given()
      .when({ type: 'AddTasks', tasks: [{ content: 'a', dependsOn: ids(2) }, { content: 'b' }] })
      .thenThrows('TASK.NOT_FOUND', 'there is no task TAS-2: there are no tasks yet');
  });

  it.each([
    ['an empty one', { content: ' ' }, 'TASK.EMPTY', /empty/],
    ['one that is there', { content: 'WRITE the model' }, 'TASK.DUPLICATE', /^TAS-1 /],
    ['one twice in itself', { content: 'fine ' }, 'TASK.DUPLICATE', /^TAS-2 \(remaining\)/],
    ['an unknown dependency', { content: 'b', dependsOn: ids(9) }, 'TASK.NOT_FOUND', /TAS-1 to TAS-2$/],
  ] as const)('adds all or none: %s refuses the rest', (_, bad, code, message) => {
    given(ONE)
      .when({ type: 'AddTasks', tasks: [{ content: 'fine' }, bad] })
      .thenThrows(code, message);
  });
});

describe('changing the status', () => {
  it.each(TASK_STATUSES.flatMap((from) => TASK_STATUSES.map((to) => [from, to] as const)))(
    'from %s to %s',
    (from, to) => {
      const outcome = given(taskAdded(1, 'x', { status: from })).when({
        type: 'ChangeTaskStatus',
        id: taskId(1),
        status: to,
      });
      if (from === to) outcome.thenNothing();
      else outcome.then(statusChanged(1, from, to));
    },
  );

  it('of an unknown task is refused', () => {
    given(ONE, TWO)
      .when({ type: 'ChangeTaskStatus', id: taskId(3), status: 'completed' })
      .thenThrows('TASK.NOT_FOUND', 'there is no task TAS-3: the tasks are TAS-1 to TAS-2');
  });
});

describe('changing the priority', () => {
  it('records from and to', () => {
    given(ONE)
      .when({ type: 'ChangeTaskPriority', id: taskId(1), priority: 4 })
      .then({ type: 'TaskPriorityChanged', data: { id: taskId(1), from: 2, to: 4 } });
  });

  it('to what it is already is nothing', () => {
    given(ONE)
      .when({ type: 'ChangeTaskPriority', id: taskId(1), priority: 2 })
      .thenNothing();
  });

  it('of an unknown task is refused', () => {
    given()
      .when({ type: 'ChangeTaskPriority', id: taskId(1), priority: 2 })
      .thenThrows('TASK.NOT_FOUND', 'there is no task TAS-1: there are no tasks yet');
  });
});

describe('changing the content', () => {
  const contentChanged = (id: number, from: string, to: string) =>
    ({ type: 'TaskContentChanged', data: { id: taskId(id), from, to } }) as const;
  const change = (id: number, content: string) =>
    ({ type: 'ChangeTaskContent', id: taskId(id), content }) as const;

  it('records from and to, without the space around it', () => {
    given(ONE)
      .when(change(1, ' Write both models\n'))
      .then(contentChanged(1, 'Write the model', 'Write both models'));
  });

  it('to what it is already is nothing', () => {
    given(ONE).when(change(1, '  Write the model ')).thenNothing();
  });

  it('may change nothing but the case', () => {
    given(ONE)
      .when(change(1, 'write THE model'))
      .then(contentChanged(1, 'Write the model', 'write THE model'));
  });

  it.each(['', ' \n\t'])('refuses the empty content %j', (content) => {
    given(ONE)
      .when(change(1, content))
      .thenThrows('TASK.EMPTY', 'the content of a task is empty; describe what to do');
  });

  it('of an unknown task is refused', () => {
    given()
      .when(change(1, 'x'))
      .thenThrows('TASK.NOT_FOUND', 'there is no task TAS-1: there are no tasks yet');
  });

  it('refuses what another task says, apart from space and case', () => {
    given(ONE, taskAdded(2, 'Other'))
      .when(change(2, ' WRITE the model'))
      .thenThrows('TASK.DUPLICATE', 'TAS-1 (remaining) has the same content');
  });

  it('frees the old content and takes the new one', () => {
    const before = [ONE, contentChanged(1, 'Write the model', 'Draw the model')];
    given(...before)
      .when({ type: 'AddTasks', tasks: [{ content: 'write the model' }] })
      .then(taskAdded(2, 'write the model'));
    given(...before)
      .when({ type: 'AddTasks', tasks: [{ content: 'draw the model' }] })
      .thenThrows('TASK.DUPLICATE', 'TAS-1 (remaining) has the same content');
  });

  it('is followed by an index of contents that was built before', () => {
    const { tasks } = fold([ONE, taskAdded(2, 'b'), taskAdded(3, 'c')]);
    expect(findDuplicate(tasks, 'b')?.id).toBe('TAS-2');
    const renamed = evolveTasks(tasks, contentChanged(2, 'b', 'd'));
    expect([findDuplicate(renamed, 'b')?.id, findDuplicate(renamed, 'D')?.id]).toEqual([undefined, 'TAS-2']);
    const back = evolveTasks(renamed, contentChanged(2, 'd', 'b'));
    expect([findDuplicate(back, 'b')?.id, findDuplicate(back, 'd')?.id]).toEqual(['TAS-2', undefined]);
    expect(findDuplicate(tasks, 'b')?.id).toBe('TAS-2');
  });

  it('names the oldest of tasks with the same content, whichever had it first', () => {
    const { tasks } = fold([ONE, taskAdded(2, 'b'), taskAdded(3, 'c')]);
    expect(findDuplicate(tasks, 'c')?.id).toBe('TAS-3');
    expect(findDuplicate(evolveTasks(tasks, contentChanged(2, 'b', 'C')), 'c')?.id).toBe('TAS-2');
  });

  it('opens no completed session again', () => {
    given(ONE, statusChanged(1, 'remaining', 'completed'), { type: 'SessionCompleted', data: {} })
      .when(change(1, 'Done'))
      .then(contentChanged(1, 'Write the model', 'Done'));
  });
});

describe('changing the files', () => {
  const filesChanged = (from: readonly string[], to: readonly string[]) =>
    ({ type: 'TaskFilesChanged', data: { id: taskId(1), from, to } }) as const;
  const change = (...files: string[]) => ({ type: 'ChangeTaskFiles', id: taskId(1), files }) as const;

  it('records from and to; those of a new task are recorded with it', () => {
    given()
      .when({
        type: 'AddTasks',
        tasks: [
          { content: 'a', files: ['./a.ts', 'a.ts'] },
          { content: 'b', files: [] },
        ],
      })
      .then(taskAdded(1, 'a', { files: ['a.ts'] }), taskAdded(2, 'b'));
    given(ONE)
      .when(change('src/', 'b.ts'))
      .then(filesChanged([], ['src', 'b.ts']));
    given(taskAdded(1, 'a', { files: ['a'] }))
      .when(change())
      .then(filesChanged(['a'], []));
    given(ONE, filesChanged([], ['a', 'b']))
      .when(change('a', './b'))
      .thenNothing();
  });

  it('refuses what can be no file, and an unknown task', () => {
    given(ONE)
      .when(change('a', '/b'))
      .thenThrows('TASK.INVALID_FILE', /"\/b" of a task is not relative/);
    given()
      .when({ type: 'AddTasks', tasks: [{ content: 'a', files: ['..'] }] })
      .thenThrows('TASK.INVALID_FILE', /leads out of the project/);
    given()
      .when(change('a'))
      .thenThrows('TASK.NOT_FOUND', /there is no task TAS-1/);
  });
});

describe('adding dependencies', () => {
  const dependency = (id: number, on: number) =>
    ({ type: 'TaskDependencyAdded', data: { id: taskId(id), dependsOn: taskId(on) } }) as const;

  it('records each', () => {
    given(ONE, taskAdded(2, 'b'), taskAdded(3, 'c'))
      .when({ type: 'AddTaskDependencies', id: taskId(3), dependsOn: ids(2, 1) })
      .then(dependency(3, 2), dependency(3, 1));
  });

  it('that are there already is nothing', () => {
    given(ONE, TWO)
      .when({ type: 'AddTaskDependencies', id: taskId(2), dependsOn: ids(1, 1) })
      .thenNothing();
  });

  it('refuses the task itself', () => {
    given(ONE)
      .when({ type: 'AddTaskDependencies', id: taskId(1), dependsOn: ids(1) })
      .thenThrows('DEPENDENCY.SELF', 'TAS-1 cannot depend on itself; name another task');
  });

  it('refuses unknown ids on both sides', () => {
    given(ONE)
      .when({ type: 'AddTaskDependencies', id: taskId(1), dependsOn: ids(2) })
      .thenThrows('TASK.NOT_FOUND', 'there is no task TAS-2: the tasks are TAS-1 to TAS-1');
    given(ONE)
      .when({ type: 'AddTaskDependencies', id: taskId(2), dependsOn: ids(1) })
      .thenThrows('TASK.NOT_FOUND', 'there is no task TAS-2: the tasks are TAS-1 to TAS-1');
  });

  it('refuses a circle of two and shows it', () => {
    given(ONE, TWO)
      .when({ type: 'AddTaskDependencies', id: taskId(1), dependsOn: ids(2) })
      .thenThrows(
        'DEPENDENCY.CYCLE',
        'TAS-1 cannot depend on TAS-2, because that would create a cycle: TAS-1 → TAS-2 → TAS-1',
      );
  });

  it('refuses a longer circle and shows all of it', () => {
    given(ONE, TWO, THREE)
      .when({ type: 'AddTaskDependencies', id: taskId(1), dependsOn: ids(3) })
      .thenThrows(
        'DEPENDENCY.CYCLE',
        'TAS-1 cannot depend on TAS-3, because that would create a cycle: TAS-1 → TAS-3 → TAS-2 → TAS-1',
      );
  });

  it('refuses a circle through tasks that are done', () => {
    given(ONE, TWO, statusChanged(2, 'remaining', 'completed'))
      .when({ type: 'AddTaskDependencies', id: taskId(1), dependsOn: ids(2) })
      .thenThrows('DEPENDENCY.CYCLE', /TAS-1 → TAS-2 → TAS-1$/);
  });

  it('adds all or none', () => {
    given(ONE, TWO, taskAdded(3, 'c'))
      .when({ type: 'AddTaskDependencies', id: taskId(1), dependsOn: ids(3, 2) })
      .thenThrows('DEPENDENCY.CYCLE', /TAS-1 → TAS-2 → TAS-1$/);
  });
});

describe('the list of tasks', () => {
  it('is what the events add up to', () => {
    const events = history(
      { type: 'AddTasks', tasks: [{ content: 'a' }, { content: 'b' }] },
      { type: 'ChangeTaskStatus', id: taskId(2), status: 'blocked' },
      { type: 'ChangeTaskPriority', id: taskId(2), priority: 4 },
      { type: 'AddTaskDependencies', id: taskId(2), dependsOn: ids(1) },
    );
    const { tasks } = fold(events);
    expect(findTask(tasks, taskId(2))).toEqual({
      id: 'TAS-2',
      content: 'b',
      status: 'blocked',
      priority: 4,
      dependsOn: ['TAS-1'],
      files: [],
    });
  });
});

/** Two contents of the same 32-bit FNV-1a hash. */
function collidingContents(): [string, string] {
  const seen = new Map<number, string>();
  for (let i = 0; ; i++) {
    const text = `task ${i}`;
    let hash = 0x811c9dc5;
    for (let j = 0; j < text.length; j++) hash = Math.imul(hash ^ text.charCodeAt(j), 0x01000193);
    const other = seen.get(hash);
    if (other !== undefined) return [other, text];
    seen.set(hash, text);
  }
}
