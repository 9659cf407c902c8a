// Specifies what the run prints of its results, and how its model finds iteratr's tools under each agent's names.
import { describe, expect, it } from 'vitest';
import { readConversation } from '../support/model-server/conversation.ts';
import { say, tool } from '../support/model-server/script.ts';
import { tableOf } from './results.ts';
import { work } from './work.ts';

it('prints a line for each agent, and why something is not ok', () => {
  const result = { agent: 'claude', scenario: 'resume', state: 'ok', seen: '2 s' } as const;
  const results = [
    result,
    { ...result, scenario: 'cancel', state: 'failed', seen: 'it hangs' } as const,
    { ...result, agent: 'kimi', state: 'not run', seen: 'no network' } as const,
  ];
  expect(tableOf(results, ['resume', 'cancel'])).toEqual([
    'agent   resume   cancel',
    'claude  ok       failed',
    'kimi    not run',
    'claude, cancel: failed: it hangs',
    'kimi, resume: not run: no network',
  ]);
});

describe('the model', () => {
  const play = (offered: readonly string[], search?: Parameters<typeof work>[0]['search']) =>
    work(search ? { search } : {}, [{ iteratr: 'task-add', args: { content: 'x' } }])(
      readConversation({
        model: 'm',
        messages: [{ role: 'user', content: 'go' }],
        tools: offered.map((name) => ({ function: { name } })),
      }),
    );

  it.each(['iteratr_task-add', 'mcp__iteratr__task-add', 'mcp__iteratr::task_add', 'mcp_iteratr_task-add'])(
    'calls %s',
    (name) => {
      expect(play(['bash', 'iteratr_task-list', name])).toEqual(tool(name, { content: 'x' }));
    },
  );

  it('searches where the tools are behind a search, and fails where there is none', () => {
    const search = () => ({ name: 'ToolSearch', args: { query: 'iteratr' } });
    expect(play(['ToolSearch'], search)).toEqual(tool('ToolSearch', { query: 'iteratr' }));
    expect(() => play(['bash'])).toThrow('the agent does not offer task-add, only bash');
  });

  it('ends the turn after the last call', () => {
    const conversation = readConversation({ model: 'm', messages: [{ role: 'user', content: 'go' }] });
    expect(work({}, [])(conversation)).toEqual(say('Done.'));
  });
});
