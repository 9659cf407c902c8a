// Finds out why an agent failed: from structured data first, from the wording last.
import type { AgentFailure } from '../../../application/ports/agent.port.ts';
import { worded } from '../profiles/failure-wordings.ts';
import { statedWaitMs } from './stated-wait.ts';
import { type ReportedError, structuredFailure } from './structured-failure.ts';

/** Returns the failure behind a JSON-RPC error whose words are `reason`; undefined where it is none that is known. */
export function failureOf(error: ReportedError, reason: string): AgentFailure | undefined {
  const structured = structuredFailure(error);
  const kind = structured?.kind ?? worded(reason);
  if (!kind) return undefined;
  return withWait(kind, structured?.retryAfterMs ?? statedWaitMs(reason));
}

/** Returns the failure that an agent without a message to send has written as text, such as its last words on stderr. */
export function failureInText(text: string): AgentFailure | undefined {
  const kind = worded(text);
  return kind && withWait(kind, statedWaitMs(text));
}

function withWait(kind: AgentFailure['kind'], retryAfterMs: number | undefined): AgentFailure {
  return retryAfterMs === undefined ? { kind } : { kind, retryAfterMs };
}
