// Settles what a build needs before most of the program is loaded: consent, configuration and agent, which starts then.
import { setImmediate } from 'node:timers/promises';
import { billingNotices } from '../adapters/acp/profiles/billing.ts';
import type { BuildRequest } from '../adapters/cli/commands/build/build.command.ts';
import type { BuildSettings } from '../adapters/cli/commands/build/build.handler.ts';
import type { AppConfig } from '../adapters/config/config-schema.ts';
import type { SurveyedConfig } from '../adapters/config/load-config.ts';
import { inspectDataDir } from '../adapters/data-dir/data-dir.ts';
import { foreignStore } from '../adapters/data-dir/foreign-store.ts';
import { FileSpecs } from '../adapters/files/file-specs.ts';
import { FilePreferences } from '../adapters/files/preferences-file.ts';
import type { EmbeddedServer } from '../adapters/nats/embedded/embedded-server.ts';
import { FileProcessRecords } from '../adapters/process/process-records.ts';
import { SystemProcesses } from '../adapters/process/system-processes.ts';
import { withoutDenied } from '../application/agents/env-deny.ts';
import { ConfigError } from '../application/errors.ts';
import type { SessionName } from '../domain/session/session-name.ts';
import { type AgentChoice, chooseAgent } from './agent-choice.ts';
import { configForRole } from './agent-roles.ts';
import { buildSettings } from './build-settings.ts';
import { type Composition, type Invocation, runHandler } from './compose.ts';
import { createSettings } from './create-settings.ts';
import { EarlyAgent, likelySession } from './early-agent.ts';
import type { EarlyScreen } from './early-screen.ts';
import { fallbackAgents, requireInstalled } from './fallback-agents.ts';
import { installedAgent } from './installed-agent.ts';
import type { SettledBuild } from './modules/run.module.ts';
import { openLog } from './open-log.ts';
import { reviewAgent } from './review-agent.ts';
import { saveMemoryLater } from './save-memory.ts';

export const build: Composition<BuildRequest> = async (invocation, request) => {
  const { environment, shutdown } = invocation;
  const created = createSettings(invocation);
  const survey = await created.settings.withConsent(invocation.flags);
  const file = await created.hooksFile();
  const config = configForRole(survey, 'work');
  // The dashboard draws 30 frames a second and needs the speed instead.
  if (!isInteractive(request, config, invocation.console)) saveMemoryLater();
  const choice = await installedAgent(chooseAgent(config), invocation, request, config.headless);
  const fallback: AgentChoice[] = [];
  // One after the other, because each may ask a question.
  for (const one of fallbackAgents(config, choice)) {
    fallback.push(await installedAgent(one, invocation, request, config.headless));
  }
  requireInstalled(fallback, environment);
  const reviewer = reviewAgent(survey, choice, environment);
  const planChoice = await plannerOf(survey, invocation, request);
  const settingsOf = (current: SurveyedConfig, chosen: AgentChoice): BuildSettings =>
    buildSettings(current, chosen, {
      files: created.files,
      hooks: file?.consent,
      billing: billingNotices(chosen.profiles, withoutDenied(environment.env, current.config.envDeny)),
    });
  const logger = await openLog(config, invocation);
  const processes = new SystemProcesses(new FileProcessRecords({ dataDir: config.dataDir, logger }));
  const inspected = inspectDataDir(config.dataDir, environment.env);
  inspected.catch(() => undefined);
  const settled: Settled = {
    ...{ created, survey, config, file, choice, fallback, reviewer, planChoice, settingsOf },
    ...{ logger, processes, inspected },
    specs: new FileSpecs({ cwd: environment.cwd, dataDir: config.dataDir }),
    startBuild: (next) => runHandler(build, next, { ...invocation, flags: next.config }),
  };
  const session = await sureSession(settled, invocation, request);
  const screen = await earlyScreen(settled, invocation, request, session);
  if (screen) shutdown.add('early screen', async () => screen.close());
  const early = await earlyAgent(settled, invocation, request, session);
  if (early) shutdown.add('early agent', () => early.stop());
  const server = early && config.natsUrl === '' ? startServer(settled, invocation) : undefined;
  server?.catch(() => undefined);
  // What follows takes long and would hold up the starts of the two.
  if (early) await setImmediate();
  const { buildModules } = await import('./modules/run.module.ts');
  return buildModules({ ...settled, early, screen, server }, invocation, request);
};

type Settled = Omit<SettledBuild, 'early' | 'screen' | 'server'>;

/** Returns the session that is built if nothing is left to ask and nothing is wrong so far. */
async function sureSession(
  { config, choice, specs }: Settled,
  { console }: Invocation,
  request: BuildRequest,
): Promise<SessionName | undefined> {
  const isAsked = request.spec === undefined && isInteractive(request, config, console);
  if (isAsked || (choice.model === '' && choice.needsModel)) return undefined;
  return likelySession(request, specs);
}

/** Shows the dashboard if it is sure to be shown. */
async function earlyScreen(
  { config, survey, choice, settingsOf, logger, processes }: Settled,
  { environment, console }: Invocation,
  request: BuildRequest,
  name: SessionName | undefined,
): Promise<EarlyScreen | undefined> {
  // A line about the store of another program comes first.
  const isFree = config.natsUrl !== '' || foreignStore(config.dataDir) === undefined;
  if (name === undefined || !isFree || !isInteractive(request, config, console)) return undefined;
  const { EarlyScreen } = await import('./early-screen.ts');
  const { theme, attention } = settingsOf(survey, choice).config;
  const preferences = new FilePreferences(config.dataDir, logger);
  return EarlyScreen.open({ name, theme, attention }, { environment, preferences, logger, processes });
}

/** Starts the agent if the build is sure to need it. The agent gets no session before the run has one. */
async function earlyAgent(
  settled: Settled,
  { environment }: Invocation,
  request: BuildRequest,
  session: SessionName | undefined,
): Promise<EarlyAgent | undefined> {
  const { config, choice, reviewer, survey, settingsOf, logger, processes, inspected } = settled;
  // A template of the user may turn out to be wrong.
  const hasTemplates = config.template !== '' || config.planTemplate !== '' || reviewer !== undefined;
  if (session === undefined || hasTemplates || config.workers > 1 || request.merge) return undefined;
  const isOurs = await inspected.then(
    () => true,
    () => false,
  );
  if (!isOurs) return undefined;
  const variables = { ITERATR_SESSION: session, ...settingsOf(survey, choice).handed };
  return new EarlyAgent({ choice, variables }, { config, environment, processes, logger });
}

/** Starts the server of the store. The store reports what is wrong. */
async function startServer(
  { config, logger, processes, inspected }: Settled,
  { environment, shutdown }: Invocation,
): Promise<EmbeddedServer> {
  let server: Promise<EmbeddedServer> | undefined;
  shutdown.add('early server', async () => (await server?.catch(() => undefined))?.close());
  const { openEmbeddedServer } = await import('../adapters/nats/embedded/embedded-server.ts');
  const serverPath = config.natsServer === '' ? undefined : config.natsServer;
  server = openEmbeddedServer({
    ...{ dataDir: config.dataDir, serverPath, env: environment.env },
    ...{ processes, logger, inspected },
  });
  return server;
}

function isInteractive(
  { output }: Pick<BuildRequest, 'output'>,
  { headless }: Pick<AppConfig, 'headless'>,
  console: Invocation['console'],
): boolean {
  return !headless && output === 'text' && console.isInteractive;
}

/** Returns the agent that plans, undefined if the build does not plan. Throws `ConfigError` if it has no model and needs one. */
async function plannerOf(
  configured: SurveyedConfig,
  invocation: Invocation,
  request: BuildRequest,
): Promise<AgentChoice | undefined> {
  if (!request.plan && !configured.config.plan) return undefined;
  const config = configForRole(configured, 'plan');
  const chosen = await installedAgent(chooseAgent(config), invocation, request, config.headless);
  if (!chosen.needsModel || chosen.model !== '' || !('plan' in config.roles)) return chosen;
  const remedy = `write ${chosen.agent}:${chosen.profiles[0]?.models.form ?? 'model'}`;
  throw new ConfigError(`roles.plan names ${chosen.agent} without a model, which it needs`, { remedy });
}
