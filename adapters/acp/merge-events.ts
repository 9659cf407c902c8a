// Merges events of a turn that wait for a slow reader.
import type { AgentEvent } from '../../application/ports/agent.port.ts';

/**
 * Returns both events as one, or null when they must stay separate. Only memory bounds the waiting events, so they are merged
 * where nothing is lost: chunks of one message, and states of a tool call or of the usage that the next state replaces.
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
