// Implements the `Agent` port over ACP: one long-lived process, with a fresh ACP session for each context.
import { onAbort, unlessAborted } from '../../application/async/abort.ts';
import { inTime } from '../../application/async/time-limit.ts';
import { AdapterError, ApplicationError } from '../../application/errors.ts';
import type {
  Agent,
  AgentContext,
  AgentContextOptions,
  AgentInfo,
} from '../../application/ports/agent.port.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import type { Processes } from '../../application/ports/processes.port.ts';
import type { AgentConnection } from './agent-connection.ts';
import { type AgentProcess, startAgentProcess } from './agent-process.ts';
import type { FindSockets } from './agent-sockets.ts';
import { closeSession } from './close-session.ts';
import { nodeRemedy } from './node-version.ts';
import { combineDialects } from './profiles/dialect.ts';
import type { AgentProfile } from './profiles/profile.ts';
import { type FindSilentRetry, silentRetries } from './silent-retry.ts';

export interface AcpAgentOptions {
  /** The program, and with `args` the command that makes it speak ACP on stdio: `node` and `['./agent.js', '--acp']`. */
  readonly command: string;
  readonly args: readonly string[];
  /** The profiles that may fit the agent: its own, or those of every agent that a command line may start. */
  readonly profiles: readonly AgentProfile[];
  /** The model for an agent that is told by a variable when it starts; '' for none. */
  readonly model?: string;
  /** The mode to put each context in; '' to leave the choice to the agent. */
  readonly mode?: string;
  /** The name of an agent that the user may have meant by the command. */
  readonly nearest?: string | undefined;
  /** The environment that the process inherits; the profiles add to it. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Whether permission requests are allowed; otherwise they are rejected. There is nobody to ask. */
  readonly allowPermissions: boolean;
  /** Names of iteratr's tools that are allowed in any case. None by default. */
  readonly ownTools?: readonly string[];
  /** How long the agent may take to end a cancelled turn before it is stopped. */
  readonly cancelTimeoutMs: number;
  /** Time limit for starting the agent, and for opening a context. */
  readonly startTimeoutMs: number;
  /** How long each step of stopping may take: after closing the input, after SIGTERM, after SIGKILL. */
  readonly stopTimeoutMs: number;
  readonly processes: Processes;
  /** Finds the agent's own server, to ask it about silent retries; without it nobody is asked. */
  readonly findSockets?: FindSockets;
  readonly logger: Logger;
}

/** Loads what speaks the protocol: while the agent starts, because it takes about as long. */
const loadProtocol = () => import('./protocol.ts');

interface Running {
  readonly process: AgentProcess;
  readonly connection: AgentConnection;
  readonly info: AgentInfo;
}

/** https://agentclientprotocol.com/protocol/overview */
export class AcpAgent implements Agent {
  readonly #options: AcpAgentOptions;
  #running: Promise<Running> | null = null;
  /** Aborts a start that is under way; replaced with each process. */
  #lifetime = new AbortController();
  #stopped: Promise<void> = Promise.resolve();

  constructor(options: AcpAgentOptions) {
    this.#options = options;
  }

  async start(signal: AbortSignal): Promise<AgentInfo> {
    if (!this.#running) {
      const lifetime = new AbortController();
      this.#lifetime = lifetime;
      // Not AbortSignal.any: a signal that lives as long as the run never lets go of those made of it.
      const unlink = onAbort(signal, () => lifetime.abort(signal.reason));
      const running = this.#launch(lifetime.signal).finally(unlink);
      this.#running = running;
      running.then(
        (started) => this.#watch(running, started),
        () => this.#forget(running),
      );
    }
    return (await this.#running).info;
  }

  /** In addition to the port's errors, throws `AGENT.REFUSED` when the agent wants a login and `AGENT.START` on a timeout. */
  async openContext(options: AgentContextOptions, signal: AbortSignal): Promise<AgentContext> {
    if (!this.#running) throw new AdapterError('AGENT.EXITED', 'the agent is not running');
    const { connection, process } = await this.#running;
    const { AcpContext, openSession } = await loadProtocol();
    const { cancelTimeoutMs, logger, profiles, mode = '' } = this.#options;
    const hasModel = profiles.length === 1 && profiles[0]?.models.variable != null;
    const opening = openSession(connection, options, { mode, hasModel }, logger);
    const session = await this.#inTime(opening, signal, () => this.#tooLate('open a session', process)).catch(
      (error: unknown) => {
        // Nobody waits for the session any more, but it may still open.
        opening.then(({ sessionId }) => closeSession(connection, sessionId, logger)).catch(() => undefined);
        throw error;
      },
    );
    const dialect = combineDialects(profiles.map((profile) => profile.dialect));
    const findRetry = this.#silentRetries(process);
    return new AcpContext(connection, {
      ...options,
      ...session,
      dialect,
      cancelTimeoutMs,
      findRetry,
      logger,
    });
  }

  #silentRetries({ pid, env }: AgentProcess): FindSilentRetry | undefined {
    const { profiles, findSockets } = this.#options;
    return findSockets && silentRetries({ profiles, env, pid, findSockets });
  }

  async stop(): Promise<void> {
    const running = this.#running;
    this.#lifetime.abort();
    if (running) {
      const started = await running.catch(() => null);
      this.#end(running, started?.process);
      started?.connection.fail(new AdapterError('AGENT.EXITED', 'the agent was stopped'));
    }
    await this.#stopped;
  }

  async #launch(signal: AbortSignal): Promise<Running> {
    await this.#stopped;
    if (signal.aborted) throw cancelled(signal.reason);
    const process = await startAgentProcess(this.#options);
    const { AgentConnection, initialize } = await loadProtocol();
    const connection = new AgentConnection(process.streams, this.#options);
    try {
      const { command, args, profiles } = this.#options;
      const files = profiles.length !== 1 || profiles[0]?.clientFiles !== false;
      const agreeing = initialize(connection, { command: [command, ...args], files });
      const info = await this.#inTime(agreeing, signal, () =>
        this.#tooLate('answer', process, connection.stray),
      );
      const { name, version } = info;
      this.#options.logger.info('The agent is ready', { name, version, command: this.#options.command });
      return { process, connection, info };
    } catch (error) {
      await process.stop();
      throw startFailure(error, connection.stray, nodeRemedy(this.#options.profiles, process.lastWords));
    }
  }

  /** Ends the process when the connection fails, so that the next start begins from scratch. */
  #watch(running: Promise<Running>, { connection, process }: Running): void {
    connection.onFailure((error) => {
      if (this.#running !== running) return;
      this.#options.logger.warn('The agent is gone', { code: error.code, reason: error.message });
      this.#end(running, process);
    });
  }

  #end(running: Promise<Running>, process: AgentProcess | undefined): void {
    this.#forget(running);
    if (process) this.#stopped = this.#stopped.then(() => process.stop());
  }

  #forget(running: Promise<Running>): void {
    if (this.#running === running) this.#running = null;
  }

  #tooLate(what: string, process: AgentProcess, stray = ''): AdapterError {
    const { command, args, startTimeoutMs } = this.#options;
    const wrote = stray === '' ? '' : ` and writes text instead of ACP: ${stray}`;
    const text = `the agent did not ${what} within ${startTimeoutMs / 1000} s${wrote}`;
    return new AdapterError('AGENT.START', `${text}${process.lastWords}`, {
      remedy: `check that "${[command, ...args].join(' ')}" starts it in ACP mode`,
      retryable: true,
      failure: process.lastFailure,
    });
  }

  #inTime<Value>(work: Promise<Value>, signal: AbortSignal, late: () => AdapterError): Promise<Value> {
    const unlessInterrupted = unlessAborted(signal, work, () => cancelled(signal.reason));
    return inTime(this.#options.startTimeoutMs, unlessInterrupted, late);
  }
}

function cancelled(cause: unknown): ApplicationError {
  return new ApplicationError('CANCELLED', 'starting the agent was interrupted', { cause });
}

/**
 * Turns an agent error into `AGENT.START`: an agent that fails before the protocol is agreed has not started. It starts no better
 * the next time if there is a remedy for its Node.js.
 */
function startFailure(error: unknown, stray: string, ofNode: string | undefined): unknown {
  if (!(error instanceof AdapterError) || error.code === 'AGENT.START') return error;
  const wrote = stray === '' ? '' : ` (it wrote: ${stray})`;
  const remedy = ofNode ?? error.remedy;
  return new AdapterError('AGENT.START', `cannot start the agent: ${error.problem}${wrote}`, {
    cause: error,
    ...(remedy !== undefined && { remedy }),
    retryable: error.retryable && ofNode === undefined,
    failure: error.failure,
  });
}
