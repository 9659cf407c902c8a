// Finds out why an agent failed, from the structured data of its error or else from the wording.
import type { AgentFailure } from '../../../application/ports/agent.port.ts';
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
  const structured = structuredFailure(error, now);
  if (structured?.retryAfterMs !== undefined) return structured;
  const cause = structured?.cause ?? worded(reason);
  return cause && { cause, ...statedWait(reason, now) };
}

/** Returns the failure that an agent reports as plain text, such as its last lines on stderr; undefined if none is known. */
export function failureInText(text: string, now: Date = new Date()): AgentFailure | undefined {
  const cause = worded(text);
  return cause && { cause, ...statedWait(text, now) };
}

function statedWait(text: string, now: Date): Partial<AgentFailure> {
  const reset = resetTime(text, { now });
  if (!reset) return {};
  const { at, unknownZone } = reset;
  return { retryAfterMs: at.getTime() - now.getTime(), ...(unknownZone !== undefined && { unknownZone }) };
}
