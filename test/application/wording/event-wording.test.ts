// Specifies how recorded events read, whatever prints them.
import { expect, it } from 'vitest';
import { eventWording, markedText } from '../../../application/wording/event-wording.ts';
import { messageId } from '../../../domain/message/message.ts';
import type { RecordedEvent } from '../../../domain/session/session.events.ts';
import { sessionName } from '../../../domain/session/session-name.ts';
import { taskId } from '../../../domain/task/task.ts';

const meta = {
  id: 'a',
  session: sessionName('demo'),
  time: '2026-01-01T00:00:00.000Z',
  iteration: null,
  actor: 'user',
} as const;
const TAS = taskId(1);

it.each<[RecordedEvent['event'], string]>([
  [
    { type: 'TaskAdded', data: { id: TAS, content: 'a', status: 'blocked', priority: 3, dependsOn: [] } },
    '+ TAS-1 [P3] A (blocked)',
  ],
  [{ type: 'TaskStatusChanged', data: { id: TAS, from: 'remaining', to: 'completed' } }, '✓ TAS-1 completed'],
  [{ type: 'TaskPriorityChanged', data: { id: TAS, from: 0, to: 4 } }, '● TAS-1 priority 0 → 4'],
  [{ type: 'TaskReleased', data: { id: TAS, reason: 'lost' } }, '○ TAS-1 back to remaining: LOST'],
  [
    { type: 'UserMessageSent', data: { id: messageId(1), text: 'stop', now: false } },
    'message MSG-1 from the user: STOP',
  ],
  [
    {
      type: 'IterationEnded',
      data: { number: 2, outcome: 'failed', reason: 'no credit', filesChanged: ['a'], usage: null },
    } as unknown as RecordedEvent['event'],
    'iteration 2 failed: NO CREDIT · 1 file',
  ],
  [{ type: 'SessionCompleted', data: {} }, '✓ session complete'],
  [
    { type: 'Unknown', data: { type: 'Later', version: 7, data: { x: 1 } } },
    'LATER (version 7, unknown) {"X":1}',
  ],
])('%j reads with its untrusted text cleaned', (event, text) => {
  expect(markedText(eventWording({ event, meta }, (raw) => raw.toUpperCase()))).toBe(text);
});
