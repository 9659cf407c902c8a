// Decides how to answer an agent's permission request when there is no user to ask.
// https://agentclientprotocol.com/protocol/tool-calls#requesting-permission
import type {
  PermissionOption,
  PermissionOptionKind,
  RequestPermissionOutcome,
} from '@zed-industries/agent-client-protocol';

export interface PermissionDecision {
  readonly allowed: boolean;
  readonly outcome: RequestPermissionOutcome;
}

/** "Once" comes before "always", so that the agent does not store the answer in the user's settings. */
const ALLOWING: readonly PermissionOptionKind[] = ['allow_once', 'allow_always'];
const REJECTING: readonly PermissionOptionKind[] = ['reject_once', 'reject_always'];

/** Picks one of the options the agent offers. If none fits, cancels the request, which allows nothing. */
export function decidePermission(allow: boolean, options: readonly PermissionOption[]): PermissionDecision {
  const option = (allow ? ALLOWING : REJECTING)
    .map((kind) => options.find((candidate) => candidate.kind === kind))
    .find((candidate) => candidate !== undefined);
  if (!option) return { allowed: false, outcome: { outcome: 'cancelled' } };
  return { allowed: allow, outcome: { outcome: 'selected', optionId: option.optionId } };
}
