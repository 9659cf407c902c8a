// Specifies the order, the merging and the end of what waits for a slow reader.
import { expect, it } from 'vitest';
import { mergeEvents } from '../../../adapters/acp/merge-events.ts';
import { AsyncQueue } from '../../../application/async/async-queue.ts';
import type { AgentEvent, AgentToolCall } from '../../../application/ports/agent.port.ts';

const text = (messageId: string, content: string): AgentEvent => ({ type: 'text', messageId, text: content });
const usage = (used: number): AgentEvent => ({ type: 'context-usage', used, size: 10, cost: null });

function call(id: string, fields: Partial<AgentToolCall> = {}): AgentEvent {
  const blank = { title: '', kind: '', input: {}, output: '', exitCode: null, locations: [], diffs: [] };
  return { type: 'tool-call', call: { id, status: 'pending', subagent: null, ...blank, ...fields } };
}

async function drain(queue: AsyncQueue<AgentEvent>): Promise<AgentEvent[]> {
  const events: AgentEvent[] = [];
  for await (const event of queue.take()) events.push(event);
  return events;
}

it('keeps the order and merges waiting chunks of one message only', async () => {
  const queue = new AsyncQueue(mergeEvents);
  for (const event of [text('a', '1'), text('a', '2'), text('b', '3'), usage(1), usage(2), text('b', '4')]) {
    queue.push(event);
  }
  queue.close();
  expect(await drain(queue)).toEqual([text('a', '12'), text('b', '3'), usage(2), text('b', '4')]);
});

it('replaces a waiting state of a tool call by the next, but never skips a status', async () => {
  const queue = new AsyncQueue(mergeEvents);
  queue.push(call('x'));
  queue.push(call('x', { status: 'in_progress', output: '1' }));
  queue.push(call('x', { status: 'in_progress', output: '12' }));
  queue.push(call('y', { status: 'in_progress' }));
  queue.push(call('x', { status: 'completed' }));
  queue.close();
  expect(await drain(queue)).toEqual([
    call('x'),
    call('x', { status: 'in_progress', output: '12' }),
    call('y', { status: 'in_progress' }),
    call('x', { status: 'completed' }),
  ]);
});

it('gives events one by one to a reader that waits already', async () => {
  const queue = new AsyncQueue(mergeEvents);
  const reader = queue.take();
  for (const content of ['1', '2']) {
    const next = reader.next();
    await Promise.resolve();
    queue.push(text('a', content));
    expect((await next).value).toEqual(text('a', content));
  }
});

it('gives what waits before it throws, and drops what comes later', async () => {
  const queue = new AsyncQueue(mergeEvents);
  queue.push(usage(1));
  queue.close(new Error('gone'));
  queue.push(usage(2));
  queue.close();
  const reader = queue.take();
  expect((await reader.next()).value).toEqual(usage(1));
  await expect(reader.next()).rejects.toThrow('gone');
});
