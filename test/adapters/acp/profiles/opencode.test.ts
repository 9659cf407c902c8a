// Specifies what opencode reports beside the protocol; a whole recorded turn is in session-updates.test.ts.
import { expect, it } from 'vitest';
import { OPENCODE } from '../../../../adapters/acp/profiles/opencode.ts';

const { dialect } = OPENCODE;

it('has the exit code of a command in its metadata', () => {
  expect(dialect.exitCodeOf?.({ metadata: { exit: 3 } })).toBe(3);
  expect(dialect.exitCodeOf?.({ metadata: {} })).toBeNull();
});

it('starts a subagent where a session has a parent', () => {
  expect(dialect.subagentOf?.({ metadata: { parentSessionId: 'a', sessionId: 'b' } })).toBe('b');
  expect(dialect.subagentOf?.({ metadata: { sessionId: 'b' } })).toBeNull();
});

it('keeps its to-do list in a tool call', () => {
  const entry = { content: 'a', status: 'pending', priority: 'high' };
  expect(dialect.planOf?.({ metadata: { todos: [{ id: '1', ...entry }] } })).toEqual([entry]);
  expect(dialect.planOf?.({ metadata: {} })).toBeNull();
});

it('has created a file where it says that there was none before', () => {
  const metadata = { filepath: '/a', exists: false };
  expect(dialect.createdFileOf?.({ content: 'x' }, { metadata })).toEqual({
    path: '/a',
    oldText: null,
    newText: 'x',
  });
  expect(dialect.createdFileOf?.({ content: 'x' }, { metadata: { ...metadata, exists: true } })).toBeNull();
});
