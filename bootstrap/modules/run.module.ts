// Composes `build`. Modules that only the run needs are loaded while the store's server starts.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ContainerModule } from 'inversify';
import type { BuildRequest } from '../../adapters/cli/commands/build/build.command.ts';
import { BuildHandler, type BuildSettings } from '../../adapters/cli/commands/build/build.handler.ts';
import type { AppConfig } from '../../adapters/config/config-schema.ts';
import type { SurveyedConfig } from '../../adapters/config/load-config.ts';
import { FileSpecCatalog } from '../../adapters/files/file-spec-catalog.ts';
import type { FileSpecs } from '../../adapters/files/file-specs.ts';
import { replaceFile } from '../../adapters/files/replace-file.ts';
import { rememberOwnOutput } from '../../adapters/git/remember-output.ts';
import { GitSessionMerger } from '../../adapters/git/workers/session-merger.ts';
import { NO_HOOKS } from '../../adapters/hooks/hooks.ts';
import type { ProjectHooksFile } from '../../adapters/hooks/hooks-file.ts';
import type { EmbeddedServer } from '../../adapters/nats/embedded/embedded-server.ts';
import { LazyStore } from '../../adapters/nats/lazy-store.ts';
import type { SystemProcesses } from '../../adapters/process/system-processes.ts';
import {
  loadPlanTemplate,
  loadPromptTemplate,
  loadReviewTemplate,
  parsePromptTemplate,
  readTemplate,
} from '../../adapters/template/liquid-prompt-template.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import { ListSessions } from '../../application/session/list-sessions.ts';
import { RemoveSession } from '../../application/session/remove-session.ts';
import { ReportSession } from '../../application/session/report-session.ts';
import { SessionClaims } from '../../application/session/session-claims.ts';
import { ReadHistory } from '../../application/session/session-history.ts';
import { SessionRegistry } from '../../application/session/session-registry.ts';
import { WorkerLeases } from '../../application/session/worker-leases.ts';
import { RunTool } from '../../application/tools/run-tool.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import { type AgentChoice, agentOptions, chooseAgent } from '../agent-choice.ts';
import { configForRole } from '../agent-roles.ts';
import type { Invocation } from '../compose.ts';
import type { CreatedSettings } from '../create-settings.ts';
import { type EarlyAgent, startAgent } from '../early-agent.ts';
import type { EarlyScreen } from '../early-screen.ts';
import { exitNotifications } from '../exit-notifications.ts';
import { isSameChoice } from '../fallback-agents.ts';
import { installedAgent } from '../installed-agent.ts';
import { reviewAgent } from '../review-agent.ts';
import { TOKEN } from '../tokens.ts';
import { dashboardModule, screenModule } from './screen.module.ts';
import { sessionModule } from './session.module.ts';

/** What a build has settled before the rest of the program is loaded. */
export interface SettledBuild {
  readonly created: CreatedSettings;
  /** The configuration that the user has consented to. */
  readonly survey: SurveyedConfig;
  /** The same, for the agent that works. */
  readonly config: AppConfig;
  readonly file: ProjectHooksFile | undefined;
  readonly choice: AgentChoice;
  readonly fallback: readonly AgentChoice[];
  readonly reviewer: AgentChoice | undefined;
  readonly planChoice: AgentChoice | undefined;
  readonly settingsOf: (survey: SurveyedConfig, choice: AgentChoice) => BuildSettings;
  readonly logger: Logger;
  readonly processes: SystemProcesses;
  /** Has read the spec already, which can be a pipe. */
  readonly specs: FileSpecs;
  /** Resolves when the data directory is inspected. */
  readonly inspected: Promise<void>;
  /** undefined if the agent is started later. */
  readonly early: EarlyAgent | undefined;
  /** The server of the store, undefined if it is started later or is not ours. */
  readonly server: Promise<EmbeddedServer> | undefined;
  /** undefined if the screen is opened later, or never. */
  readonly screen: EarlyScreen | undefined;
  /** Starts another build, with a spec that was written first. */
  readonly startBuild: (request: BuildRequest) => Promise<number>;
}

/** Returns the modules of a build. */
export async function buildModules(
  settled: SettledBuild,
  invocation: Invocation,
  request: BuildRequest,
): Promise<readonly ContainerModule[]> {
  const { environment, secrets, shutdown, console } = invocation;
  const { cwd } = environment;
  const {
    created,
    survey: first,
    config,
    file,
    fallback,
    planChoice,
    settingsOf,
    early,
    startBuild,
  } = settled;
  const { settings } = created;
  const { dataDir, logFile } = config;
  const hooks = file?.hooks ?? NO_HOOKS;
  // The wizard may choose another agent.
  let { choice, reviewer } = settled;
  const ownOutput = rememberOwnOutput();
  const sessions = await sessionModule(invocation, { config, waits: true, opened: settled });
  // Registered before the claim of the session, so that another build need not wait for the receiver.
  const atExit = exitNotifications(shutdown, console);
  // The log is already open, so it is recognized even if the file is moved during the run.
  if (logFile !== '') ownOutput.addFile(logFile);

  const buildModule = new ContainerModule(({ bind }) => {
    bind(TOKEN.prepareRun).toResolvedValue(
      (registry, processes, logger, clock, leases, live, transcripts, { lost, waits }) =>
        async (options) => {
          const start = { choice, variables: options.variables };
          const agent =
            (await early?.take(start, options.signal)) ??
            startAgent(start, { config, environment, processes, logger }, options.signal);
          const { prepareRun } = await import('../prepare-run.ts');
          return prepareRun(options, agent, {
            ...{
              config,
              choice,
              reviewer,
              fallback: fallback.filter((one) => !isSameChoice(one, choice)),
              planChoice: planChoice && !isSameChoice(planChoice, choice) ? planChoice : undefined,
              environment,
              secrets,
              hooks,
              ownOutput,
            },
            ...{ sessions: registry, processes, logger, clock, leases, live, transcripts },
            ...{ storeLost: lost, storeWaits: waits, atExit },
          });
        },
      [
        SessionRegistry,
        TOKEN.processes,
        TOKEN.logger,
        TOKEN.clock,
        WorkerLeases,
        TOKEN.live,
        TOKEN.transcripts,
        LazyStore,
      ],
    );
    bind(TOKEN.handler).toResolvedValue(
      (store, sessions, directory, listSessions, removeSession, history, tools, ...rest) => {
        const [
          endpoints,
          claims,
          transcripts,
          catalogOf,
          openGuide,
          openDashboard,
          processes,
          prepareRun,
          console,
          events,
          live,
        ] = rest;
        return new BuildHandler({
          settings: settingsOf(first, choice),
          reload: async (flags) => {
            const survey = await settings.withConsent(flags);
            const chosen = chooseAgent(configForRole(survey, 'work'));
            choice =
              chosen.agent === choice.agent
                ? { ...chosen, command: choice.command }
                : await installedAgent(chosen, invocation, request, survey.config.headless);
            reviewer = reviewAgent(survey, choice, environment);
            return settingsOf(survey, choice);
          },
          environment,
          console,
          specs: settled.specs,
          catalog: new FileSpecCatalog({ cwd, dataDir }),
          templates: {
            read: readTemplate,
            check: async (text, path) => void (await parsePromptTemplate(text, path)),
            write: replaceFile,
          },
          loadTemplate: loadPromptTemplate,
          loadReviewTemplate,
          loadPlanTemplate,
          inspectDataDir: () => settled.inspected,
          mayHaveSessions: () => config.natsUrl !== '' || existsSync(dataDir),
          store,
          sessions,
          directory,
          listSessions,
          removeSession,
          history,
          live,
          tools,
          endpoints,
          claims,
          transcripts,
          configuredAgent: config.agent,
          agent: choice.agent,
          agents: agentOptions(config),
          catalogOf: (agent) => catalogOf(agent, config),
          writeSpec: (flags) => writeSpec(flags, invocation, startBuild),
          openGuide,
          openDashboard: async (options) => settled.screen?.take(options) ?? openDashboard(options),
          endStale: () => processes.endStale(),
          prepareRun,
          exportReport: exportReport(invocation, new ReportSession(events, claims)),
          merger: new GitSessionMerger({ cwd, processes }),
          addToJobPage: addToJobPage(invocation, new ReportSession(events, claims)),
          onClose: (name, close) => shutdown.add(name, close),
        });
      },
      [
        LazyStore,
        SessionRegistry,
        TOKEN.directory,
        ListSessions,
        RemoveSession,
        ReadHistory,
        RunTool,
        TOKEN.endpoints,
        SessionClaims,
        TOKEN.transcripts,
        TOKEN.catalogOf,
        TOKEN.openGuide,
        TOKEN.openDashboard,
        TOKEN.processes,
        TOKEN.prepareRun,
        TOKEN.console,
        TOKEN.events,
        TOKEN.live,
      ],
    );
  });
  return [sessions, screenModule, dashboardModule, buildModule];
}

/** Runs `spec`, which may start a build in turn. */
async function writeSpec(
  config: BuildRequest['config'],
  invocation: Invocation,
  startBuild: SettledBuild['startBuild'],
): Promise<number> {
  const [{ spec }, { runHandler }] = await Promise.all([import('../commands.ts'), import('../compose.ts')]);
  return runHandler(spec(startBuild), { title: '', description: '', output: '', config }, invocation);
}

/** Returns what writes the report of a session as a page into the working directory, and then returns its path. */
function exportReport({ environment, secrets }: Invocation, reports: ReportSession) {
  return async (session: SessionName): Promise<string> => {
    const [{ sessionHtml }, { writeUserFile }, { report }] = await Promise.all([
      import('../../adapters/cli/export/html/session-html.ts'),
      import('../../adapters/files/write-user-file.ts'),
      reports.execute(session),
    ]);
    const name = `iteratr-${session}.html`;
    await writeUserFile(join(environment.cwd, name), secrets.hide(sessionHtml(report)), { force: true });
    return name;
  };
}

/** Returns what adds a report to the page of a GitHub Actions job; undefined elsewhere. Only the environment names the file. */
function addToJobPage({ environment, secrets }: Invocation, reports: ReportSession) {
  const { GITHUB_STEP_SUMMARY: path = '' } = environment.env;
  if (path === '') return undefined;
  return async (session: SessionName): Promise<void> => {
    const [{ stepSummary }, { appendToFile }, { report }] = await Promise.all([
      import('../../adapters/cli/export/step-summary.ts'),
      import('../../adapters/files/append-to-file.ts'),
      reports.execute(session),
    ]);
    await appendToFile(path, secrets.hide(stepSummary(report)));
  };
}
