// Decides how to answer an agent's permission request when there is no user to ask.
// https://agentclientprotocol.com/protocol/tool-calls#requesting-permission
import type { PermissionOptionKind, RequestPermissionOutcome } from '@zed-industries/agent-client-protocol';
import { fieldsOf, listOf, textOf } from './fields.ts';

export interface PermissionDecision {
  readonly allowed: boolean;
  readonly outcome: RequestPermissionOutcome;
}

/** "Once" comes before "always", so that the agent does not store the answer in the user's settings. */
const ALLOWING: readonly PermissionOptionKind[] = ['allow_once', 'allow_always'];
const REJECTING: readonly PermissionOptionKind[] = ['reject_once', 'reject_always'];

/** Words in the ids and names of options without a kind. Rejecting comes first: "do not allow" is no permission. */
const REJECTS = /\b(reject(ed)?|den(y|ied)|decline|disallow|cancel|abort|refuse|no|not|never|don.?t)\b/i;
const ALLOWS = /\b(allow|approved?|accept|proceed|grant|permit|yes|ok|continue)\b/i;
const LASTS = /\b(always|session|remember|forever)\b/i;
/** "Yes, and don't ask again" rejects nothing. */
const ASKS_NO_MORE = /\b(do not|don.?t) ask( me)?( again)?/gi;

interface Option {
  readonly id: string;
  readonly kind: PermissionOptionKind | null;
}

/** Picks one of the options the agent offers. If none fits, cancels the request, which allows nothing. */
export function decidePermission(allow: boolean, options: unknown): PermissionDecision {
  const offered = listOf(options).flatMap(optionOf);
  const option = (allow ? ALLOWING : REJECTING)
    .map((kind) => offered.find((candidate) => candidate.kind === kind))
    .find((candidate) => candidate !== undefined);
  if (!option) return { allowed: false, outcome: { outcome: 'cancelled' } };
  return { allowed: allow, outcome: { outcome: 'selected', optionId: option.id } };
}

/** Reads an option. Some agents leave out its kind, or send one that the protocol does not have. */
function optionOf(value: unknown): readonly Option[] {
  const { optionId, kind, name } = fieldsOf(value);
  const id = textOf(optionId);
  if (id === null) return [];
  const known = [...ALLOWING, ...REJECTING].find((each) => each === kind);
  return [{ id, kind: known ?? kindIn(`${id} ${textOf(name) ?? ''}`) }];
}

function kindIn(written: string): PermissionOptionKind | null {
  const text = written
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .replaceAll(ASKS_NO_MORE, 'always');
  const duration = LASTS.test(text) ? 'always' : 'once';
  if (REJECTS.test(text)) return `reject_${duration}`;
  return ALLOWS.test(text) ? `allow_${duration}` : null;
}
