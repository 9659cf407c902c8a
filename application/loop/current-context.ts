// Owns the agent's context during a run: at most one is open, and every iteration gets a fresh one.
import type { AgentContext, AgentEvent, AgentInfo } from '../ports/agent.port.ts';
import type { RunPorts, RunRequest } from './run.ts';

/** Opens, replaces and closes the agent's context. Every method throws what the `Agent` port throws. */
export class CurrentContext {
  #context: AgentContext | undefined;

  constructor(
    private readonly agent: RunPorts['agent'],
    private readonly request: RunRequest,
    /** Aborted when the user or a signal ends the run. */
    private readonly signal: AbortSignal,
  ) {}

  /** The open context; undefined if none is open. It identifies the turns that are played in it. */
  get current(): object | undefined {
    return this.#context;
  }

  get isOpen(): boolean {
    return this.#context !== undefined;
  }

  /** Opens a context unless one is open. Starts the agent again if its process has exited. */
  async open(): Promise<void> {
    this.#context ??= (await this.#fresh()).context;
  }

  /** Opens the first context of the run. Returns the agent's description of itself, and what it says of the context. */
  async openFirst(): Promise<{ readonly info: AgentInfo } & Pick<AgentContext, 'mode' | 'warnings'>> {
    const { context, info } = await this.#fresh();
    this.#context = context;
    return { info, mode: context.mode, warnings: context.warnings };
  }

  /** Replaces the context. Keeps the old one if a new one cannot be opened. */
  async replace(): Promise<void> {
    const old = this.#context;
    this.#context = (await this.#fresh()).context;
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

  async #fresh(): Promise<{ readonly context: AgentContext; readonly info: AgentInfo }> {
    const { cwd, use, mcpServers } = this.request;
    const { model } = use;
    const info = await this.agent.start(this.signal);
    const context = await this.agent.openContext({ cwd, model, mcpServers: mcpServers(info) }, this.signal);
    return { context, info };
  }
}
