// Composes `doctor` and lists its diagnostics.
import { hostname } from 'node:os';
import { ContainerModule } from 'inversify';
import { agentDiagnostic } from '../../adapters/acp/agent.diagnostic.ts';
import { type PlayedRole, rolesDiagnostic } from '../../adapters/acp/roles.diagnostic.ts';
import type { DoctorRequest } from '../../adapters/cli/commands/doctor/doctor.command.ts';
import { DoctorHandler } from '../../adapters/cli/commands/doctor/doctor.handler.ts';
import { checksOf } from '../../adapters/config/check-settings.ts';
import { parseCommandLine } from '../../adapters/config/command-line.ts';
import { configDiagnostic } from '../../adapters/config/config.diagnostic.ts';
import { modelRemedy } from '../../adapters/config/config-origin.ts';
import { displayText, displayValue } from '../../adapters/config/display-value.ts';
import { problemIn } from '../../adapters/config/load-config.ts';
import { reviewOf } from '../../adapters/config/review-settings.ts';
import type { TrustedConfig } from '../../adapters/config/settings.ts';
import { isUrlText } from '../../adapters/config/url-text.ts';
import { clockDiagnostic } from '../../adapters/data-dir/clock.diagnostic.ts';
import { staleFilesDiagnostic } from '../../adapters/data-dir/stale-files.diagnostic.ts';
import { staleRuns } from '../../adapters/files/stale-runs.ts';
import { gitDiagnostic } from '../../adapters/git/git.diagnostic.ts';
import { Git } from '../../adapters/git/git-command.ts';
import { staleReviewTrees } from '../../adapters/git/stale-review-trees.ts';
import { hooksDiagnostic } from '../../adapters/hooks/hooks.diagnostic.ts';
import { ToolClient } from '../../adapters/mcp/tool-client.ts';
import { staleServers } from '../../adapters/nats/stale-servers.ts';
import { storeDiagnostic } from '../../adapters/nats/store.diagnostic.ts';
import { notifyDiagnostic } from '../../adapters/notify/notify.diagnostic.ts';
import { findProgram } from '../../adapters/process/find-program.ts';
import { listeningSockets } from '../../adapters/process/listening-sockets.ts';
import { nodeDiagnostic } from '../../adapters/process/node.diagnostic.ts';
import { FileProcessRecords, NO_RECORDS } from '../../adapters/process/process-records.ts';
import { staleProcesses } from '../../adapters/process/stale-processes.ts';
import { SystemProcesses, UNRECORDED_PROCESSES } from '../../adapters/process/system-processes.ts';
import { loadPromptTemplate, loadReviewTemplate } from '../../adapters/template/liquid-prompt-template.ts';
import { terminalDiagnostic, tmuxEscapeTime } from '../../adapters/tui/terminal/terminal.diagnostic.ts';
import { verifyDiagnostic } from '../../adapters/verify/verify.diagnostic.ts';
import { withoutDenied } from '../../application/agents/env-deny.ts';
import type { Environment } from '../../application/environment.ts';
import { ConfigError } from '../../application/errors.ts';
import { testNotification } from '../../application/notify/notification.ts';
import type { Diagnostic } from '../../application/ports/diagnostic.port.ts';
import { NO_LOG } from '../../application/ports/logger.port.ts';
import { trustDiagnostic } from '../../application/trust/trust.diagnostic.ts';
import { type AgentConfig, chooseAgent } from '../agent-choice.ts';
import { assignedRoles, configForRole } from '../agent-roles.ts';
import { BUILD } from '../build-info.ts';
import type { Composition, Invocation } from '../compose.ts';
import { isolatedAgent } from '../create-agent.ts';
import { createNotifier } from '../create-notifier.ts';
import { type CreatedSettings, createSettings } from '../create-settings.ts';
import { TOKEN } from '../tokens.ts';

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
  { agent, config: flags, timeLimitMs, notify }: DoctorRequest,
  { environment, console }: Invocation,
  { settings, consents }: CreatedSettings,
): readonly Diagnostic[] {
  const { cwd, env } = environment;
  const survey = settings.survey(flags);
  const problem = problemIn(survey.flags);
  if (problem) throw problem;
  const trusted = settings.trustedPart(survey, flags);
  const { config, origins } = trusted;
  const working = workingConfig(trusted);
  const { dataDir } = config;
  const choice = chooseAgent(agent === undefined ? working : ofAgent(agent, config));
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
    rolesDiagnostic({
      roles: () => playedRoles(trusted),
      findProgram: (name) => findProgram(name, environment),
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
      staleReviewTrees(cwd, processes),
    ]),
    gitDiagnostic({ git: new Git(processes), cwd, autoCommit: config.autoCommit }),
    configDiagnostic({
      survey,
      config: { ...config, ...choice },
      places: environment,
      readTemplate: loadPromptTemplate,
      reviewTemplate: reviewOf(config.review)?.template ?? '',
      readReviewTemplate: loadReviewTemplate,
    }),
    trustDiagnostic({ risks: () => settings.risks(), consent: () => consents.current() }),
    hooksDiagnostic(environment.project),
    verifyDiagnostic({
      checks: checksOf(config.verify),
      isIgnored: trusted.untrusted.some(({ key }) => key === 'verify'),
      wordsOf: parseCommandLine,
      findProgram: (name) => findProgram(name, environment),
    }),
    notifications(trusted, environment, notify),
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

/** `test`: whether to send a notification. */
function notifications(
  { config: { notify, notifyOn, envDeny }, untrusted }: TrustedConfig,
  { project, env }: Environment,
  test: boolean,
): Diagnostic {
  const isCommand = notify !== '' && !isUrlText(notify);
  const send = (signal: AbortSignal) => {
    const options = { cwd: project, env: withoutDenied(env, envDeny), processes: UNRECORDED_PROCESSES };
    return createNotifier(notify, options).deliver(
      JSON.stringify(testNotification({ host: hostname(), time: new Date() })),
      signal,
    );
  };
  return notifyDiagnostic({
    shown: displayText('notify', notify),
    types: notifyOn,
    isIgnored: untrusted.some(({ key }) => key === 'notify'),
    program: isCommand ? parseCommandLine(notify)[0] : undefined,
    findProgram: (name) => findProgram(name, { cwd: project, env }),
    sendTest: test ? send : undefined,
  });
}

/** Returns the configuration of the agent that works. A mistake in the roles, which a diagnostic reports, leaves them out. */
function workingConfig(trusted: TrustedConfig): AgentConfig {
  try {
    return configForRole(trusted, 'work');
  } catch (error) {
    if (error instanceof ConfigError) return trusted.config;
    throw error;
  }
}

/** Throws `ConfigError` for an agent that does not exist. */
function playedRoles(trusted: TrustedConfig): PlayedRole[] {
  const hasReviewer = reviewOf(trusted.config.review) !== null;
  const roles = new Set([...assignedRoles(trusted).keys(), ...(hasReviewer ? (['review'] as const) : [])]);
  return [...roles].flatMap((role) => {
    const { profiles, model } = chooseAgent(configForRole(trusted, role));
    const [profile, ...others] = profiles;
    const isUsed = role !== 'review' || hasReviewer;
    // A command line in a variable overrides the role.
    return profile && others.length === 0 ? [{ role, profile, model, isUsed }] : [];
  });
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
