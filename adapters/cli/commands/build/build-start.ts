// What a build starts before it knows for sure which session it is about: the screen and the agent.
import type { RunSession } from '../../../../application/loop/run-session.ts';
import type { PromptTemplate } from '../../../../application/ports/prompt-template.port.ts';
import type { RunObserver } from '../../../../application/ports/run-observer.port.ts';
import type { SessionName } from '../../../../domain/session/session-name.ts';
import type { RunView } from './run-view.ts';

export interface PrepareRunOptions {
  readonly session: SessionName;
  /** Variables of agent and hooks, beside those of this process. */
  readonly variables: Readonly<Record<string, string>>;
  /** Ends the start of the agent. */
  readonly signal: AbortSignal;
}

/** A run whose agent is starting; it gets no context before the run begins. */
export interface PreparedRun {
  create(template: PromptTemplate, observer: RunObserver): RunSession;
  /** Ends the agent without a trace. Safe to call when the run has ended it. */
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

  /** Starts the agent for the session. One that was started for another session is ended. */
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

  /** Shows the session, unless it is shown already. */
  async show(): Promise<RunView> {
    const session = this.#session as SessionName;
    if (this.#view && this.#shown === session) return this.#view;
    this.hide();
    this.#shown = session;
    this.#view = await this.open(session);
    return this.#view;
  }

  /** Gives the screen back, for a question or at the end. */
  hide(): void {
    this.#view?.close();
    this.#view = undefined;
  }

  /** The run of the session. Throws what failed while it was prepared. */
  run(): Promise<PreparedRun> {
    return this.#run as Promise<PreparedRun>;
  }

  async cancel(): Promise<void> {
    await (await this.#run?.catch(() => undefined))?.cancel();
  }
}
