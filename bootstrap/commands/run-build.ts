// `iteratr build`: checks everything that can be checked, opens what a run needs, runs it, closes it again.
import { resolve } from 'node:path';
import { quote } from 'shlex';
import type { BuildRequest } from '../../adapters/cli/commands/build.command.ts';
import { EXIT, exitCodeOfRun } from '../../adapters/cli/exit-codes.ts';
import type { AppConfig } from '../../adapters/config/config-schema.ts';
import { inspectDataDir } from '../../adapters/data-dir/data-dir.ts';
import { readSpec } from '../../adapters/files/read-spec.ts';
import { type HttpEndpoint, openHttpEndpoint } from '../../adapters/mcp/http-endpoint.ts';
import { loadHooks, NO_HOOKS } from '../../adapters/shell/hooks-file.ts';
import { loadPromptTemplate } from '../../adapters/template/liquid-prompt-template.ts';
import { ConfigError } from '../../application/errors.ts';
import { Broadcast, observers } from '../../application/loop/broadcast.ts';
import type { RunRequest } from '../../application/loop/run.ts';
import type { RunResult } from '../../application/loop/run-result.ts';
import { RunSession } from '../../application/loop/run-session.ts';
import type { AgentInfo, AgentMcpServer } from '../../application/ports/agent.port.ts';
import { RemoveSession } from '../../application/session/remove-session.ts';
import { RunTool, TOOLS } from '../../application/tools/run-tool.ts';
import { type SessionName, sessionName, sessionNameForSpec } from '../../domain/session/session-name.ts';
import { BUILD } from '../build-info.ts';
import type { Environment } from '../environment.ts';
import { interruption } from '../interruption.ts';
import { runModule } from '../modules/run.module.ts';
import { TOKEN } from '../tokens.ts';
import { dashboardView, isInteractive, logView, type Next } from '../tui/run-view.ts';
import { loadSettings } from './load-settings.ts';
import { type OpenSessions, openSessions } from './open-sessions.ts';

/** Where no spec is named. */
const DEFAULT_SPEC = 'specs/SPEC.md';

/**
 * Without a spec, it is asked for where there is a terminal. Returns the exit code. Throws what is wrong before the first
 * iteration; from then on everything is in the run's result.
 */
export async function runBuild(request: BuildRequest, environment: Environment): Promise<number> {
  const { config } = loadSettings(request.config, environment);
  if (request.spec !== undefined || !isInteractive(request, config)) {
    return buildSpec({ ...request, spec: request.spec ?? DEFAULT_SPEC }, config, environment);
  }
  const { askBuild } = await import('../wizard/build-wizard.ts');
  const wanted = await askBuild(request, config, DEFAULT_SPEC, environment);
  if (wanted) return buildSpec(wanted, loadSettings(wanted.config, environment).config, environment);
  process.stderr.write('iteratr: nothing was started\n');
  return EXIT.interrupted;
}

type SpecRequest = BuildRequest & { readonly spec: string };

async function buildSpec(request: SpecRequest, config: AppConfig, environment: Environment): Promise<number> {
  if (config.model === '') {
    throw new ConfigError(
      'no model is set: choose one with `iteratr setup`, or give --model provider/model, or ITERATR_MODEL',
    );
  }
  const session = request.name === undefined ? sessionNameForSpec(request.spec) : sessionName(request.name);
  // Beside what else has to be read: git takes a moment.
  const inspected = inspectDataDir(config.dataDir, environment.env);
  inspected.catch(() => undefined);
  const spec = await readSpec(resolve(environment.cwd, request.spec));
  const template = await loadPromptTemplate(config.template === '' ? null : config.template);
  const hooks = loadHooks(environment.cwd) ?? NO_HOOKS;
  await inspected;

  const interactive = isInteractive(request, config);
  const interrupted = interruption((text) => {
    if (!interactive) process.stderr.write(text);
  });
  const exitCode = (result: RunResult): number =>
    exitCodeOfRun(result.reason, result.error, interrupted.by());
  const view = interactive
    ? await dashboardView(session, config, environment, interrupted)
    : logView(request, exitCode, environment);
  let sessions: OpenSessions | undefined;
  try {
    sessions = await openSessions(config, environment);
    await view.connect(sessions);
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
    await container.get(TOKEN.ledger).endLeftOvers();

    const transcripts = container.get(TOKEN.transcripts);
    shutdown.add('transcripts', () => transcripts.flush());
    await container.load(
      runModule({
        config,
        hooks,
        env: childEnvironment(session, config, environment),
        cwd: environment.cwd,
        neverCommit: [config.dataDir, ...(config.logFile === '' ? [] : [config.logFile])],
        template,
        observer: observers(
          view.observer,
          new Broadcast(session, store.live, transcripts, container.get(TOKEN.clock)),
        ),
      }),
    );
    const run: RunRequest = {
      session,
      specPath: request.spec,
      model: config.model,
      iterations: config.iterations,
      maxFailures: config.maxFailures,
      idleTimeoutMs: config.idleTimeout * 1_000,
      iterationTimeoutMs: config.iterationTimeout * 1_000,
      autoCommit: config.autoCommit,
      cwd: environment.cwd,
      prompt: {
        session,
        spec,
        extra: request.extraInstructions,
        port: store.port,
        binary: environment.self.map((word) => quote(word)).join(' '),
      },
      mcpServers: (agent) => mcpServers(agent, endpoint, session, config, environment),
    };
    const reset = async (): Promise<void> => {
      await container.get(RemoveSession).execute(session);
      await view.connect(opened);
    };
    for (let next: Next = request.reset ? 'afresh' : 'again'; ; ) {
      const wanted = next === 'afresh' ? { ...run, reset } : run;
      const result = await container.get(RunSession).execute(wanted, interrupted.signal);
      if (result.error !== undefined && result.iterations.length === 0) throw result.error;
      next = await view.finish(result);
      if (next === 'leave') return exitCode(result);
    }
  } finally {
    view.close();
    await sessions?.close();
    interrupted.stop();
  }
}

/** Agent and hooks find session and store by these, whatever directory they work in. */
function childEnvironment(
  session: SessionName,
  { dataDir }: AppConfig,
  { env }: Environment,
): Record<string, string> {
  return { ...env, ITERATR_SESSION: session, ITERATR_DATA_DIR: dataDir };
}

/** Over HTTP where the agent can, otherwise as a process that the agent starts. */
function mcpServers(
  agent: AgentInfo,
  endpoint: HttpEndpoint,
  session: SessionName,
  { dataDir }: AppConfig,
  { self: [command, ...args] }: Environment,
): AgentMcpServer[] {
  if (agent.mcpHttp)
    return [{ type: 'http', name: 'iteratr', url: `${endpoint.url}/mcp`, token: endpoint.token }];
  const env = { ITERATR_SESSION: session, ITERATR_DATA_DIR: dataDir };
  return [{ type: 'stdio', name: 'iteratr', command, args: [...args, 'mcp'], env }];
}
