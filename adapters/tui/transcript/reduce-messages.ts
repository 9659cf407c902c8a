// Reduces the user's messages: each enters the transcript where the agent gets it, so that the answer stands below it.
import type { Draft } from './draft.ts';
import type { QueuedMessage } from './reducer-state.ts';

/** Keeps a message that was sent until the agent gets it. */
export function addSent(draft: Draft, message: QueuedMessage): void {
  draft.set({ queued: [...draft.state.queued, message] });
}

/** Shows messages that the agent has got. */
export function addDelivering(draft: Draft, messages: readonly QueuedMessage[]): void {
  const shown = messages.map(({ id, text }) => ({
    id,
    blockId: pushMessage(draft, { id, text }, 'with-agent'),
  }));
  draft.set({ delivering: [...draft.state.delivering, ...shown], queued: without(draft, messages) });
}

/** Marks messages as answered. Transcripts of older versions do not tell when the agent got them, so these are shown now. */
export function answer(draft: Draft, ids: readonly string[]): void {
  const { delivering, queued } = draft.state;
  for (const id of ids) {
    const shown = delivering.find((one) => one.id === id);
    const waiting = queued.find((one) => one.id === id);
    if (shown) changeState(draft, shown.blockId, 'answered');
    else if (waiting) pushMessage(draft, waiting, 'answered');
  }
  draft.set({
    delivering: delivering.filter(({ id }) => !ids.includes(id)),
    queued: queued.filter(({ id }) => !ids.includes(id)),
  });
}

/** Marks what the agent has got and not answered: its turn is over, and the messages wait again. */
export function leaveUnanswered(draft: Draft): void {
  const { delivering } = draft.state;
  if (delivering.length === 0) return;
  for (const { blockId } of delivering) changeState(draft, blockId, 'unanswered');
  draft.set({ delivering: [] });
}

function pushMessage(draft: Draft, { id, text }: QueuedMessage, state: 'with-agent' | 'answered'): number {
  return draft.push({ kind: 'user', text, messageId: id, state });
}

function changeState(draft: Draft, blockId: number, state: 'answered' | 'unanswered'): void {
  const index = draft.indexOf(blockId);
  const block = draft.at(index)?.block;
  if (block?.kind === 'user') draft.change(index, { ...block, state });
}

function without(draft: Draft, messages: readonly QueuedMessage[]): readonly QueuedMessage[] {
  return draft.state.queued.filter(({ id }) => !messages.some((message) => message.id === id));
}
