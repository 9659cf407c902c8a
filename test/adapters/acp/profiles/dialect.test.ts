// Specifies how several dialects are read as one.
import { expect, it } from 'vitest';
import { combineDialects } from '../../../../adapters/acp/profiles/dialect.ts';
import { OPENCODE } from '../../../../adapters/acp/profiles/opencode.ts';

it('finds an exit code on top of the raw output without any profile', () => {
  const { exitCodeOf } = combineDialects([]);
  expect(exitCodeOf({ exitCode: 3 })).toBe(3);
  expect(exitCodeOf({ exit_code: 4 })).toBe(4);
  expect(exitCodeOf({ metadata: { exit: 5 } })).toBeNull();
  expect(exitCodeOf('text')).toBeNull();
});

it('asks the dialects in order, the common one last', () => {
  const { exitCodeOf } = combineDialects([{ exitCodeOf: () => null }, OPENCODE.dialect]);
  expect(exitCodeOf({ exitCode: 1, metadata: { exit: 2 } })).toBe(2);
  expect(exitCodeOf({ exitCode: 1 })).toBe(1);
  expect(
    combineDialects([{ exitCodeOf: () => 0 }, OPENCODE.dialect]).exitCodeOf({ metadata: { exit: 2 } }),
  ).toBe(0);
});

it('answers null to what no dialect knows', () => {
  const { subagentOf, planOf, createdFileOf } = combineDialects([{}]);
  expect([subagentOf({}), planOf({}), createdFileOf({}, {})]).toEqual([null, null, null]);
});
