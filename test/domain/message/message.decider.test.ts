// Messages of the user: numbered, kept until they are delivered, delivered once.
import { describe, expect, it } from 'vitest';
import { messageId } from '../../../domain/message/message.ts';
import type { SessionEvent } from '../../../domain/session/session.events.ts';
import { fold, given } from '../../support/decider-spec.ts';

describe('messages of the user', () => {
  const sent = (number: number): SessionEvent => ({
    type: 'UserMessageSent',
    data: { id: messageId(number), text: `text ${number}`, now: false },
  });
  const delivered = (...numbers: number[]): SessionEvent => ({
    type: 'UserMessagesDelivered',
    data: { ids: numbers.map(messageId) },
  });
  const confirm = (...numbers: number[]) =>
    ({ type: 'ConfirmDelivery', ids: numbers.map(messageId) }) as const;
  const pending = (...events: SessionEvent[]) => fold(events).pendingMessages.map(({ text }) => text);

  it('are recorded as they were typed', () => {
    given()
      .when({ type: 'SendMessage', text: ' use tabs\n', now: true })
      .then({
        type: 'UserMessageSent',
        data: { id: messageId(1), text: ' use tabs\n', now: true },
      });
  });

  it('are numbered on, also after delivery', () => {
    given(sent(1), sent(2), delivered(1, 2))
      .when({ type: 'SendMessage', text: 'text 3', now: false })
      .then(sent(3));
  });

  it('are refused when empty', () => {
    given()
      .when({ type: 'SendMessage', text: ' \n', now: false })
      .thenThrows('MESSAGE.EMPTY', 'the message is empty; write what the agent should know');
  });

  it('wait in the order they were sent, until they are delivered', () => {
    expect(pending(sent(1), sent(2), sent(3))).toEqual(['text 1', 'text 2', 'text 3']);
    expect(pending(sent(1), sent(2), sent(3), delivered(1, 3))).toEqual(['text 2']);
  });

  it('still wait after a crash in the middle of an iteration', () => {
    const started: SessionEvent = { type: 'IterationStarted', data: { number: 1, model: 'm' } };
    expect(pending(started, sent(1), { ...started, data: { number: 2, model: 'm' } })).toEqual(['text 1']);
  });

  it('are delivered once', () => {
    given(sent(1), sent(2)).when(confirm(1)).then(delivered(1));
    given(sent(1), sent(2), delivered(1)).when(confirm(1, 2)).then(delivered(2));
    given(sent(1), delivered(1)).when(confirm(1)).thenNothing();
    given(sent(1), sent(2))
      .when(confirm(2, 1, 2))
      .then(delivered(1, 2));
  });

  it('that were never sent are not delivered', () => {
    given(sent(1)).when(confirm(2)).thenNothing();
  });
});
