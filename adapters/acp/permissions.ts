// Decides how an agent's permission request is answered while nobody sits at the keyboard.
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

/** Once before always: the answer is given again next time, and the agent's own settings stay as the user left them. */
const ALLOWING: readonly PermissionOptionKind[] = ['allow_once', 'allow_always'];
const REJECTING: readonly PermissionOptionKind[] = ['reject_once', 'reject_always'];

/** Picks one of the options the agent offers; with none that fits, the request is cancelled, which allows nothing. */
export function decidePermission(allow: boolean, options: readonly PermissionOption[]): PermissionDecision {
  const option = (allow ? ALLOWING : REJECTING)
    .map((kind) => options.find((candidate) => candidate.kind === kind))
    .find((candidate) => candidate !== undefined);
  if (!option) return { allowed: false, outcome: { outcome: 'cancelled' } };
  return { allowed: allow, outcome: { outcome: 'selected', optionId: option.optionId } };
}
