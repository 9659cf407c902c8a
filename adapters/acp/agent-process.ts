// The agent's process: started in a group of its own, its stderr logged, stopped in order.
import { existsSync } from 'node:fs';
import { within } from '../../application/async/time-limit.ts';
import { AdapterError } from '../../application/errors.ts';
import type { AgentFailure } from '../../application/ports/agent.port.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import type { ConnectedProcess, ProcessExit, Processes } from '../../application/ports/processes.port.ts';
import type { AgentStreams } from './agent-connection.ts';
import { failureInText } from './failures/agent-failure.ts';
import { hideSecrets } from './hide-secrets.ts';
import { agentEnvironment } from './profiles/environment.ts';
import type { AgentProfile } from './profiles/profile.ts';
import { profileOfProgram } from './profiles/profiles.ts';

export interface AgentProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** Those that may fit the agent. */
  readonly profiles: readonly AgentProfile[];
  /** What it inherits; the profiles add to it. */
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
/** What outlives the agent gets this long after SIGTERM; where nobody reaps orphans it always takes this long. */
const ORPHANS_MS = 500;

/** Starts the agent. Throws `AGENT.NOT_FOUND` or `AGENT.START`. */
export async function startAgentProcess(options: AgentProcessOptions): Promise<AgentProcess> {
  const { command, args, cwd, processes, logger } = options;
  // In the environment of this process only: hooks, events and logs never have it.
  const { variables, secrets } = agentEnvironment(options.profiles, options.env);
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
        // That it has gone is reported by `ended`.
        onProblem: (error) =>
          logger.debug('the process of the agent reports an error', { error: String(error) }),
      },
    );
    return new AgentProcess(connected, tail, hide, options.stopTimeoutMs);
  } catch (error) {
    throw notStarted(options, error as NodeJS.ErrnoException);
  }
}

function notStarted({ command, cwd }: AgentProcessOptions, cause: NodeJS.ErrnoException): AdapterError {
  if (!existsSync(cwd)) {
    return new AdapterError('AGENT.START', `The agent cannot work in ${cwd}: there is no such directory.`, {
      cause,
    });
  }
  if (cause.code !== 'ENOENT') {
    return new AdapterError('AGENT.START', `The agent ${command} could not be started: ${cause.message}.`, {
      cause,
    });
  }
  const profile = profileOfProgram(command);
  const remedy = profile
    ? `Install ${profile.name} with: ${profile.install}`
    : 'Name one that is there in the configuration (agent, or ITERATR_AGENT)';
  const text = `The agent's command ${command} was not found. ${remedy}`;
  return new AdapterError('AGENT.NOT_FOUND', text, { cause });
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

export class AgentProcess {
  readonly streams: AgentStreams;
  #stopping: Promise<void> | null = null;

  constructor(
    private readonly connected: ConnectedProcess,
    private readonly tail: LastLines,
    hide: (text: string) => string,
    private readonly stopTimeoutMs: number,
  ) {
    this.streams = {
      toAgent: connected.input,
      fromAgent: connected.output,
      ended: this.#untilEnded(),
      hide,
    };
  }

  /** The last lines of stderr as the end of a message; '' when there are none. */
  get lastWords(): string {
    const lines = this.tail.toString();
    return lines === '' ? '' : ` It last wrote:\n${lines}`;
  }

  /** The failure that the last lines of stderr tell of. */
  get lastFailure(): AgentFailure | undefined {
    return failureInText(this.tail.toString());
  }

  /**
   * Closes the input, then SIGTERM, then SIGKILL to the whole group and all below it, each after its time limit; children that
   * outlive the agent in its group are ended too. Resolves when the process is gone. Every call gets the same promise.
   */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.connected.closeInput();
    // An agent that ends in order ends its commands itself; of one that does not, everything is ended.
    const exit = await within(this.stopTimeoutMs, this.connected.exited);
    const marked = exit === 'late' || exit.code !== 0;
    await this.connected.end(exit === 'late' ? this.stopTimeoutMs : ORPHANS_MS, { marked });
  }

  /** The process is of no use once it has exited, or has closed its output. */
  async #untilEnded(): Promise<AdapterError> {
    const { exited, outputClosed } = this.connected;
    await Promise.race([exited, outputClosed]);
    const exit = await within(DRAIN_MS, exited);
    await within(DRAIN_MS, outputClosed);
    const text =
      exit === 'late' ? 'The agent closed its output.' : `The agent's process ended ${howEnded(exit)}.`;
    return new AdapterError('AGENT.EXITED', `${text}${this.lastWords}`, {
      retryable: true,
      failure: this.lastFailure,
    });
  }
}

function howEnded({ code, signal }: ProcessExit): string {
  return signal === null ? `with code ${code}` : `by signal ${signal}`;
}
