// The agent's process: started in a group of its own, its stderr logged, stopped in order.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable, type Writable } from 'node:stream';
import { AdapterError } from '../../application/errors.ts';
import type { AgentFailure } from '../../application/ports/agent.port.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import type { ProcessLedger } from '../../application/ports/process-ledger.port.ts';
import type { ProcessTrees } from '../../application/ports/process-trees.port.ts';
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
  readonly ledger: ProcessLedger;
  readonly trees: ProcessTrees;
  readonly logger: Logger;
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** What the agent starts has this from it, and is known by it when the agent was killed. The NATS server drops it. */
const MARK = 'ITERATR_AGENT_MARK';

const TAIL_LINES = 20;
const TAIL_LINE_LENGTH = 400;
/** How long output that was written before the exit may take to arrive. */
const DRAIN_MS = 100;
/** What outlives the agent gets this long after SIGTERM; where nobody reaps orphans it always takes this long. */
const ORPHANS_MS = 500;

/** Starts the agent. Throws `AGENT.NOT_FOUND` or `AGENT.START`. */
export async function startAgentProcess(options: AgentProcessOptions): Promise<AgentProcess> {
  const { command, args, cwd } = options;
  const mark = randomUUID();
  // In the environment of this process only: hooks, events and logs never have it.
  const { variables, secrets } = agentEnvironment(options.profiles, options.env);
  const env = { ...variables, [MARK]: mark };
  const child = spawn(command, [...args], { cwd, env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  // Writing to a process that has gone fails here; its end is told by `ended`.
  child.stdin.on('error', (error) =>
    options.logger.debug('The input of the agent broke', { error: String(error) }),
  );
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw notStarted(options, error as NodeJS.ErrnoException);
  }
  child.on('error', (error) =>
    options.logger.warn('The process of the agent reports an error', { error: String(error) }),
  );
  return new AgentProcess(child, `${MARK}=${mark}`, hideSecrets(secrets), options);
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

export class AgentProcess {
  readonly streams: AgentStreams;
  readonly #child: Child;
  readonly #exited: Promise<void>;
  readonly #stopTimeoutMs: number;
  readonly #strikeOut: () => void;
  readonly #trees: ProcessTrees;
  readonly #tail: string[] = [];
  #stopping: Promise<void> | null = null;
  /** Whoever exits without stopping the agent in order does not leave it behind. */
  readonly #onExit = (): void => {
    if (this.#child.pid !== undefined) this.#trees.kill(this.#child.pid);
  };

  constructor(
    child: Child,
    private readonly mark: string,
    hide: (text: string) => string,
    { ledger, trees, logger, stopTimeoutMs }: AgentProcessOptions,
  ) {
    this.#trees = trees;
    this.#child = child;
    this.#strikeOut = child.pid === undefined ? () => {} : ledger.enter(child.pid, mark);
    process.on('exit', this.#onExit);
    this.#stopTimeoutMs = stopTimeoutMs;
    this.#exited = new Promise((resolve) => child.once('exit', () => resolve()));
    createInterface({ input: child.stderr }).on('line', (written) => {
      const line = hide(written);
      logger.debug('agent stderr', { line });
      this.#tail.push(line.slice(0, TAIL_LINE_LENGTH));
      if (this.#tail.length > TAIL_LINES) this.#tail.shift();
    });
    this.streams = {
      toAgent: toWritable(child),
      fromAgent: Readable.toWeb(child.stdout) as ReadableStream<Uint8Array>,
      ended: this.#untilEnded(),
      hide,
    };
  }

  /** The last lines of stderr as the end of a message; '' when there are none. */
  get lastWords(): string {
    return this.#tail.length === 0 ? '' : ` It last wrote:\n${this.#tail.join('\n')}`;
  }

  /** The failure that the last lines of stderr tell of. */
  get lastFailure(): AgentFailure | undefined {
    return failureInText(this.#tail.join('\n'));
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
    const { pid } = this.#child;
    if (pid === undefined) return;
    this.#child.stdin.end();
    // An agent that ends in order ends its commands itself; of one that does not, everything is ended.
    const gone = await this.#gone();
    const inOrder = gone && this.#child.exitCode === 0;
    await this.#trees.end(pid, gone ? ORPHANS_MS : this.#stopTimeoutMs, inOrder ? undefined : this.mark);
    process.off('exit', this.#onExit);
    this.#strikeOut();
    this.#child.stdout.destroy();
    this.#child.stderr.destroy();
  }

  async #gone(): Promise<boolean> {
    return (await within(this.#stopTimeoutMs, this.#exited)) !== 'late';
  }

  /** The process is of no use once it has exited, or has closed its output. */
  async #untilEnded(): Promise<AdapterError> {
    const child = this.#child;
    const closed = once(child.stdout, 'close').then(() => {});
    await Promise.race([this.#exited, closed]);
    const exited = (await within(DRAIN_MS, this.#exited)) !== 'late';
    await within(DRAIN_MS, closed);
    const { exitCode, signalCode } = child;
    const how = signalCode === null ? `with code ${exitCode}` : `by signal ${signalCode}`;
    const text = exited ? `The agent's process ended ${how}.` : 'The agent closed its output.';
    return new AdapterError('AGENT.EXITED', `${text}${this.lastWords}`, {
      retryable: true,
      failure: this.lastFailure,
    });
  }
}

async function within<Value>(ms: number, promise: Promise<Value>): Promise<Value | 'late'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves each write when the pipe has taken it, so that a slow agent slows the writer. */
function toWritable({ stdin }: Child): WritableStream<Uint8Array> {
  return new WritableStream({
    write: (bytes) =>
      new Promise<void>((resolve, reject) => {
        stdin.write(bytes, (error) => (error ? reject(error) : resolve()));
      }),
  });
}
