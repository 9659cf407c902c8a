// Owns the agent's context of a run: at most one is in use, and every iteration gets a fresh one.
import type { AgentContext, AgentEvent, AgentInfo } from '../ports/agent.port.ts';
import type { RunPorts, RunRequest } from './run.ts';

/** Throws what the `Agent` port throws. */
export class CurrentContext {
  #context: AgentContext | undefined;

  constructor(
    private readonly agent: RunPorts['agent'],
    private readonly request: RunRequest,
    /** Aborted when the user or a signal ends the run. */
    private readonly signal: AbortSignal,
  ) {}

  get isOpen(): boolean {
    return this.#context !== undefined;
  }

  /** Opens a context where there is none, in a new process when the agent's has gone. */
  async open(): Promise<void> {
    this.#context ??= (await this.#fresh()).context;
  }

  /** Opens the first context of the run. Returns what the agent says of itself. */
  async openFirst(): Promise<AgentInfo> {
    const { context, info } = await this.#fresh();
    this.#context = context;
    return info;
  }

  /** Replaces the context; the old one stays where no new one can be opened. */
  async replace(): Promise<void> {
    const old = this.#context;
    this.#context = (await this.#fresh()).context;
    await old?.close();
  }

  /** Lets the agent free what it keeps for the context. Does nothing where there is none. */
  async close(): Promise<void> {
    const context = this.#context;
    this.#context = undefined;
    await context?.close();
  }

  /** `signal` cancels the turn. */
  prompt(blocks: readonly string[], signal: AbortSignal): AsyncIterable<AgentEvent> {
    if (!this.#context) throw new Error('the agent is prompted without a context');
    return this.#context.prompt(blocks, signal);
  }

  async #fresh(): Promise<{ readonly context: AgentContext; readonly info: AgentInfo }> {
    const { cwd, model, mcpServers } = this.request;
    const info = await this.agent.start(this.signal);
    const context = await this.agent.openContext({ cwd, model, mcpServers: mcpServers(info) }, this.signal);
    return { context, info };
  }
}
