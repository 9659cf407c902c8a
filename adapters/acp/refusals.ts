// Turns the JSON-RPC errors of an agent into errors for the user, with a remedy.
import type { RequestError } from '@zed-industries/agent-client-protocol';
import { parseJson } from '../../application/codec/parse-json.ts';
import { AdapterError } from '../../application/errors.ts';
import { ADD_CREDIT, failureOf } from './failures/agent-failure.ts';
import { fieldsOf, textOf } from './fields.ts';
import { type AgentHints, inBrackets } from './profiles/hints.ts';

/** ACP's code for "log in first": https://agentclientprotocol.com/protocol/schema (ErrorCode). */
const AUTH_REQUIRED = -32000;
const PREFIX = /^(Internal error|Invalid params|Invalid request|Authentication required)(:\s*|$)/i;
const CREDENTIALS =
  /\b(401|403|unauthori[sz]ed|forbidden|api[ _-]?key|credentials?|authenticat\w*|log ?in)\b/i;

/** Returns the provider's message without the protocol's prefix. */
function reasonOf(error: RequestError): string {
  const data = fieldsOf(error.data);
  const details = textOf(data.details) ?? textOf(data.message) ?? textOf(error.data);
  return error.message.replace(PREFIX, '').trim() || details?.trim() || error.message;
}

/** Returns the message in a provider's answer that an agent repeats as JSON, as gemini does; any other text unchanged. */
function messageIn(reason: string): string {
  if (!reason.startsWith('{')) return reason;
  try {
    return textOf(fieldsOf(fieldsOf(parseJson(reason)).error).message) ?? reason;
  } catch {
    return reason;
  }
}

/** Returns `AGENT.REFUSED` with the provider's message, its failure if known, and how to log in if that may help. */
export function refusal(error: RequestError, { login }: Pick<AgentHints, 'login'>): AdapterError {
  const reason = reasonOf(error);
  const known = error.code === AUTH_REQUIRED ? { cause: 'login' as const } : failureOf(error, reason);
  const failure = known ?? (CREDENTIALS.test(reason) ? { cause: 'login' as const } : undefined);
  const unpaid = failure?.cause === 'credit';
  const unauthorized = failure?.cause === 'login';
  // The whole text says more about the cause of the failure.
  return new AdapterError('AGENT.REFUSED', `the agent refused: ${messageIn(reason).replace(/\.$/, '')}`, {
    cause: error,
    ...(unauthorized && { remedy: `check the credentials${inBrackets(login)} and try again` }),
    ...(unpaid && { remedy: ADD_CREDIT }),
    retryable: !unauthorized && !unpaid,
    failure,
  });
}

/** Returns `AGENT.EMPTY` for a turn that ended normally without output, as happens when the provider swallows an error. */
export function emptyTurn(model: string, { login }: Pick<AgentHints, 'login'>): AdapterError {
  const named = model === '' ? 'the model' : `the model ${model}`;
  return new AdapterError('AGENT.EMPTY', 'the agent ended its turn without any output', {
    remedy: `check that ${named} works and that its provider has valid credentials${inBrackets(login)}`,
    retryable: true,
  });
}
