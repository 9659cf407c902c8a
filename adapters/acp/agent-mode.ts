// Reads the modes an agent offers, in both forms that ACP has had, and puts a session in one of them.
// https://agentclientprotocol.com/protocol/session-modes
import { RequestError } from '@zed-industries/agent-client-protocol';
import { AdapterError } from '../../application/errors.ts';
import type { AgentConnection } from './agent-connection.ts';
import { type Fields, fieldsOf, listOf, textOf } from './fields.ts';
import { flatOptions } from './select-options.ts';

interface ModeChoice {
  readonly current: string | null;
  readonly available: readonly { readonly id: string; readonly name: string }[];
  /** How to set the mode: with the config option of this id, with `session/set_mode`, or not at all. */
  readonly via: { readonly configId: string } | 'set-mode' | null;
}

/** Names of modes in which an agent does without its own sandbox and questions. */
const FULL_ACCESS = /bypass|full.?access|yolo|dangerous|unrestricted/i;

/** Reads the answer to `session/new` or `session/set_config_option`. */
export function readModeChoice(answer: Fields): ModeChoice {
  const option = listOf(answer.configOptions)
    .map(fieldsOf)
    .find(({ category }) => category === 'mode');
  const configId = textOf(option?.id);
  if (option && configId !== null) {
    return {
      current: textOf(option.currentValue),
      available: flatOptions(option.options),
      via: { configId },
    };
  }
  const modes = fieldsOf(answer.modes);
  const available = listOf(modes.availableModes).flatMap((mode) => {
    const { id, name } = fieldsOf(mode);
    return typeof id === 'string' ? { id, name: textOf(name) ?? id } : [];
  });
  return { current: textOf(modes.currentModeId), available, via: available.length > 0 ? 'set-mode' : null };
}

/**
 * Puts the session in the mode with this id or name, unless it is in it. Returns the id of the session's mode, null if the
 * agent has no modes. Throws `AGENT.MODE` for a mode that the agent does not have; the error lists those it has.
 */
export async function setMode(
  connection: AgentConnection,
  sessionId: string,
  wanted: string,
  { current, available, via }: ModeChoice,
): Promise<string | null> {
  if (wanted === '') return current;
  const mode =
    available.find(({ id }) => id === wanted) ?? available.find(({ name }) => isSame(name, wanted));
  if (!mode || via === null) throw unknownMode(wanted, available);
  if (mode.id === current) return current;
  try {
    if (via === 'set-mode') await connection.request('session/set_mode', { sessionId, modeId: mode.id });
    else await connection.request('session/set_config_option', { sessionId, ...via, value: mode.id });
    return mode.id;
  } catch (cause) {
    if (!(cause instanceof RequestError)) throw cause;
    const text = `the agent refused the mode "${wanted}": ${cause.message}`;
    throw new AdapterError('AGENT.MODE', text, { cause, remedy: 'set agent_mode to another one' });
  }
}

/** Returns a warning for a mode that lifts the agent's own sandbox; nothing for any other. */
export function modeWarnings(mode: string | null): readonly string[] {
  return mode !== null && FULL_ACCESS.test(mode)
    ? [`the agent is in mode ${mode}: its own sandbox and questions are off`]
    : [];
}

function isSame(name: string, wanted: string): boolean {
  return name.toLowerCase() === wanted.toLowerCase();
}

function unknownMode(wanted: string, available: ModeChoice['available']): AdapterError {
  const remedy =
    available.length > 0
      ? `set agent_mode to one it has: ${available.map(({ id }) => id).join(', ')}`
      : 'remove agent_mode, because the agent has no modes';
  return new AdapterError('AGENT.MODE', `the agent has no mode "${wanted}"`, { remedy });
}
