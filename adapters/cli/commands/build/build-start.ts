// Starts the screen and the agent of a build early, before the session is known for certain.
import type { Planning } from '../../../../application/loop/planning.ts';
import type { RunSession } from '../../../../application/loop/run-session.ts';
import type { PromptTemplate, ReviewTemplate } from '../../../../application/ports/prompt-template.port.ts';
import type { RunObserver } from '../../../../application/ports/run-observer.port.ts';
import type { ToolEndpoint } from '../../../../application/ports/tool-endpoint.port.ts';
import type { SessionName } from '../../../../domain/session/session-name.ts';
import type { WorkerName } from '../../../../domain/worker/worker.ts';
import type { RunView } from './run-view.ts';

export interface PrepareRunOptions {
  readonly session: SessionName;
  /** Environment variables for agent and hooks, in addition to those of this process. */
  readonly variables: Readonly<Record<string, string>>;
  /** Aborts the start of the agent. */
  readonly signal: AbortSignal;
}

interface RunOptions {
  readonly template: PromptTemplate;
  /** undefined without a reviewer. */
  readonly reviewTemplate: ReviewTemplate | undefined;
  /** Present if the run may plan. */
  readonly plan?: Pick<Planning, 'template' | 'review'> | undefined;
  readonly observer: RunObserver;
  /** Aborts when another process takes the session over; its reason is the error. */
  readonly claimLost: AbortSignal;
  /** Several workers; absent in place. */
  readonly crew?: CrewOptions | undefined;
}

export interface CrewOptions {
  readonly size: number;
  readonly includeDirty: boolean;
  /** Opens the endpoint with the tools of a worker's agent. */
  readonly openTools: (worker: WorkerName) => Promise<ToolEndpoint>;
}

/** A run whose agent is starting. The agent gets no context before the run begins. */
export interface PreparedRun {
  create(options: RunOptions): RunSession;
  /** Stops the agent and leaves nothing behind. Safe to call after the run has stopped it. */
  cancel(): Promise<void>;
}

export type PrepareRun = (options: PrepareRunOptions) => Promise<PreparedRun>;

export class BuildStart {
  #session: SessionName | undefined;
  #run: Promise<PreparedRun> | undefined;
  #view: RunView | undefined;
  #shown: SessionName | undefined;

  constructor(
    private readonly open: (session: SessionName) => Promise<RunView>,
    private readonly begin: (session: SessionName) => Promise<PreparedRun>,
  ) {}

  /** Starts the agent for the session and stops an agent that was started for another one. */
  prepare(session: SessionName): void {
    if (this.#session === session) return;
    const other = this.#run;
    this.#session = session;
    this.#run = (async () => {
      await (await other?.catch(() => undefined))?.cancel();
      return this.begin(session);
    })();
    this.#run.catch(() => undefined);
  }

  /** Returns the view of the session, and opens it if it is not open yet. */
  async show(): Promise<RunView> {
    const session = this.#session as SessionName;
    if (this.#view && this.#shown === session) return this.#view;
    this.hide();
    this.#shown = session;
    this.#view = await this.open(session);
    return this.#view;
  }

  /** The view that is open now. */
  get view(): RunView | undefined {
    return this.#view;
  }

  /** Releases the screen, for a question or at the end. */
  hide(): void {
    this.#view?.close();
    this.#view = undefined;
  }

  /** Returns the run of the session. Throws the error that occurred while it was prepared. */
  run(): Promise<PreparedRun> {
    return this.#run as Promise<PreparedRun>;
  }

  async cancel(): Promise<void> {
    await (await this.#run?.catch(() => undefined))?.cancel();
  }
}
