// Changes the agent of a run, and records why.
import { type AgentChoices, isSameAgent, preferredAgent, replacementFor } from '../../domain/run/fallback.ts';
import type { AgentUse, SwitchCause } from '../../domain/run/run.ts';
import { agentLabel } from '../wording/agent-label.ts';
import type { RunContext } from './run-context.ts';

interface SwitchReason {
  readonly cause: SwitchCause;
  readonly reason: string;
  /** When the agent that is left is tried again, in milliseconds since the epoch; null if an earlier one of the list returns. */
  readonly until: number | null;
}

/** Returns the agents to choose from now. */
export function agentChoices({ agent, session, request, ports }: RunContext): AgentChoices {
  return {
    agents: agent.uses,
    current: agent.use,
    absent: session.state.absentAgents,
    fallbackAfterMs: request.fallbackAfterMs,
    now: ports.clock.now().getTime(),
  };
}

/** Lets another agent continue. Returns false if it is the current one. */
export async function switchAgent(
  { agent, session }: RunContext,
  to: AgentUse,
  { cause, reason, until }: SwitchReason,
): Promise<boolean> {
  const from = agent.use;
  if (isSameAgent(from, to)) return false;
  const end = until === null ? null : new Date(until).toISOString();
  await session.execute({ type: 'SwitchAgent', from, to, cause, reason, until: end }, 'loop');
  await agent.switchTo(to);
  return true;
}

/** Replaces an agent that failed repeatedly or refused to work. Returns false if there is no other agent. */
export async function replaceAgent(
  run: RunContext,
  why: Pick<SwitchReason, 'cause' | 'reason'>,
): Promise<boolean> {
  const replacement = replacementFor(agentChoices(run));
  return (
    replacement !== undefined && switchAgent(run, replacement.to, { ...why, until: replacement.absentUntil })
  );
}

/** Returns to an agent earlier in the user's list if it can be tried again. */
export async function returnToPreferred(run: RunContext): Promise<void> {
  const choices = agentChoices(run);
  const to = preferredAgent(choices);
  const place = ({ agent, model }: AgentUse): number =>
    choices.agents.findIndex((one) => isSameAgent(one, { agent, model }));
  if (place(to) >= place(choices.current)) return;
  await switchAgent(run, to, {
    cause: 'available',
    reason: `${agentLabel(to.agent)} can be tried again`,
    until: null,
  });
}
