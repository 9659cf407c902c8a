// Finds out why an agent failed, from the structured data of its error or else from the wording.
import type { AgentFailure } from '../../../application/ports/agent.port.ts';
import type { FailureCause } from '../../../domain/run/failure-cause.ts';
import { worded } from '../profiles/failure-wordings.ts';
import { resetTime } from './reset-time.ts';
import { type ReportedError, structuredFailure } from './structured-failure.ts';

/** What helps against the failure `credit`. */
export const ADD_CREDIT = 'add credit to the account of the provider, or choose another model';

/** Returns the failure behind a JSON-RPC error with the message `reason`; undefined if it is not a known failure. */
export function failureOf(
  error: ReportedError,
  reason: string,
  now: Date = new Date(),
): AgentFailure | undefined {
  const structured = structuredFailure({ message: reason, ...error }, now);
  if (structured?.retryAfterMs !== undefined) return structured;
  const cause = structured?.cause ?? worded(reason);
  return cause && { cause, ...statedWait(reason, now) };
}

/** Returns the failure that a text of the agent reports; undefined if none is known. */
export function failureInText(text: string, now: Date = new Date()): AgentFailure | undefined {
  const cause = worded(text);
  return cause && { cause, ...statedWait(text, now) };
}

/** What the last lines of a process do not tell: its network may be any, and its context is gone. */
const NOT_IN_LAST_LINES: readonly FailureCause[] = ['network', 'context_too_long'];

/** Returns the failure that the last lines of an agent on stderr report; undefined if none is known. */
export function failureInLastLines(lines: string): AgentFailure | undefined {
  const failure = failureInText(lines);
  return failure && NOT_IN_LAST_LINES.includes(failure.cause) ? undefined : failure;
}

function statedWait(text: string, now: Date): Partial<AgentFailure> {
  const reset = resetTime(text, { now });
  if (!reset) return {};
  const { at, unknownZone } = reset;
  return { retryAfterMs: at.getTime() - now.getTime(), ...(unknownZone !== undefined && { unknownZone }) };
}
