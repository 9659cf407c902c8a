// Starts the agent's process in its own process group, logs its stderr, and stops it gracefully.
import { existsSync } from 'node:fs';
import { within } from '../../application/async/time-limit.ts';
import { AdapterError } from '../../application/errors.ts';
import type { AgentFailure } from '../../application/ports/agent.port.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import type { ConnectedProcess, ProcessExit, Processes } from '../../application/ports/processes.port.ts';
import type { AgentStreams } from './agent-connection.ts';
import { ADD_CREDIT, failureInLastLines } from './failures/agent-failure.ts';
import { hideSecrets } from './hide-secrets.ts';
import { notFound } from './not-found.ts';
import { agentEnvironment } from './profiles/environment.ts';
import type { AgentProfile } from './profiles/profile.ts';

export interface AgentProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** The profiles that may fit the agent. */
  readonly profiles: readonly AgentProfile[];
  /** The model for an agent that is told by a variable; '' for none. */
  readonly model?: string;
  /** The name of an agent that the user may have meant by the command. */
  readonly nearest?: string | undefined;
  /** The environment that the process inherits; the profiles add to it. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** How long each step of stopping may take: after closing the input, after SIGTERM, after SIGKILL. */
  readonly stopTimeoutMs: number;
  readonly processes: Processes;
  readonly logger: Logger;
}

const TAIL_LINES = 20;
const TAIL_LINE_LENGTH = 400;
/** How long output that was written before the exit may take to arrive. */
const DRAIN_MS = 100;
/** How long processes that outlive the agent get after SIGTERM. It always takes this long where nothing reaps orphans. */
const ORPHANS_MS = 500;

/** Starts the agent. Throws `AGENT.NOT_FOUND` or `AGENT.START`. */
export async function startAgentProcess(options: AgentProcessOptions): Promise<AgentProcess> {
  const { command, args, cwd, processes, logger } = options;
  // The password of the agent's server goes only to the agent's process, never to hooks, events or logs.
  const { variables, secrets } = agentEnvironment(options.profiles, options.env, options.model);
  const hide = hideSecrets(secrets);
  const tail = new LastLines();
  try {
    const connected = await processes.connect(
      { program: command, args, cwd },
      {
        env: variables,
        onErrorLine: (written) => {
          const line = hide(written);
          logger.debug('agent stderr', { line });
          tail.add(line);
        },
        // Only log: `ended` reports the exit.
        onProblem: (error) =>
          logger.debug('the process of the agent reports an error', { error: String(error) }),
      },
    );
    return new AgentProcess(connected, { tail, hide, env: variables, stopTimeoutMs: options.stopTimeoutMs });
  } catch (error) {
    throw notStarted(options, error as NodeJS.ErrnoException);
  }
}

function notStarted(options: AgentProcessOptions, cause: NodeJS.ErrnoException): AdapterError {
  const { command, cwd } = options;
  if (!existsSync(cwd)) {
    return new AdapterError('AGENT.START', `the agent cannot work in ${cwd}: no such directory`, { cause });
  }
  if (cause.code !== 'ENOENT') {
    return new AdapterError('AGENT.START', `cannot start the agent ${command}: ${cause.message}`, { cause });
  }
  const { problem, remedy } = notFound(options);
  return new AdapterError('AGENT.NOT_FOUND', problem, { cause, remedy });
}

class LastLines {
  readonly #lines: string[] = [];

  add(line: string): void {
    this.#lines.push(line.slice(0, TAIL_LINE_LENGTH));
    if (this.#lines.length > TAIL_LINES) this.#lines.shift();
  }

  toString(): string {
    return this.#lines.join('\n');
  }
}

interface AgentProcessParts {
  readonly tail: LastLines;
  readonly hide: (text: string) => string;
  readonly env: Readonly<Record<string, string>>;
  readonly stopTimeoutMs: number;
}

export class AgentProcess {
  readonly streams: AgentStreams;
  #stopping: Promise<void> | null = null;

  constructor(
    private readonly connected: ConnectedProcess,
    private readonly parts: AgentProcessParts,
  ) {
    const { hide } = parts;
    this.streams = {
      toAgent: connected.input,
      fromAgent: connected.output,
      ended: this.#untilEnded(),
      hide,
    };
  }

  get pid(): number {
    return this.connected.pid;
  }

  /** The environment with which it was started. */
  get env(): Readonly<Record<string, string>> {
    return this.parts.env;
  }

  /** The last lines of stderr in brackets, to end a message with; '' when there are none. */
  get lastWords(): string {
    const lines = this.parts.tail.toString();
    return lines === '' ? '' : ` (last output:\n${lines})`;
  }

  /** The failure that the last lines of stderr report; undefined if they report none. */
  get lastFailure(): AgentFailure | undefined {
    return failureInLastLines(this.parts.tail.toString());
  }

  /**
   * Closes the input, then sends SIGTERM and SIGKILL to the whole group and its descendants, waiting up to the time limit after
   * each step. Also ends children that outlive the agent in its group. Resolves when the process has exited. Every call returns
   * the same promise.
   */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.connected.closeInput();
    // An agent that exits cleanly ends its own commands. After any other exit, end everything it started.
    const exit = await within(this.parts.stopTimeoutMs, this.connected.exited);
    const marked = exit === 'late' || exit.code !== 0;
    await this.connected.end(exit === 'late' ? this.parts.stopTimeoutMs : ORPHANS_MS, { marked });
  }

  /** Resolves with the error once the process has exited or closed its output. */
  async #untilEnded(): Promise<AdapterError> {
    const { exited, outputClosed } = this.connected;
    await Promise.race([exited, outputClosed]);
    const exit = await within(DRAIN_MS, exited);
    await within(DRAIN_MS, outputClosed);
    const text =
      exit === 'late' ? 'the agent closed its output' : `the agent's process ended ${howEnded(exit)}`;
    const failure = this.lastFailure;
    const unpaid = failure?.cause === 'credit';
    return new AdapterError('AGENT.EXITED', `${text}${this.lastWords}`, {
      retryable: !unpaid,
      ...(unpaid && { remedy: ADD_CREDIT }),
      failure,
    });
  }
}

function howEnded({ code, signal }: ProcessExit): string {
  return signal === null ? `with code ${code}` : `by signal ${signal}`;
}
