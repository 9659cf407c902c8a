// Tracks running tool calls and hooks, and cancels them when nothing can be running any more.

import type { Draft } from './draft.ts';
import type { RunningWork } from './reducer-state.ts';

export function addRunning(draft: Draft, work: RunningWork): void {
  const known = draft.state.running.find(({ blockId }) => blockId === work.blockId);
  if (known?.title === work.title) return;
  const others = draft.state.running.filter((other) => other !== known);
  const since = known?.since ?? work.since;
  draft.set({ running: [...others, { ...work, since }].sort((a, b) => a.blockId - b.blockId) });
}

export function removeRunning(draft: Draft, blockId: number): void {
  const { running } = draft.state;
  if (running.some((work) => work.blockId === blockId))
    draft.set({ running: running.filter((work) => work.blockId !== blockId) });
}

/** Closes the open message, so that no text continues it. Sets the end time of a thought. */
export function closeMessage(draft: Draft, time: number): void {
  const { message } = draft.state;
  if (!message) return;
  draft.set({ message: null });
  const index = draft.indexOf(message.blockId);
  const block = draft.at(index)?.block;
  if (block?.kind === 'thinking' && block.endedAt === null) draft.change(index, { ...block, endedAt: time });
}

/** Cancels all running tool calls, because the agent's turn is over and they cannot end any more. */
export function cancelTools(draft: Draft, time: number): void {
  for (const { blockId, kind } of draft.state.running) {
    if (kind !== 'tool') continue;
    const index = draft.indexOf(blockId);
    const block = draft.at(index)?.block;
    if (block?.kind === 'tool') draft.change(index, { ...block, status: 'cancelled', endedAt: time });
    removeRunning(draft, blockId);
  }
}

export function cancelHooks(draft: Draft, time: number): void {
  for (const { blockId, kind, since } of draft.state.running) {
    if (kind !== 'hook') continue;
    const index = draft.indexOf(blockId);
    const block = draft.at(index)?.block;
    if (block?.kind === 'hook')
      draft.change(index, { ...block, durationMs: Math.max(0, time - since), error: 'cancelled' });
    removeRunning(draft, blockId);
  }
}
