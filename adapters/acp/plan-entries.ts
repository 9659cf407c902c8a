// Reads the entries of an ACP `plan` update, or of a to-do list in the same form.
// https://agentclientprotocol.com/protocol/agent-plan
import type { AgentPlanEntry } from '../../application/ports/agent.port.ts';
import { fieldsOf, listOf, textOf } from './fields.ts';

export function planEntriesOf(entries: unknown): readonly AgentPlanEntry[] {
  return listOf(entries).map((entry) => {
    const { content, status, priority } = fieldsOf(entry);
    return {
      content: textOf(content) ?? '',
      status: textOf(status) ?? 'pending',
      priority: textOf(priority) ?? 'medium',
    };
  });
}
