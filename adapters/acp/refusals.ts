// Turns the JSON-RPC errors of an agent into words for the user, with what to do about them.
import type { RequestError } from '@zed-industries/agent-client-protocol';
import { AdapterError } from '../../application/errors.ts';
import { failureOf } from './failures/agent-failure.ts';
import { fieldsOf, textOf } from './fields.ts';
import { type AgentHints, inBrackets } from './profiles/hints.ts';

/** ACP's code for "log in first": https://agentclientprotocol.com/protocol/schema (ErrorCode). */
const AUTH_REQUIRED = -32000;
const PREFIX = /^(Internal error|Invalid params|Invalid request|Authentication required)(:\s*|$)/i;
const CREDENTIALS =
  /\b(401|403|unauthori[sz]ed|forbidden|api[ _-]?key|credentials?|authenticat\w*|log ?in)\b/i;

/** The provider's message without the wrapping of the protocol. */
function reasonOf(error: RequestError): string {
  const data = fieldsOf(error.data);
  const details = textOf(data.details) ?? textOf(data.message) ?? textOf(error.data);
  return error.message.replace(PREFIX, '').trim() || details?.trim() || error.message;
}

/** Returns `AGENT.REFUSED` with the provider's message, its failure where one is known, and how to log in where that may help. */
export function refusal(error: RequestError, { login }: Pick<AgentHints, 'login'>): AdapterError {
  const reason = reasonOf(error);
  const unauthorized = error.code === AUTH_REQUIRED || CREDENTIALS.test(reason);
  const next = unauthorized ? ` Check the credentials${inBrackets(login)} and start again.` : '';
  const sentence = /[.!?]$/.test(reason) ? reason : `${reason}.`;
  return new AdapterError('AGENT.REFUSED', `The agent refused: ${sentence}${next}`, {
    cause: error,
    retryable: !unauthorized,
    failure: failureOf(error, reason),
  });
}

/** A turn that ended well without a word: models do that when the provider swallows an error. */
export function emptyTurn(model: string, { login }: Pick<AgentHints, 'login'>): AdapterError {
  const named = model === '' ? 'the model' : `the model ${model}`;
  return new AdapterError(
    'AGENT.EMPTY',
    `The agent ended its turn without any output. Check that ${named} works and that its provider has valid ` +
      `credentials${inBrackets(login)}.`,
    { retryable: true },
  );
}
