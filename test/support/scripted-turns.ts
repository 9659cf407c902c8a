// An in-memory agent that plays turns written in a test.
import { AsyncQueue } from '../../application/async/async-queue.ts';
import { AdapterError } from '../../application/errors.ts';
import type {
  Agent,
  AgentContext,
  AgentContextOptions,
  AgentEvent,
  AgentInfo,
  AgentStopReason,
  ToldError,
  TurnQuestion,
} from '../../application/ports/agent.port.ts';
import type { ToolInput, ToolResult } from '../../application/tools/tool.ts';

interface TurnContext {
  /** The blocks of the prompt that started the turn. */
  readonly prompt: readonly string[];
  readonly signal: AbortSignal;
  emit(event: AgentEvent): void;
  say(text: string): void;
  /** Ends the turn as one in which the agent only told this error. */
  told(error: ToldError): void;
  /** Asks the user in the turn. */
  ask(question: TurnQuestion): Promise<string | undefined>;
  /** Calls one of iteratr's tools as the agent would. */
  tool(name: string, input?: ToolInput): Promise<ToolResult>;
}

/** Plays one turn and returns the stop reason; undefined means `end_turn`. */
export type Turn = (turn: TurnContext) => Promise<AgentStopReason | undefined> | AgentStopReason | undefined;

export interface AgentFaults {
  readonly start?: AdapterError;
  readonly openContext?: AdapterError;
}

export class TurnAgent implements Agent {
  readonly prompts: string[][] = [];
  contexts = 0;
  starts = 0;
  /** Number of open contexts, and the largest number open at the same time. */
  open = 0;
  mostOpen = 0;
  stops = 0;
  #next = 0;
  #isRunning = false;

  constructor(
    private readonly turns: readonly Turn[],
    private readonly runTool: (name: string, input: ToolInput) => Promise<ToolResult>,
    private faults: AgentFaults = {},
  ) {}

  /** Ends all faults. */
  repair(): void {
    this.faults = {};
  }

  async start(): Promise<AgentInfo> {
    if (this.faults.start) throw this.faults.start;
    this.starts++;
    this.#isRunning = true;
    return { name: 'turns', version: '1', mcpHttp: true };
  }

  async openContext({ ask }: AgentContextOptions): Promise<AgentContext> {
    if (this.faults.openContext) throw this.faults.openContext;
    if (!this.#isRunning)
      throw new AdapterError('AGENT.EXITED', 'the agent does not run', { retryable: true });
    this.contexts++;
    this.mostOpen = Math.max(this.mostOpen, ++this.open);
    let closed = false;
    return {
      models: [],
      mode: null,
      warnings: [],
      prompt: (blocks, signal) => {
        if (closed) throw new Error('the context is closed');
        return this.#play(blocks, signal, ask);
      },
      close: async () => {
        if (!closed) this.open--;
        closed = true;
      },
    };
  }

  async stop(): Promise<void> {
    this.stops++;
    this.#isRunning = false;
  }

  async *#play(
    blocks: readonly string[],
    signal: AbortSignal,
    ask: AgentContextOptions['ask'],
  ): AsyncGenerator<AgentEvent> {
    this.prompts.push([...blocks]);
    const play = this.turns[this.#next++];
    if (!play)
      throw new AdapterError('AGENT.EXITED', `no turn ${this.#next} is written`, { retryable: false });
    const queue = new AsyncQueue<AgentEvent>();
    const turn: TurnContext = {
      prompt: blocks,
      signal,
      emit: (event) => queue.push(event),
      say: (text) => queue.push({ type: 'text', messageId: null, text }),
      ask: async (question) => ask?.(question, signal),
      tool: (name, input = {}) => this.runTool(name, input),
      told: (told) => {
        ended = { told };
      },
    };
    let ended: { readonly told?: ToldError } = {};
    Promise.resolve()
      .then(() => play(turn))
      .then((stopReason = 'end_turn') => {
        const reason = signal.aborted ? 'cancelled' : stopReason;
        queue.push({ type: 'turn-ended', stopReason: reason, usage: null, ...ended });
        queue.close();
      })
      .catch((error: unknown) => queue.close(error));
    yield* queue.take();
  }
}
