// What the page for the review of a plan says about each task.
import { expect, it } from 'vitest';
import { planPage } from '../../../adapters/cli/commands/build/plan-review/plan.page.ts';
import { fold, ids, taskAdded } from '../../support/decider-spec.ts';

it('says what each task comes after, and which files it names', () => {
  const files = ['src/list.ts', 'test/\u202e\u200e*'];
  const state = fold([
    taskAdded(1, 'Write it', { files }),
    taskAdded(2, 'Test it', {
      dependsOn: ids(1),
      files: Array.from({ length: 100 }, (_, at) => `${at}.test.ts`),
    }),
    taskAdded(3, 'Polish it'),
  ]);
  const details = planPage(state, { at: undefined }).options.map(({ detail }) => detail);
  expect(details).toEqual([
    'touches src/list.ts, test/*',
    '',
    expect.stringMatching(/^after TAS-1 · touches 0\.test\.ts, .*test\.ts and \d\d more$/),
  ]);
});
