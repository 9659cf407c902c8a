// Owns the agent's context during a run: at most one is open, of the agent that works now, and every iteration gets a fresh one.
import { isSameAgent } from '../../domain/run/fallback.ts';
import type { AgentUse } from '../../domain/run/run.ts';
import type {
  Agent,
  AgentContext,
  AgentContextOptions,
  AgentEvent,
  AgentInfo,
  AgentMcpServer,
} from '../ports/agent.port.ts';

/** An agent of the user's list: the first one works, the others take over when it cannot. */
export interface RunAgent {
  readonly use: AgentUse;
  readonly agent: Agent;
}

export type RunAgents = readonly [RunAgent, ...RunAgent[]];

/** What an agent says of itself when its first context opens. */
export interface AgentIntroduction extends Pick<AgentContext, 'mode' | 'warnings'> {
  readonly use: AgentUse;
  readonly info: AgentInfo;
}

export interface CurrentContextOptions {
  /** Absolute path of the work tree. */
  readonly cwd: string;
  /** Returns the MCP servers that give the agent its tools. */
  readonly mcpServers: (agent: AgentInfo) => readonly AgentMcpServer[];
  /** As in `AgentContextOptions`. */
  readonly ask?: AgentContextOptions['ask'];
  /** Called for each agent when its first context has opened. */
  readonly introduce: (introduction: AgentIntroduction) => void;
  /** Aborted when the user or a signal ends the run. */
  readonly signal: AbortSignal;
}

/** Opens, replaces and closes the agent's context. Every method throws what the `Agent` port throws. */
export class CurrentContext {
  #context: AgentContext | undefined;
  #current: RunAgent;
  readonly #introduced = new Set<RunAgent>();

  constructor(
    private readonly agents: RunAgents,
    private readonly options: CurrentContextOptions,
  ) {
    this.#current = agents[0];
  }

  /** The agent that works now, with its model. */
  get use(): AgentUse {
    return this.#current.use;
  }

  /** All agents of the user's list, in the order of preference. */
  get uses(): readonly AgentUse[] {
    return this.agents.map(({ use }) => use);
  }

  /** The open context; undefined if none is open. It identifies the turns that are played in it. */
  get current(): object | undefined {
    return this.#context;
  }

  get isOpen(): boolean {
    return this.#context !== undefined;
  }

  /** Starts the agent's process, so that `open` need not wait for it. It gets no context. `open` tries again what fails, and reports it. */
  startAgent(): void {
    this.#current.agent.start(this.options.signal).catch(() => undefined);
  }

  /** Opens a context unless one is open. Starts the agent again if its process has exited. */
  async open(): Promise<void> {
    this.#context ??= await this.#fresh();
  }

  /** Closes the context and ends the agent's process, so that the next context is one of `use`. Does nothing if it works already. */
  async switchTo(use: AgentUse): Promise<void> {
    const next = this.agents.find((agent) => isSameAgent(agent.use, use));
    if (!next || next === this.#current) return;
    await this.close();
    await this.#current.agent.stop();
    this.#current = next;
  }

  /** Replaces the context. Keeps the old one if a new one cannot be opened. */
  async replace(): Promise<void> {
    const old = this.#context;
    this.#context = await this.#fresh();
    await old?.close();
  }

  /** Closes the context, so that the agent can free its resources. Does nothing if none is open. */
  async close(): Promise<void> {
    const context = this.#context;
    this.#context = undefined;
    await context?.close();
  }

  /** Prompts the agent in the open context. Aborting `signal` cancels the turn. */
  prompt(blocks: readonly string[], signal: AbortSignal): AsyncIterable<AgentEvent> {
    if (!this.#context) throw new Error('the agent is prompted without a context');
    return this.#context.prompt(blocks, signal);
  }

  async #fresh(): Promise<AgentContext> {
    const { cwd, mcpServers, introduce, signal, ask } = this.options;
    const current = this.#current;
    const { use, agent } = current;
    const info = await agent.start(signal);
    const options = { cwd, model: use.model, mcpServers: mcpServers(info), ...(ask && { ask }) };
    const context = await agent.openContext(options, signal);
    if (!this.#introduced.has(current)) {
      this.#introduced.add(current);
      introduce({ use, info, mode: context.mode, warnings: context.warnings });
    }
    return context;
  }
}
