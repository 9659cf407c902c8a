// Whatever is added and renamed: the index finds what comparing with every task would find.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { comparable } from '../../../domain/task/content-index.ts';
import { evolveTasks, findDuplicate, NO_TASKS } from '../../../domain/task/task.state.ts';
import { taskId } from '../../../domain/task/task.ts';
import { fold, taskAdded } from '../../support/decider-spec.ts';
import { PROPERTY_LIMIT_MS } from '../../support/property-limit.ts';

const content = fc.constantFrom('a', ' A ', 'b', 'B\n', 'c', 'd', 'e');
const steps = fc.array(
  fc.record({ number: fc.integer({ min: 1, max: 6 }), content, rename: fc.boolean(), ask: fc.boolean() }),
  { maxLength: 30, size: 'max' },
);

it('finds the oldest task with a content, with and without an index built before', {
  timeout: PROPERTY_LIMIT_MS,
}, () => {
  fc.assert(
    fc.property(steps, content, (list, wanted) => {
      let tasks = NO_TASKS;
      for (const { number, content, rename, ask } of list) {
        const id = taskId(number);
        tasks = rename
          ? evolveTasks(tasks, { type: 'TaskContentChanged', data: { id, from: '', to: content } })
          : fold([taskAdded(number, content)], { ...fold([]), tasks }).tasks;
        if (ask) findDuplicate(tasks, wanted);
      }
      const all = [...tasks.tasks.values()].filter((task) => comparable(task.content) === comparable(wanted));
      expect(findDuplicate(tasks, wanted)).toBe(all[0]);
      expect(findDuplicate(tasks, wanted, all[0]?.id)).toBe(all[1]);
    }),
  );
});
