// Runs a build: validates the input, opens the store, the agent and the screen, and runs the session until the user quits.

import { onAbort } from '../../../../application/async/abort.ts';
import type { Environment } from '../../../../application/environment.ts';
import { ApplicationError, ConfigError } from '../../../../application/errors.ts';
import type { RunResult } from '../../../../application/loop/run-result.ts';
import type { AgentCatalog } from '../../../../application/ports/agent-catalog.port.ts';
import type { OpenDashboard } from '../../../../application/ports/dashboard.port.ts';
import type { SessionDirectory } from '../../../../application/ports/event-store.port.ts';
import type { OpenGuide } from '../../../../application/ports/guide.port.ts';
import type { LiveFeed } from '../../../../application/ports/live-feed.port.ts';
import type { PromptTemplate, ReviewTemplate } from '../../../../application/ports/prompt-template.port.ts';
import type { SpecCatalog, SpecFiles } from '../../../../application/ports/spec-files.port.ts';
import type { StoreWaits } from '../../../../application/ports/store-waits.port.ts';
import type { TemplateFiles } from '../../../../application/ports/template-files.port.ts';
import type { ToolEndpoint, ToolEndpoints } from '../../../../application/ports/tool-endpoint.port.ts';
import type { TranscriptStore } from '../../../../application/ports/transcript-store.port.ts';
import type { SessionMerger } from '../../../../application/ports/worker-branches.port.ts';
import { ChooseSession, type ChosenSession } from '../../../../application/session/choose-session.ts';
import type { ListSessions } from '../../../../application/session/list-sessions.ts';
import type { RemoveSession } from '../../../../application/session/remove-session.ts';
import type { SessionClaims } from '../../../../application/session/session-claims.ts';
import type { ReadHistory } from '../../../../application/session/session-history.ts';
import type { SessionRegistry } from '../../../../application/session/session-registry.ts';
import { TOOLS, type ToolRunner } from '../../../../application/tools/run-tool.ts';
import { storeWaitLine } from '../../../../application/wording/store-wait.ts';
import {
  type SessionName,
  sessionName,
  sessionNameForSpec,
} from '../../../../domain/session/session-name.ts';
import { requireOwnSpec } from '../../../../domain/session/session-spec.ts';
import type { WorkerName } from '../../../../domain/worker/worker.ts';
import type { Console } from '../../console.ts';
import { EXIT, exitCodeOfRun } from '../../exit-codes.ts';
import { type Interruption, interruption } from '../../interruption.ts';
import { mcpServers } from '../../mcp-servers.ts';
import type { BuildRequest } from './build.command.ts';
import { BuildStart, type CrewOptions, type PrepareRun } from './build-start.ts';
import { DEFAULT_SPEC } from './default-spec.ts';
import { reviewInGuide } from './plan-review/review-in-guide.ts';
import { type BuildConfig, planWish, runRequest } from './run-request.ts';
import { DashboardView, logView, type Next, type RunView, ViewObserver } from './run-view.ts';

/** How long an interrupted build may wait for the store. */
const INTERRUPTED_MS = 5_000;

/** The configuration of a build, after the user has consented to it. */
export interface BuildSettings {
  readonly config: BuildConfig;
  /** Environment variables that lead agent and hooks to the store from any working directory. */
  readonly handed: Readonly<Record<string, string>>;
  /** One line for each project file that makes the run start programs or reach other places, and one for who is billed. */
  readonly notices: readonly string[];
}

export interface BuildPorts {
  readonly settings: BuildSettings;
  /** Loads the settings again, with the flags from the wizard. Throws `ConfigError`. */
  readonly reload: (flags: BuildRequest['config']) => Promise<BuildSettings>;
  readonly environment: Environment;
  readonly console: Console;
  readonly specs: SpecFiles;
  readonly catalog: SpecCatalog;
  readonly templates: TemplateFiles;
  /** Throws `TEMPLATE.*`. */
  readonly loadTemplate: (path: string | null) => Promise<PromptTemplate>;
  /** Throws `TEMPLATE.*`. */
  readonly loadReviewTemplate: (path: string | null) => Promise<ReviewTemplate>;
  readonly loadPlanTemplate: (path: string | null) => Promise<PromptTemplate>;
  /** Throws if the data directory must not be used. */
  readonly inspectDataDir: () => Promise<void>;
  /** Returns whether sessions may exist. Avoids listing them, which would create a store. */
  readonly mayHaveSessions: () => boolean;
  readonly store: { open(): Promise<unknown>; readonly port: number; readonly waits: StoreWaits };
  readonly sessions: SessionRegistry;
  readonly directory: SessionDirectory;
  readonly listSessions: ListSessions;
  readonly removeSession: RemoveSession;
  readonly history: ReadHistory;
  readonly live: LiveFeed;
  readonly tools: ToolRunner;
  readonly endpoints: ToolEndpoints;
  readonly claims: SessionClaims;
  readonly transcripts: Pick<TranscriptStore, 'flush'>;
  /** The agent of the key `agent`, and the one in effect, which the configured model may name. */
  readonly configuredAgent: string;
  readonly agent: string;
  /** The names of the agents to choose from; empty to ask for none. */
  readonly agents: readonly string[];
  readonly catalogOf: (agent: string) => AgentCatalog;
  /** Lets the agent interview the user about a spec, which may then be built. Returns the exit code. */
  readonly writeSpec: (config: BuildRequest['config']) => Promise<number>;
  readonly openGuide: OpenGuide;
  readonly openDashboard: OpenDashboard;
  /** Ends stale processes of dead runs. */
  readonly endStale: () => Promise<unknown>;
  readonly prepareRun: PrepareRun;
  /** Writes the report of the session as a page into the working directory. Returns its path. */
  readonly exportReport: (session: SessionName) => Promise<string>;
  readonly merger: SessionMerger;
  /** Adds a report of the session to the page of the CI job. Rejects if it cannot; undefined if there is no such page. */
  readonly addToJobPage: ((session: SessionName) => Promise<void>) | undefined;
  /** Registers a step for shutdown. Steps run in reverse order. */
  readonly onClose: (name: string, close: () => Promise<void>) => void;
}

export class BuildHandler {
  constructor(private readonly ports: BuildPorts) {}

  /**
   * Runs a build and returns its exit code. Opens the wizard if there is a terminal, no spec is named and the named session
   * has none. Throws errors that occur before the first iteration; later failures are part of the run's result.
   */
  async handle(request: BuildRequest): Promise<number> {
    const { settings } = this.ports;
    const isClear = request.spec !== undefined || !this.#isInteractive(request, settings);
    if (isClear || (await this.#hasOwnSpec(request))) return this.#build(request, settings);
    const complete = await this.#ask(request, settings);
    if (complete === 'write-spec') return this.ports.writeSpec(request.config);
    return complete
      ? this.#build(complete, await this.ports.reload(complete.config))
      : this.#nothingStarted();
  }

  async #ask(
    request: BuildRequest,
    { config }: BuildSettings,
  ): Promise<BuildRequest | 'write-spec' | undefined> {
    const { openGuide, environment, configuredAgent, agent, agents, catalogOf, templates } = this.ports;
    const { specs, catalog, listSessions, mayHaveSessions } = this.ports;
    const [{ askBuild }, { OfferedModels }] = await Promise.all([
      import('./wizard/build-wizard.ts'),
      import('../../pages/model.page.ts'),
    ]);
    const models = new OfferedModels(catalogOf);
    const interrupted = interruption(() => undefined);
    const guide = await openGuide(config.theme, interrupted);
    try {
      return await askBuild(request, {
        guide,
        defaults: { ...config, configuredAgent, agent, spec: DEFAULT_SPEC },
        cwd: environment.cwd,
        agents,
        models,
        specs,
        catalog,
        templates,
        listSessions: mayHaveSessions() ? listSessions : undefined,
      });
    } finally {
      guide.close();
      interrupted.stop();
      await models.close();
    }
  }

  async #hasOwnSpec({ name }: BuildRequest): Promise<boolean> {
    if (name === undefined || !this.ports.mayHaveSessions()) return false;
    // No view is open yet.
    const { store, console, sessions } = this.ports;
    const stopShowing = store.waits.onChange((wait) => {
      if (wait.type !== 'store-given-up') console.err(`iteratr: ${storeWaitLine(wait)}\n`);
    });
    try {
      const { spec } = await sessions.get(sessionName(name)).refresh();
      return spec !== null;
    } finally {
      stopShowing();
    }
  }

  async #build(request: BuildRequest, settings: BuildSettings): Promise<number> {
    const { store, prepareRun } = this.ports;
    const { config } = settings;
    const templates = await this.#check(request, config);
    const interactive = this.#isInteractive(request, settings);
    const interrupted = interruption((text) => {
      if (!interactive) this.ports.console.err(text);
    });
    const stopWaiting = onAbort(interrupted.signal, () => store.waits.shorten(INTERRUPTED_MS));
    let log: RunView | undefined;
    const openLog = (): RunView => {
      log ??= this.#log(request, settings, interrupted);
      return log;
    };
    const start = new BuildStart(
      async (session) => (interactive ? this.#dashboard(session, settings, interrupted) : openLog()),
      (session) => {
        const variables = { ITERATR_SESSION: session, ...settings.handed };
        return prepareRun({ session, variables, signal: interrupted.signal });
      },
    );
    let stopShowing = (): void => undefined;
    try {
      // The server and the agent start while the screen is drawn.
      const opening = store.open();
      opening.catch(() => undefined);
      const likely = await this.#likelySession(request);
      start.prepare(likely);
      const early = this.#openEndpoint(likely);
      early.catch(() => undefined);
      if (interactive) (await start.show()).observer.notify({ type: 'phase', phase: 'store' });
      stopShowing = store.waits.onChange((wait) => {
        const view = interactive ? start.view : openLog();
        if (wait.type !== 'store-given-up') view?.observer.notify(wait);
      });
      await opening.catch((cause: unknown) => {
        if (!interrupted.signal.aborted) throw cause;
        throw new ApplicationError('CANCELLED', 'the build was interrupted while it waited for the store', {
          cause,
        });
      });
      const chosen = await this.#choose(request, settings, interrupted, () => start.hide());
      if (!chosen) return this.#nothingStarted();
      start.prepare(chosen.session);
      const view = await start.show();
      await view.connect();
      const isLikely = chosen.session === likely;
      if (!isLikely) early.then((unused) => unused.close()).catch(() => undefined);
      const endpoint = await (isLikely ? early : this.#openEndpoint(chosen.session));
      return await this.#run({ request, settings, chosen, templates, view, start, interrupted, endpoint });
    } finally {
      start.hide();
      await start.cancel();
      stopShowing();
      stopWaiting();
      // Signals are handled until the process ends: everything that was opened is closed after this.
    }
  }

  /** Guesses the session from the arguments. Only the store knows the right one, and it is not open yet. */
  async #likelySession({ name, spec }: BuildRequest): Promise<SessionName> {
    if (name !== undefined) return sessionName(name);
    const { nameFrom } = await this.ports.specs.read(spec ?? DEFAULT_SPEC);
    return sessionNameForSpec(nameFrom);
  }

  /** Returns the templates. Throws everything that can be found wrong before the store opens. */
  async #check(request: BuildRequest, config: BuildConfig): Promise<Templates> {
    const { inspectDataDir, specs, loadTemplate, loadPlanTemplate, loadReviewTemplate } = this.ports;
    const { name, spec } = request;
    const { model, needsModel, template, planTemplate, review } = config;
    if (model === '' && needsModel) {
      throw new ConfigError('no model is set', {
        remedy: 'choose one with `iteratr setup`, pass --model provider/model, or set ITERATR_MODEL',
      });
    }
    if (request.merge && config.workers === 1) {
      throw new ConfigError('--merge is for several workers: one works in place, on your branch', {
        remedy: 'leave it away, or add --workers 2',
      });
    }
    if (config.workers > 1 && !config.autoCommit) {
      throw new ConfigError('several workers need auto_commit: their work is merged by commits', {
        remedy: 'leave --no-auto-commit away, or use --workers 1',
      });
    }
    if (name !== undefined) sessionName(name);
    // Runs in the background, because it waits for git.
    const inspected = inspectDataDir();
    inspected.catch(() => undefined);
    if (name === undefined || spec !== undefined) await specs.read(spec ?? DEFAULT_SPEC);
    const work = await loadTemplate(template === '' ? null : template);
    const isPlanning = planWish(request, config).plan !== undefined;
    const plan = isPlanning ? await loadPlanTemplate(planTemplate === '' ? null : planTemplate) : undefined;
    const reviewTemplate = review ? await loadReviewTemplate(review.template || null) : undefined;
    await inspected;
    return { work, plan, reviewTemplate };
  }

  #dashboard(session: SessionName, settings: BuildSettings, interrupted: Interruption): Promise<RunView> {
    const { console, openDashboard: open, sessions, history, live, claims, listSessions } = this.ports;
    const { exportReport } = this.ports;
    const { theme, attention } = settings.config;
    return DashboardView.open({
      ...{ name: session, theme, attention, open, interrupted, console, exportReport },
      ...{ sessions, history, live, claims, listSessions },
    });
  }

  #log(request: BuildRequest, settings: BuildSettings, interrupted: Interruption): RunView {
    const view = logView(this.ports.console, request.output, (result) => exitCode(result, interrupted));
    for (const message of settings.notices) view.observer.notify({ type: 'notice', level: 'info', message });
    return view;
  }

  async #run({
    request,
    settings,
    chosen,
    templates,
    view,
    start,
    interrupted,
    endpoint,
  }: ReadyBuild): Promise<number> {
    const { store, claims, transcripts, endStale, removeSession, environment, onClose } = this.ports;
    const { openGuide, sessions } = this.ports;
    const { session } = chosen;
    const claim = await claims.claim(session, endpoint, {
      takeOver: request.takeOver,
      onWait: (message) => view.observer.notify({ type: 'notice', level: 'info', message }),
      signal: interrupted.signal,
    });
    onClose('claim of the session', () => claim.release());
    // Flushed before the claim is released, so that no other build can write to the transcripts meanwhile.
    onClose('transcripts', () => transcripts.flush());
    await endStale();
    const variables = { ITERATR_SESSION: session, ...settings.handed };
    const interactive = this.#isInteractive(request, settings);
    const observer = new ViewObserver(() => start.view?.observer);
    const review = (): Promise<'approved' | 'left'> =>
      reviewInGuide({
        start,
        openGuide: () => openGuide(settings.config.theme, interrupted),
        session: () => sessions.get(session),
        observer,
      });
    const run = (await start.run()).create({
      template: templates.work,
      reviewTemplate: templates.reviewTemplate,
      plan: templates.plan && { template: templates.plan, ...(interactive && { review }) },
      observer,
      claimLost: claim.lost,
      crew: this.#crew(request, settings, session),
    });
    if (!interactive) interrupted.onForce(() => run.abandon());
    const wanted = runRequest({
      request,
      config: settings.config,
      chosen,
      isInteractive: interactive,
      takenFrom: claim.from,
      port: store.port,
      mcpServers: (agent) => mcpServers(agent, endpoint, variables, environment),
      environment,
    });
    const reset = async (): Promise<void> => {
      await removeSession.execute(session);
      await start.view?.connect();
    };
    for (let next: Next = request.reset ? 'from-scratch' : 'again'; ; ) {
      const result = await run.execute(
        next === 'from-scratch' ? { ...wanted, reset } : wanted,
        interrupted.signal,
      );
      if (result.error !== undefined && result.iterations.length === 0) throw result.error;
      next = await (await start.show()).finish(result);
      if (next === 'leave') {
        if (!interactive) await this.#addToJobPage(session, result);
        const isMerged = request.merge ? await this.#merge(session, result) : true;
        return isMerged ? exitCode(result, interrupted) : EXIT.failed;
      }
    }
  }

  /** Merges the work of a complete session into the user's branch. Returns false if that failed; nothing is changed then. */
  async #merge(session: SessionName, { reason }: RunResult): Promise<boolean> {
    if (reason !== 'complete') return true;
    const { merger, console } = this.ports;
    try {
      const plan = await merger.plan(session);
      if (plan.commits.length > 0) await merger.merge(plan);
      console.err(`iteratr: the work of ${plan.branch} is in ${plan.into}\n`);
      return true;
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      console.err(`iteratr: the work is not merged: ${problem}\n`);
      return false;
    }
  }

  /** The run is over: a failure is only a warning. */
  async #addToJobPage(session: SessionName, { reason }: RunResult): Promise<void> {
    const { addToJobPage, console } = this.ports;
    if (!addToJobPage || reason === 'store_lost') return;
    try {
      await addToJobPage(session);
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      console.err(`iteratr: warning: the report was not added to GITHUB_STEP_SUMMARY: ${problem}\n`);
    }
  }

  #crew({ includeDirty }: BuildRequest, { config }: BuildSettings, session: string): CrewOptions | undefined {
    if (config.workers === 1) return undefined;
    const { endpoints, tools } = this.ports;
    const openTools = (worker: WorkerName) => endpoints.open({ definitions: TOOLS, tools, session, worker });
    return { size: config.workers, includeDirty, openTools };
  }

  #openEndpoint(session: string): Promise<ToolEndpoint> {
    const { endpoints, tools, onClose } = this.ports;
    const opening = endpoints.open({ definitions: TOOLS, tools, session });
    onClose('loopback endpoint', async () => (await opening.catch(() => undefined))?.close());
    return opening;
  }

  /**
   * Chooses the session, and asks the user if it belongs to another spec. Returns undefined if the user cancels. Throws
   * `SESSION.OTHER_SPEC` if there is no terminal to ask in.
   */
  async #choose(
    request: BuildRequest,
    settings: BuildSettings,
    interrupted: Interruption,
    beforeAsking: () => void,
  ): Promise<ChosenSession | undefined> {
    const { sessions, directory, specs, openGuide } = this.ports;
    const choose = new ChooseSession(sessions, directory, specs);
    for (let { name, spec } = request; ; ) {
      const named = name === undefined ? undefined : sessionName(name);
      const chosen = await choose.execute({ name: named, spec, defaultSpec: DEFAULT_SPEC });
      const { session, otherSpec } = chosen;
      if (otherSpec === undefined || chosen.spec.consent) return chosen;
      if (!this.#isInteractive(request, settings)) {
        requireOwnSpec(session, sessions.get(session).state, chosen.spec);
      }
      const { askOtherSpec } = await import('./wizard/other-spec.page.ts');
      const names = await directory.list();
      beforeAsking();
      const guide = await openGuide(settings.config.theme, interrupted);
      const answer = await askOtherSpec(guide, { chosen, otherSpec, names }).finally(() => guide.close());
      if (!answer) return undefined;
      ({ name, spec } = answer);
    }
  }

  #isInteractive({ output }: BuildRequest, { config }: BuildSettings): boolean {
    return !config.headless && output === 'text' && this.ports.console.isInteractive;
  }

  #nothingStarted(): number {
    this.ports.console.err('iteratr: nothing was started\n');
    return EXIT.interrupted;
  }
}

interface Templates {
  readonly work: PromptTemplate;
  /** Present if the build plans. */
  readonly plan: PromptTemplate | undefined;
  /** undefined without a reviewer. */
  readonly reviewTemplate: ReviewTemplate | undefined;
}

interface ReadyBuild {
  readonly request: BuildRequest;
  readonly settings: BuildSettings;
  readonly chosen: ChosenSession;
  readonly templates: Templates;
  readonly view: RunView;
  readonly start: BuildStart;
  readonly interrupted: Interruption;
  readonly endpoint: ToolEndpoint;
}

function exitCode({ reason, error }: RunResult, interrupted: Interruption): number {
  return exitCodeOfRun(reason, error, interrupted.by());
}
