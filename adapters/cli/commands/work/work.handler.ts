// Joins a build: waits until it runs, then lets workers of this process work until the run ends.
import type { Environment } from '../../../../application/environment.ts';
import { ConfigError } from '../../../../application/errors.ts';
import type { JoinRun } from '../../../../application/loop/crew/join-run.ts';
import type { RunResult } from '../../../../application/loop/run-result.ts';
import type { Clock } from '../../../../application/ports/clock.port.ts';
import type { PromptTemplate, ReviewTemplate } from '../../../../application/ports/prompt-template.port.ts';
import type { RunObserver } from '../../../../application/ports/run-observer.port.ts';
import type { SpecFiles } from '../../../../application/ports/spec-files.port.ts';
import type { StoreWaits } from '../../../../application/ports/store-waits.port.ts';
import type { ToolEndpoints } from '../../../../application/ports/tool-endpoint.port.ts';
import type { TranscriptStore } from '../../../../application/ports/transcript-store.port.ts';
import { awaitBuild, type MissingForWork } from '../../../../application/session/await-build.ts';
import type { SessionClaims } from '../../../../application/session/session-claims.ts';
import type { SessionRegistry } from '../../../../application/session/session-registry.ts';
import { TOOLS, type ToolRunner } from '../../../../application/tools/run-tool.ts';
import { storeWaitLine } from '../../../../application/wording/store-wait.ts';
import type { SessionState } from '../../../../domain/session/session.state.ts';
import type { SessionName } from '../../../../domain/session/session-name.ts';
import type { Console } from '../../console.ts';
import { EXIT, exitCodeOfRun } from '../../exit-codes.ts';
import { type Interruption, interruption } from '../../interruption.ts';
import { namedSession } from '../../named-session.ts';
import type { BuildSettings } from '../build/build.handler.ts';
import type { CrewOptions } from '../build/build-start.ts';
import { type RunRequestOptions, runRequest } from '../build/run-request.ts';
import { logView } from '../build/run-view.ts';
import type { WorkRequest } from './work.command.ts';

export interface JoinOptions {
  readonly session: SessionName;
  /** Environment variables for agents and hooks, in addition to those of this process. */
  readonly variables: Readonly<Record<string, string>>;
  readonly template: PromptTemplate;
  readonly reviewTemplate: ReviewTemplate | undefined;
  readonly observer: RunObserver;
  readonly crew: CrewOptions;
}

export interface WorkPorts {
  readonly settings: BuildSettings;
  readonly environment: Environment;
  readonly console: Console;
  readonly specs: Pick<SpecFiles, 'read'>;
  /** Throws `TEMPLATE.*`. */
  readonly loadTemplate: (path: string | null) => Promise<PromptTemplate>;
  /** Throws `TEMPLATE.*`. */
  readonly loadReviewTemplate: (path: string | null) => Promise<ReviewTemplate>;
  /** Throws if the data directory must not be used. */
  readonly inspectDataDir: () => Promise<void>;
  readonly store: { open(): Promise<unknown>; readonly port: number; readonly waits: StoreWaits };
  readonly sessions: SessionRegistry;
  readonly claims: Pick<SessionClaims, 'isRunning'>;
  readonly clock: Clock;
  readonly tools: ToolRunner;
  readonly endpoints: ToolEndpoints;
  readonly transcripts: Pick<TranscriptStore, 'flush'>;
  /** Ends stale processes of dead runs. */
  readonly endStale: () => Promise<unknown>;
  readonly createRun: (options: JoinOptions) => JoinRun;
  /** Registers a step for shutdown. Steps run in reverse order. */
  readonly onClose: (name: string, close: () => Promise<void>) => void;
}

export class WorkHandler {
  constructor(private readonly ports: WorkPorts) {}

  /** Returns the exit code. Throws errors that occur before the workers join; later failures are part of the run's result. */
  async handle(request: WorkRequest): Promise<number> {
    const { settings, environment, console, store, endStale, transcripts, onClose } = this.ports;
    const name = namedSession(request.session, environment);
    const templates = await this.#check(settings.config);
    const interrupted = interruption((text) => console.err(text));
    const view = logView(console, request.output, (result) => exitCode(result, interrupted));
    const { observer } = view;
    for (const message of settings.notices) observer.notify({ type: 'notice', level: 'info', message });
    const stopShowing = store.waits.onChange((wait) => {
      if (wait.type === 'store-given-up') return;
      if (request.output === 'json') observer.notify(wait);
      else console.err(`iteratr: ${storeWaitLine(wait)}\n`);
    });
    try {
      await store.open();
      const state = await this.#await(name, observer, interrupted);
      if (state.completed) {
        console.err(`iteratr: session ${name} is complete; there is nothing to work on\n`);
        return EXIT.ok;
      }
      onClose('transcripts', () => transcripts.flush());
      await endStale();
      const variables = { ITERATR_SESSION: name, ...settings.handed };
      const run = this.ports.createRun({
        session: name,
        variables,
        ...templates,
        observer,
        crew: this.#crew(name),
      });
      interrupted.onForce(() => run.abandon());
      const result = await run.execute(await this.#runRequest(request, name, state), interrupted.signal);
      if (result.error !== undefined && result.iterations.length === 0) throw result.error;
      return exitCode(result, interrupted);
    } finally {
      stopShowing();
    }
  }

  /** Returns the templates. Throws everything that can be found wrong before the store opens. */
  async #check({ model, needsModel, autoCommit, template, review }: BuildSettings['config']) {
    const { inspectDataDir, loadTemplate, loadReviewTemplate } = this.ports;
    if (model === '' && needsModel) {
      throw new ConfigError('no model is set', {
        remedy: 'choose one with `iteratr setup`, pass --model provider/model, or set ITERATR_MODEL',
      });
    }
    if (!autoCommit) {
      throw new ConfigError('workers need auto_commit: their work is merged by commits', {
        remedy: 'do not set auto_commit to false',
      });
    }
    await inspectDataDir();
    return {
      template: await loadTemplate(template === '' ? null : template),
      reviewTemplate: review ? await loadReviewTemplate(review.template || null) : undefined,
    };
  }

  async #await(name: SessionName, observer: RunObserver, { signal }: Interruption): Promise<SessionState> {
    const { sessions, claims, clock } = this.ports;
    const messages: Readonly<Record<MissingForWork, string>> = {
      build: `no build runs session ${name} yet; waiting for one`,
      branch: `the build of session ${name} has not begun its branch yet; waiting for it`,
    };
    return awaitBuild({
      ...{ session: await sessions.existing(name), claims, clock, signal },
      onWait: (missing) => observer.notify({ type: 'notice', level: 'info', message: messages[missing] }),
    });
  }

  #crew(session: SessionName): CrewOptions {
    const { endpoints, tools, settings } = this.ports;
    return {
      size: settings.config.workers,
      includeDirty: false,
      openTools: (worker) => endpoints.open({ definitions: TOOLS, tools, session, worker }),
    };
  }

  /** The limits are those of the run, whose workers share them. */
  async #runRequest(request: WorkRequest, session: SessionName, state: SessionState) {
    const { settings, store, environment } = this.ports;
    const { iterations, ...limits } = state.limits;
    const { tasksPerIteration } = state;
    const config = { ...settings.config, iterations, limits, tasksPerIteration, plan: false };
    const options: RunRequestOptions = {
      request: { extraInstructions: request.extraInstructions, plan: false },
      ...{
        config,
        chosen: { session, ...(await this.#specOf(state)) },
        isInteractive: false,
        takenFrom: undefined,
      },
      ...{ port: store.port, mcpServers: () => [], environment },
    };
    return runRequest(options);
  }

  /** The build has recorded the spec; one that is too long for that is read here. */
  async #specOf({ spec, specPath, specText }: SessionState) {
    const named = spec ?? '';
    const path = specPath ?? named;
    const text = specText ?? (await this.ports.specs.read(named)).text;
    return { spec: { named, path, consent: false }, text, otherSpec: undefined };
  }
}

function exitCode({ reason, error }: RunResult, interrupted: Interruption): number {
  return exitCodeOfRun(reason, error, interrupted.by());
}
