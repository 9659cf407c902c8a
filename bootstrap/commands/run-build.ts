// `iteratr build`: checks everything that can be checked, opens what a run needs, runs it, closes it again.
import { quote } from 'shlex';
import type { BuildRequest } from '../../adapters/cli/commands/build.command.ts';
import { EXIT, exitCodeOfRun } from '../../adapters/cli/exit-codes.ts';
import { type AppConfig, CONFIG_KEYS, CONFIG_SCHEMA } from '../../adapters/config/config-schema.ts';
import type { LoadedConfig, SurveyedConfig } from '../../adapters/config/load-config.ts';
import { inspectDataDir } from '../../adapters/data-dir/data-dir.ts';
import { FileSpecs } from '../../adapters/files/file-specs.ts';
import { NO_HOOKS } from '../../adapters/hooks/hooks-document.ts';
import { hooksOf, loadHooks } from '../../adapters/hooks/hooks-file.ts';
import { type HttpEndpoint, openHttpEndpoint } from '../../adapters/mcp/http-endpoint.ts';
import { loadPromptTemplate } from '../../adapters/template/liquid-prompt-template.ts';
import { ConfigError } from '../../application/errors.ts';
import { Broadcast, observers } from '../../application/loop/broadcast.ts';
import type { RunRequest } from '../../application/loop/run.ts';
import type { RunResult } from '../../application/loop/run-result.ts';
import { RunSession } from '../../application/loop/run-session.ts';
import type { AgentInfo, AgentMcpServer } from '../../application/ports/agent.port.ts';
import { ChooseSession, type ChosenSession } from '../../application/session/choose-session.ts';
import { RemoveSession } from '../../application/session/remove-session.ts';
import { SessionRegistry } from '../../application/session/session-registry.ts';
import { RunTool, TOOLS } from '../../application/tools/run-tool.ts';
import { sessionName } from '../../domain/session/session-name.ts';
import { requireOwnSpec } from '../../domain/session/session-spec.ts';
import { BUILD } from '../build-info.ts';
import type { Environment } from '../environment.ts';
import { type Interruption, interruption } from '../interruption.ts';
import { runModule } from '../modules/run.module.ts';
import { rememberOwnOutput } from '../own-output.ts';
import { TOKEN } from '../tokens.ts';
import { describeRuns } from '../trust.ts';
import { dashboardView, isInteractive, logView, type Next, type RunView } from '../tui/run-view.ts';
import { loadWithConsent } from './load-settings.ts';
import { type OpenSessions, openSessions } from './open-sessions.ts';

/** Where no spec is named. */
const DEFAULT_SPEC = 'specs/SPEC.md';

/**
 * Without a spec, it is asked for where there is a terminal, unless a session is named that has one. Returns the exit code. Throws what is wrong before the first
 * iteration; from then on everything is in the run's result.
 */
export async function runBuild(request: BuildRequest, environment: Environment): Promise<number> {
  const loaded = await loadWithConsent(request.config, environment);
  const { config } = loaded;
  const isClear = request.spec !== undefined || !isInteractive(request, config);
  if (isClear || (await hasOwnSpec(request, config, environment))) {
    return buildSpec(request, loaded, environment);
  }
  const { askBuild } = await import('../wizard/build-wizard.ts');
  const wanted = await askBuild(request, config, DEFAULT_SPEC, environment);
  if (wanted) return buildSpec(wanted, await loadWithConsent(wanted.config, environment), environment);
  return nothingStarted();
}

function nothingStarted(): number {
  process.stderr.write('iteratr: nothing was started\n');
  return EXIT.interrupted;
}

async function hasOwnSpec(
  { name }: BuildRequest,
  config: AppConfig,
  environment: Environment,
): Promise<boolean> {
  const { mayHaveSessions } = await import('../wizard/session-page.ts');
  if (name === undefined || !mayHaveSessions(config)) return false;
  const session = sessionName(name);
  const { container, close } = await openSessions(config, environment);
  try {
    return (await container.get(SessionRegistry).get(session).refresh()).spec !== null;
  } finally {
    await close();
  }
}

async function buildSpec(
  request: BuildRequest,
  loaded: SurveyedConfig,
  environment: Environment,
): Promise<number> {
  const { config, origins } = loaded;
  if (config.model === '') {
    throw new ConfigError(
      'no model is set: choose one with `iteratr setup`, or give --model provider/model, or ITERATR_MODEL',
    );
  }
  const named = request.name === undefined ? undefined : sessionName(request.name);
  // Beside what else has to be read: git takes a moment.
  const inspected = inspectDataDir(config.dataDir, environment.env);
  inspected.catch(() => undefined);
  const specs = new FileSpecs({ cwd: environment.cwd, dataDir: config.dataDir });
  // What is wrong with the spec is told before a store is made for it.
  if (named === undefined || request.spec !== undefined) await specs.read(request.spec ?? DEFAULT_SPEC);
  const template = await loadPromptTemplate(config.template === '' ? null : config.template);
  const hooks = loadHooks(environment.cwd) ?? NO_HOOKS;
  await inspected;

  const ownOutput = rememberOwnOutput();
  const interactive = isInteractive(request, config);
  const interrupted = interruption((text) => {
    if (!interactive) process.stderr.write(text);
  });
  const exitCode = (result: RunResult): number =>
    exitCodeOfRun(result.reason, result.error, interrupted.by());
  let view: RunView | undefined;
  let sessions: OpenSessions | undefined;
  try {
    sessions = await openSessions(config, environment);
    const chosen = await chooseSession(request, specs, sessions, { config, environment, interrupted });
    if (!chosen) return nothingStarted();
    const { session, spec, text } = chosen;
    view = interactive
      ? await dashboardView(session, config, environment, interrupted)
      : logView(request, exitCode, environment);
    for (const message of interactive ? [] : describeRuns(loaded, hooksOf(environment.cwd), environment)) {
      view.observer.notify({ type: 'notice', level: 'info', message });
    }
    const settings = { ITERATR_SESSION: session, ...handedSettings(config, origins) };
    const shown = view;
    await view.connect(sessions);
    // Also when it is moved while it is written to.
    if (config.logFile !== '') ownOutput.addFile(config.logFile);
    const opened = sessions;
    const { container, shutdown, store, logger } = opened;
    const endpoint = await openHttpEndpoint({
      definitions: TOOLS,
      tools: container.get(RunTool),
      session,
      version: BUILD.version,
      logger,
    });
    shutdown.add('loopback endpoint', () => endpoint.close());
    shutdown.add('claim of the session', await container.get(TOKEN.runs).claim(session, endpoint));
    await container.get(TOKEN.processes).endStale();

    const transcripts = container.get(TOKEN.transcripts);
    shutdown.add('transcripts', () => transcripts.flush());
    await container.load(
      runModule({
        config,
        hooks,
        env: { ...environment.env, ...settings },
        cwd: environment.cwd,
        neverCommit: [config.dataDir, ...(config.logFile === '' ? [] : [config.logFile])],
        ownOutput,
        template,
        observer: observers(
          view.observer,
          new Broadcast(session, store.live, transcripts, container.get(TOKEN.clock)),
        ),
      }),
    );
    const run: RunRequest = {
      session,
      spec,
      model: config.model,
      iterations: config.iterations,
      maxFailures: config.maxFailures,
      idleTimeoutMs: config.idleTimeout * 1_000,
      iterationTimeoutMs: config.iterationTimeout * 1_000,
      autoCommit: config.autoCommit,
      cwd: environment.cwd,
      prompt: {
        session,
        spec: text,
        extra: request.extraInstructions,
        port: store.port,
        binary: environment.self.map((word) => quote(word)).join(' '),
      },
      mcpServers: (agent) => mcpServers(agent, endpoint, settings, environment),
    };
    const reset = async (): Promise<void> => {
      await container.get(RemoveSession).execute(session);
      await shown.connect(opened);
    };
    for (let next: Next = request.reset ? 'afresh' : 'again'; ; ) {
      const wanted = next === 'afresh' ? { ...run, reset } : run;
      const result = await container.get(RunSession).execute(wanted, interrupted.signal);
      if (result.error !== undefined && result.iterations.length === 0) throw result.error;
      next = await view.finish(result);
      if (next === 'leave') return exitCode(result);
    }
  } finally {
    view?.close();
    await sessions?.close();
    interrupted.stop();
  }
}

/** undefined when the user was asked, and left. Throws `SESSION.OTHER_SPEC` where nobody can be asked. */
async function chooseSession(
  request: BuildRequest,
  specs: FileSpecs,
  { container }: OpenSessions,
  {
    config,
    environment,
    interrupted,
  }: { config: AppConfig; environment: Environment; interrupted: Interruption },
): Promise<ChosenSession | undefined> {
  const [registry, directory] = [container.get(SessionRegistry), container.get(TOKEN.directory)];
  const choose = new ChooseSession(registry, directory, specs);
  for (let { name, spec } = request; ; ) {
    const named = name === undefined ? undefined : sessionName(name);
    const chosen = await choose.execute({ name: named, spec, defaultSpec: DEFAULT_SPEC });
    const { session, otherSpec } = chosen;
    if (otherSpec === undefined || chosen.spec.consent) return chosen;
    if (!isInteractive(request, config)) requireOwnSpec(session, registry.get(session).state, chosen.spec);
    const { askOtherSpec } = await import('../wizard/other-spec-page.ts');
    const names = await directory.list();
    const answer = await askOtherSpec({ chosen, otherSpec, names, config, environment, interrupted });
    if (!answer) return undefined;
    ({ name, spec } = answer);
  }
}

/**
 * What agent and hooks find the store by, whatever directory they work in, and without being asked for trust again: the
 * values that the command line or the project's file set. The others they find where this process found them.
 */
function handedSettings(config: AppConfig, origins: LoadedConfig['origins']): Record<string, string> {
  const handed = CONFIG_KEYS.filter((key) => {
    const { property, consent } = CONFIG_SCHEMA[key];
    const { kind } = origins[property];
    return key === 'data_dir' || (consent !== 'never' && (kind === 'project-file' || kind === 'flag'));
  });
  return Object.fromEntries(
    handed.map((key) => [CONFIG_SCHEMA[key].env, String(config[CONFIG_SCHEMA[key].property])]),
  );
}

/** Over HTTP where the agent can, otherwise as a process that the agent starts. */
function mcpServers(
  agent: AgentInfo,
  endpoint: HttpEndpoint,
  settings: Readonly<Record<string, string>>,
  { self: [command, ...args] }: Environment,
): AgentMcpServer[] {
  if (agent.mcpHttp)
    return [{ type: 'http', name: 'iteratr', url: `${endpoint.url}/mcp`, token: endpoint.token }];
  return [{ type: 'stdio', name: 'iteratr', command, args: [...args, 'mcp'], env: settings }];
}
