// Composes `doctor` and lists its diagnostics.
import { ContainerModule } from 'inversify';
import { agentDiagnostic } from '../../adapters/acp/agent.diagnostic.ts';
import type { DoctorRequest } from '../../adapters/cli/commands/doctor/doctor.command.ts';
import { DoctorHandler } from '../../adapters/cli/commands/doctor/doctor.handler.ts';
import { configDiagnostic } from '../../adapters/config/config.diagnostic.ts';
import { modelRemedy } from '../../adapters/config/config-origin.ts';
import { displayValue } from '../../adapters/config/display-value.ts';
import { problemIn } from '../../adapters/config/load-config.ts';
import { clockDiagnostic } from '../../adapters/data-dir/clock.diagnostic.ts';
import { staleFilesDiagnostic } from '../../adapters/data-dir/stale-files.diagnostic.ts';
import { staleRuns } from '../../adapters/files/stale-runs.ts';
import { gitDiagnostic } from '../../adapters/git/git.diagnostic.ts';
import { Git } from '../../adapters/git/git-command.ts';
import { hooksDiagnostic } from '../../adapters/hooks/hooks.diagnostic.ts';
import { ToolClient } from '../../adapters/mcp/tool-client.ts';
import { staleServers } from '../../adapters/nats/stale-servers.ts';
import { storeDiagnostic } from '../../adapters/nats/store.diagnostic.ts';
import { findProgram } from '../../adapters/process/find-program.ts';
import { listeningSockets } from '../../adapters/process/listening-sockets.ts';
import { nodeDiagnostic } from '../../adapters/process/node.diagnostic.ts';
import { FileProcessRecords, NO_RECORDS } from '../../adapters/process/process-records.ts';
import { staleProcesses } from '../../adapters/process/stale-processes.ts';
import { SystemProcesses } from '../../adapters/process/system-processes.ts';
import { loadPromptTemplate } from '../../adapters/template/liquid-prompt-template.ts';
import { terminalDiagnostic, tmuxEscapeTime } from '../../adapters/tui/terminal/terminal.diagnostic.ts';
import { withoutDenied } from '../../application/agents/env-deny.ts';
import type { Diagnostic } from '../../application/ports/diagnostic.port.ts';
import { NO_LOG } from '../../application/ports/logger.port.ts';
import { trustDiagnostic } from '../../application/trust/trust.diagnostic.ts';
import { type AgentConfig, chooseAgent } from '../agent-choice.ts';
import { BUILD } from '../build-info.ts';
import type { Composition, Invocation } from '../compose.ts';
import { isolatedAgent } from '../create-agent.ts';
import { TOKEN } from '../tokens.ts';
import { type CreatedSettings, createSettings } from './settings.module.ts';

const NODE_MS = 5_000;

export const doctor: Composition<DoctorRequest> = async (invocation) => {
  const created = createSettings(invocation);
  return [
    new ContainerModule(({ bind }) => {
      bind(TOKEN.handler).toResolvedValue(
        (clock, console) =>
          new DoctorHandler(
            (request) => diagnosticsFor(request, invocation, created),
            clock,
            BUILD.version,
            console,
          ),
        [TOKEN.clock, TOKEN.console],
      );
    }),
  ];
};

/** Returns the diagnostics in display order. Throws `ConfigError` for invalid flags. */
function diagnosticsFor(
  { agent, config: flags, timeLimitMs }: DoctorRequest,
  { environment, console }: Invocation,
  { settings, consents }: CreatedSettings,
): readonly Diagnostic[] {
  const { cwd, env } = environment;
  const survey = settings.survey(flags);
  const problem = problemIn(survey.flags);
  if (problem) throw problem;
  const { config, origins } = settings.trustedPart(survey, flags);
  const { dataDir } = config;
  const choice = chooseAgent(agent === undefined ? config : ofAgent(agent, config));
  const ofTheAgent = withoutDenied(env, config.envDeny);
  const isAlive = (endpoint: { url: string; token: string }) => new ToolClient(endpoint).isAlive();
  const processes = new SystemProcesses(new FileProcessRecords({ dataDir, logger: NO_LOG }));
  return [
    nodeDiagnostic(process.versions.node),
    agentDiagnostic({
      ...choice,
      nodeVersion: () => nodeOfPath(cwd, processes),
      modelRemedy: modelRemedy(origins.model),
      project: cwd,
      timeLimitMs,
      env: ofTheAgent,
      agent: isolatedAgent(choice, ofTheAgent),
      findProgram: (name) => findProgram(name, environment),
      listeningSockets,
      watched: watchedProcesses,
    }),
    storeDiagnostic({
      ...config,
      shownUrl: String(displayValue('nats_url', config.natsUrl)),
      env,
      processes,
    }),
    staleFilesDiagnostic(dataDir, [
      staleProcesses(processes),
      staleRuns(dataDir, isAlive, processes),
      staleServers(dataDir, processes),
    ]),
    gitDiagnostic({ git: new Git(processes), cwd, autoCommit: config.autoCommit }),
    configDiagnostic({
      survey,
      config: { ...config, ...choice },
      places: environment,
      readTemplate: loadPromptTemplate,
    }),
    trustDiagnostic({ risks: () => settings.risks(), consent: () => consents.current() }),
    hooksDiagnostic(environment.project),
    terminalDiagnostic({
      isTerminal: console.isInteractive,
      columns: console.columns,
      rows: process.stdout.rows ?? 0,
      env,
      escapeTime: () => tmuxEscapeTime(env, processes),
    }),
    clockDiagnostic({ dataDir, built: BUILD.date, now: Date.now }),
  ];
}

/** Returns the configuration for another agent. The model and the mode in the configuration are those of the configured one. */
function ofAgent(agent: string, { agents }: Pick<AgentConfig, 'agents'>): AgentConfig {
  return { agent, agents, agentMode: '', model: '' };
}

/** Returns the version of the Node.js on PATH; that of this process if there is none. */
async function nodeOfPath(cwd: string, processes: SystemProcesses): Promise<string> {
  const command = { program: 'node', args: ['--version'], cwd };
  const { stdout, exitCode } = await processes.run(command, { timeoutMs: NODE_MS });
  return exitCode === 0 ? stdout.trim().replace(/^v/, '') : process.versions.node;
}

/** Returns processes that are not recorded. Reports each started process to `onStart`. */
export function watchedProcesses(onStart: (pid: number, mark?: string) => void): SystemProcesses {
  return new SystemProcesses({
    ...NO_RECORDS,
    record(pid, mark) {
      onStart(pid, mark);
      return () => undefined;
    },
  });
}
