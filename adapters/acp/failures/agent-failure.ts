// Finds out why an agent failed, from the structured data of its error or else from the wording.
import type { AgentFailure } from '../../../application/ports/agent.port.ts';
import { worded } from '../profiles/failure-wordings.ts';
import { statedWaitMs } from './stated-wait.ts';
import { type ReportedError, structuredFailure } from './structured-failure.ts';

/** Returns the failure behind a JSON-RPC error with the message `reason`; undefined if it is not a known failure. */
export function failureOf(error: ReportedError, reason: string): AgentFailure | undefined {
  const structured = structuredFailure(error);
  const kind = structured?.kind ?? worded(reason);
  if (!kind) return undefined;
  return withWait(kind, structured?.retryAfterMs ?? statedWaitMs(reason));
}

/** Returns the failure that an agent reports as plain text, such as its last lines on stderr; undefined if none is known. */
export function failureInText(text: string): AgentFailure | undefined {
  const kind = worded(text);
  return kind && withWait(kind, statedWaitMs(text));
}

function withWait(kind: AgentFailure['kind'], retryAfterMs: number | undefined): AgentFailure {
  return retryAfterMs === undefined ? { kind } : { kind, retryAfterMs };
}
