// The list of the agent's output and the height of its window.
import { MessageList } from '../transcript/message-list.ts';
import { layoutOf } from './layout.ts';
import { perModel } from './per-model.ts';

export interface AgentWindow {
  readonly list: MessageList;
  /** In rows. */
  readonly height: number;
}

/** Returns the list for a model. It leaves a column free for the scroll bar. */
export const agentWindow = perModel((model): AgentWindow => {
  const { width, height } = layoutOf(model).output;
  const { layout, expanded } = model.ui.agent;
  const { blocks } = model.transcript;
  return {
    list: new MessageList(layout, { blocks, width: Math.max(1, width - 1), expanded, now: model.now }),
    height,
  };
});
