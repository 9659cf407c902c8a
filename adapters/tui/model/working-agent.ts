// Follows which agent works and how much of its context it uses.
import type { RunEvent } from '../../../application/ports/run-observer.port.ts';
import type { WorkingAgent } from './app-model.ts';

/** Returns the agent after an event of the run. */
export function workingAgent(before: WorkingAgent, event: RunEvent): WorkingAgent {
  if (event.type === 'run-started') return { name: event.agent.name, mode: event.mode, context: null };
  if (event.type === 'agent' && event.event.type === 'context-usage') {
    const { used, size } = event.event;
    const context = size > 0 ? Math.min(1, used / size) : null;
    return context === before.context ? before : { ...before, context };
  }
  if (event.type !== 'recorded') return before;
  const recorded = event.recorded.event;
  if (recorded.type === 'AgentSwitched') return { name: recorded.data.to.agent, mode: null, context: null };
  return recorded.type === 'IterationStarted' && before.context !== null
    ? { ...before, context: null }
    : before;
}
