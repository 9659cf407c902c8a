// What the user can change in the review of a plan.
import { expect, it } from 'vitest';
import { PlanReview } from '../../../adapters/cli/commands/build/plan-review/plan-review.ts';
import type { Guide } from '../../../application/ports/guide.port.ts';
import { findTask } from '../../../domain/task/task.state.ts';
import { taskId } from '../../../domain/task/task.ts';
import { Harness, SESSION } from '../../support/harness.ts';

it('lets the user change the files of a task, and says what is wrong with them', async () => {
  const session = new Harness({ turns: [] }).sessions.get(SESSION);
  const spec = { named: 's', path: 's', consent: false };
  await session.execute({ type: 'StartRun', session: SESSION, spec, model: 'm' }, 'user');
  await session.execute({ type: 'AddTasks', tasks: [{ content: 'a', files: ['src/a.ts'] }] }, 'user');
  const written = [' src/b.ts \n\ntest/** ', '../outside', ''];
  const offered: string[] = [];
  const seen: unknown[] = [];
  const guide = {
    pick: async ({ error }: { error?: string }) => {
      seen.push([findTask(session.state.tasks, taskId(1))?.files, error]);
      if (written.length === 0) return { kind: 'left' };
      return { kind: 'done', value: { action: 'files', value: 'TAS-1' } };
    },
    write: async ({ value, check }: { value: string; check: (text: string) => string | undefined }) => {
      offered.push(value);
      expect(check('')).toBeUndefined();
      return { kind: 'done', value: written.shift() };
    },
  };
  expect(await new PlanReview(guide as unknown as Guide, session).run()).toBe('left');
  expect(offered).toEqual(['src/a.ts', 'src/b.ts\ntest/**', 'src/b.ts\ntest/**']);
  expect(seen).toEqual([
    [['src/a.ts'], undefined],
    [['src/b.ts', 'test/**'], undefined],
    [['src/b.ts', 'test/**'], expect.stringContaining('../outside')],
    [[], undefined],
  ]);
});
