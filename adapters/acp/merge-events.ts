// Which events of a turn become one while they wait for a reader that takes its time.
import type { AgentEvent } from '../../application/ports/agent.port.ts';

/**
 * Both events as one, or null when they must stay apart. What waits is bounded by memory alone, so it is merged where nothing
 * is lost by it: chunks of one message, and states of one tool call or of the usage that the next one replaces.
 */
export function mergeEvents(last: AgentEvent, next: AgentEvent): AgentEvent | null {
  if (last.type !== next.type) return null;
  if (last.type === 'text' || last.type === 'thought') {
    const chunk = next as typeof last;
    return last.messageId === chunk.messageId ? { ...last, text: last.text + chunk.text } : null;
  }
  if (last.type === 'tool-call') {
    const { call } = next as typeof last;
    return last.call.id === call.id && last.call.status === call.status ? next : null;
  }
  return last.type === 'context-usage' ? next : null;
}
