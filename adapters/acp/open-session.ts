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
import { modeWarnings, readModeChoice, setMode } from './agent-mode.ts';
import { closeSession } from './close-session.ts';
import { fieldsOf, textOf } from './fields.ts';
import { loginHint } from './login-methods.ts';
import { type ModelChoice, matchingModel, readModelChoice, unknownModel } from './model-choice.ts';
import { inBrackets } from './profiles/hints.ts';

/**
 * Offers files but not terminals: agents run their commands themselves. `auth.terminal` makes claude name its logins.
 * `terminal_output` makes it report output and exit code of commands in `_meta`.
 */
function initializeRequest(files: boolean): InitializeRequest {
  return {
    protocolVersion: PROTOCOL_VERSION,
    clientCapabilities: {
      fs: { readTextFile: files, writeTextFile: files },
      auth: { terminal: true },
      elicitation: { form: {} },
      _meta: { terminal_output: true },
    },
  };
}

export interface InitializeOptions {
  /** The command that starts the agent. */
  readonly command: readonly [program: string, ...args: string[]];
  /** Whether the agent may read and write files through iteratr. */
  readonly files: boolean;
}

/**
 * Agrees on the protocol, and stores the agent's capabilities and login hint in the connection. Throws `AGENT.START` when the
 * agent speaks another version of ACP.
 * https://agentclientprotocol.com/protocol/initialization
 */
export async function initialize(
  connection: AgentConnection,
  { command, files }: InitializeOptions,
): Promise<AgentInfo> {
  const [program] = command;
  const answer = await connection.demand('initialize', initializeRequest(files));
  if (answer.protocolVersion !== PROTOCOL_VERSION) {
    const text = `the agent ${program} speaks version ${String(answer.protocolVersion)} of ACP and iteratr speaks ${PROTOCOL_VERSION}`;
    throw new AdapterError('AGENT.START', text, { remedy: 'update the older one' });
  }
  const login = loginHint(answer.authMethods, command, connection.hints.login);
  connection.hints = { ...connection.hints, login };
  const { loadSession, sessionCapabilities } = fieldsOf(answer.agentCapabilities);
  connection.canLoad = loadSession === true;
  const { close } = fieldsOf(sessionCapabilities);
  connection.canClose = typeof close === 'object' && close !== null;
  const info = fieldsOf(answer.agentInfo);
  return {
    name: textOf(info.name) ?? basename(program),
    version: textOf(info.version) ?? '',
    mcpHttp: fieldsOf(fieldsOf(answer.agentCapabilities).mcpCapabilities).http === true,
  };
}

export interface OpenedSession {
  readonly sessionId: string;
  /** The models the agent offers. */
  readonly models: readonly string[];
  /** The id of the mode it is in; null if the agent has no modes. */
  readonly mode: string | null;
  /** What differs from what the user chose, and what they should know of the mode. */
  readonly warnings: readonly string[];
}

export interface SessionChoices {
  /** '' to leave the choice to the agent. */
  readonly mode: string;
  /** Whether the agent was told its model when it started. */
  readonly hasModel: boolean;
}

/**
 * Opens a session, and sets its mode and its model unless it already has them. Throws `AGENT.MODEL`, `AGENT.MODE`,
 * `AGENT.REFUSED`, or the error the connection failed with; the session is closed then.
 * https://agentclientprotocol.com/protocol/session-setup
 */
export async function openSession(
  connection: AgentConnection,
  { cwd, model, mcpServers }: AgentContextOptions,
  choices: SessionChoices,
  logger: Logger,
): Promise<OpenedSession> {
  const answer = await connection.demand('session/new', { cwd, mcpServers: mcpServers.map(describeServer) });
  const sessionId = textOf(answer.sessionId);
  if (sessionId === null) {
    throw new AdapterError(
      'AGENT.PROTOCOL',
      'the agent opened a session without an id, so it does not speak ACP 1',
    );
  }
  const choice = readModelChoice(answer);
  try {
    const warnings =
      model === '' || choices.hasModel ? [] : await chooseModel(connection, sessionId, choice, model);
    const mode = await setMode(connection, sessionId, choices.mode, readModeChoice(answer));
    return {
      sessionId,
      models: choice.available,
      mode,
      warnings: [...warnings, ...modeWarnings(mode), ...loginWarnings(connection)],
    };
  } catch (error) {
    await closeSession(connection, sessionId, logger);
    throw error;
  }
}

/** Returns a warning if the agent reports that it has no login: claude opens sessions all the same. */
function loginWarnings({ isLoggedOut, hints: { login } }: AgentConnection): readonly string[] {
  return isLoggedOut ? [`the agent is not logged in${inBrackets(login)}`] : [];
}

/** Sets the model. Returns a warning if the agent uses another one. */
async function chooseModel(
  connection: AgentConnection,
  sessionId: string,
  choice: ModelChoice,
  model: string,
): Promise<readonly string[]> {
  if (choice.via === null) return [`the agent offers no choice of model and ignores ${model}`];
  const wanted = matchingModel(model, choice);
  if (wanted === choice.current) return [];
  const current = await setModel(connection, sessionId, choice, wanted);
  return current === null || current === wanted
    ? []
    : [`the agent uses the model ${current} instead of ${model}`];
}

/**
 * Sets the model, even to a name the agent does not list: some accept aliases and variants, so its answer decides. Returns the
 * model that the agent names in its answer; null if it names none.
 */
async function setModel(
  connection: AgentConnection,
  sessionId: string,
  choice: ModelChoice,
  model: string,
): Promise<string | null> {
  try {
    if (choice.via === 'set-model') {
      await connection.request('session/set_model', { sessionId, modelId: model });
      return null;
    }
    const configId = choice.via?.configId;
    const params = { sessionId, configId, value: model };
    const { current } = readModelChoice(await connection.request('session/set_config_option', params));
    const ignored = current === choice.current && !choice.available.includes(model);
    if (ignored && current !== null) throw unknownModel(model, choice.available, connection.hints);
    return current;
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
