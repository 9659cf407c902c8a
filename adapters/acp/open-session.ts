// Negotiates the protocol with an agent, and opens sessions with a given model and MCP servers.
import { basename } from 'node:path';
import {
  type InitializeRequest,
  PROTOCOL_VERSION,
  RequestError,
} from '@zed-industries/agent-client-protocol';
import { AdapterError } from '../../application/errors.ts';
import type { AgentContextOptions, AgentInfo, AgentMcpServer } from '../../application/ports/agent.port.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import type { AgentConnection } from './agent-connection.ts';
import { closeSession } from './close-session.ts';
import { fieldsOf, listOf, textOf } from './fields.ts';
import { type ModelChoice, readModelChoice, unknownModel } from './model-choice.ts';

/** Offers files but not terminals: agents run their commands themselves. */
const INITIALIZE: InitializeRequest = {
  protocolVersion: PROTOCOL_VERSION,
  clientCapabilities: { fs: { readTextFile: true, writeTextFile: true } },
};

/**
 * Agrees on the protocol, and stores the agent's capabilities and login hint in the connection. Throws `AGENT.START` when the
 * agent speaks another version of ACP.
 * https://agentclientprotocol.com/protocol/initialization
 */
export async function initialize(connection: AgentConnection, command: string): Promise<AgentInfo> {
  const answer = await connection.demand('initialize', INITIALIZE);
  if (answer.protocolVersion !== PROTOCOL_VERSION) {
    const text = `the agent ${command} speaks version ${String(answer.protocolVersion)} of ACP and iteratr speaks ${PROTOCOL_VERSION}`;
    throw new AdapterError('AGENT.START', text, { remedy: 'update the older one' });
  }
  const login = listOf(answer.authMethods)
    .flatMap((method) => textOf(fieldsOf(method).description) ?? textOf(fieldsOf(method).name) ?? [])
    .join('; ');
  if (login !== '') connection.hints = { ...connection.hints, login };
  const { loadSession, sessionCapabilities } = fieldsOf(answer.agentCapabilities);
  connection.canLoad = loadSession === true;
  const { close } = fieldsOf(sessionCapabilities);
  connection.canClose = typeof close === 'object' && close !== null;
  const info = fieldsOf(answer.agentInfo);
  return {
    name: textOf(info.name) ?? basename(command),
    version: textOf(info.version) ?? '',
    mcpHttp: fieldsOf(fieldsOf(answer.agentCapabilities).mcpCapabilities).http === true,
  };
}

/**
 * Opens a session, sets its model unless it already has it, and returns its id and the models the agent offers. An empty model
 * leaves the choice to the agent. Throws `AGENT.MODEL`, `AGENT.REFUSED`, or the error the connection failed with.
 * https://agentclientprotocol.com/protocol/session-setup
 */
export async function openSession(
  connection: AgentConnection,
  { cwd, model, mcpServers }: AgentContextOptions,
  logger: Logger,
): Promise<{ sessionId: string; models: readonly string[] }> {
  const answer = await connection.demand('session/new', { cwd, mcpServers: mcpServers.map(describeServer) });
  const sessionId = textOf(answer.sessionId);
  if (sessionId === null) {
    throw new AdapterError(
      'AGENT.PROTOCOL',
      'the agent opened a session without an id, so it does not speak ACP 1',
    );
  }
  const choice = readModelChoice(answer);
  if (model !== '' && model !== choice.current) {
    if (choice.via) {
      try {
        await setModel(connection, sessionId, choice, model);
      } catch (error) {
        await closeSession(connection, sessionId, logger);
        throw error;
      }
    } else logger.warn('The agent offers no choice of model and uses its default', { wanted: model });
  }
  return { sessionId, models: choice.available };
}

/** Sets the model, even to a name the agent does not list: some accept aliases and variants, so its answer decides. */
async function setModel(
  connection: AgentConnection,
  sessionId: string,
  choice: ModelChoice,
  model: string,
): Promise<void> {
  try {
    if (choice.via === 'set-model') {
      await connection.request('session/set_model', { sessionId, modelId: model });
    } else {
      const configId = choice.via?.configId;
      const answer = await connection.request('session/set_config_option', {
        sessionId,
        configId,
        value: model,
      });
      const { current } = readModelChoice(answer);
      const ignored = current === choice.current && !choice.available.includes(model);
      if (ignored && current !== null) throw unknownModel(model, choice.available, connection.hints);
    }
  } catch (error) {
    throw error instanceof RequestError
      ? unknownModel(model, choice.available, connection.hints, error)
      : error;
  }
}

function describeServer(server: AgentMcpServer): unknown {
  const { type, name } = server;
  if (type === 'http') {
    return {
      type,
      name,
      url: server.url,
      headers: [{ name: 'Authorization', value: `Bearer ${server.token}` }],
    };
  }
  const env = Object.entries(server.env).map(([variable, value]) => ({ name: variable, value }));
  return { name, command: server.command, args: server.args, env };
}
