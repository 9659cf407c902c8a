// Specifies which permission requests are for iteratr's own tools, from what each agent sends.
import { expect, it } from 'vitest';
import { isOwnTool } from '../../../adapters/acp/own-tools.ts';

const NAMES = ['ask-user', 'submit-spec'];
const QWEN = [
  { optionId: 'proceed_always_project', name: 'Always Allow in project: ask-user', kind: 'allow_always' },
  { optionId: 'proceed_once', name: 'Allow', kind: 'allow_once' },
];

it.each([
  ['claude', { title: 'mcp__iteratr__ask-user', kind: 'other' }, []],
  ['gemini', { title: 'ask-user (iteratr MCP Server)', kind: 'other' }, []],
  ['copilot', { title: 'ask-user', kind: 'other' }, []],
  ['qwen', { title: '{"questions":[]}', kind: 'other' }, QWEN],
  ['kimi, without a kind', { title: 'mcp__iteratr__submit-spec' }, []],
])('that of %s is', (_, toolCall, options) => {
  expect(isOwnTool(NAMES, toolCall, options)).toBe(true);
});

it.each([
  ['a command that is called like a tool', { title: 'ask-user', kind: 'execute' }, QWEN],
  ['a command that names one', { title: 'rm -rf . # mcp__iteratr__ask-user' }, []],
  ['another tool of iteratr', { title: 'mcp__iteratr__task-add', kind: 'other' }, []],
  ['a tool of another server', { title: 'mcp__other__ask-user', kind: 'other' }, []],
  ['an edit', { title: 'ask-user', kind: 'edit' }, []],
  ['a call without a title', { kind: 'other' }, []],
])('%s is not', (_, toolCall, options) => {
  expect(isOwnTool(NAMES, toolCall, options)).toBe(false);
});
