// Checks whether the agent is installed, answers over ACP, and offers the configured model.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AdapterError } from '../../application/errors.ts';
import type { Agent, AgentInfo } from '../../application/ports/agent.port.ts';
import {
  type Diagnostic,
  type Finding,
  failed,
  failedBy,
  ok,
  warning,
} from '../../application/ports/diagnostic.port.ts';
import type { Processes } from '../../application/ports/processes.port.ts';
import { plural } from '../../application/wording/count.ts';
import { agentSocketFindings, type FindSockets } from './agent-sockets.ts';
import type { IsolatedAgent } from './isolated-agent.ts';
import { billingNotices } from './profiles/billing.ts';
import type { AgentProfile } from './profiles/profile.ts';

export interface AgentDiagnosticOptions {
  readonly command: readonly [program: string, ...args: string[]];
  /** The profiles that may fit the agent. */
  readonly profiles: readonly AgentProfile[];
  /** The name of an agent that the user may have meant by the command. */
  readonly nearest?: string | undefined;
  /** The configured model; '' for none. */
  readonly model: string;
  /** The environment that the agent inherits. */
  readonly env: Readonly<Record<string, string>>;
  /** Returns the version of the Node.js that an agent gets, that of PATH. */
  readonly nodeVersion: () => Promise<string>;
  /** How to change the model. */
  readonly modelRemedy: string;
  /** The project's directory, whose files may configure the agent. */
  readonly project: string;
  /** Time limit for starting the agent, and for opening a context. */
  readonly timeLimitMs: number;
  readonly agent: IsolatedAgent;
  /** Returns the absolute path of a program; undefined if it is not found. */
  readonly findProgram: (name: string) => string | undefined;
  readonly listeningSockets: FindSockets;
  /** Returns the processes to start the agent with, which report the process they start. */
  readonly watched: (onStart: (pid: number, mark?: string) => void) => Processes;
}

export function agentDiagnostic(options: AgentDiagnosticOptions): Diagnostic {
  return { id: 'agent', label: 'Agent', run: (signal) => findingsOf(options, signal) };
}

async function findingsOf(options: AgentDiagnosticOptions, signal: AbortSignal): Promise<readonly Finding[]> {
  const { command, profiles, timeLimitMs, agent, findProgram, listeningSockets } = options;
  const path = findProgram(command[0]);
  if (path === undefined) return [missing(options)];
  const there = [
    ok(`${command.join(' ')}, at ${path}`),
    ...(await ofNode(options)),
    ...billingNotices(profiles, options.env).map((text) => warning(text)),
  ];
  let findSockets = async (): Promise<readonly Finding[]> => [];
  // Its ports can only be checked while it runs.
  const processes = options.watched((pid, mark) => {
    findSockets = async () => agentSocketFindings(await listeningSockets(pid, mark), profiles, signal);
  });
  try {
    const limits = { signal, startTimeoutMs: timeLimitMs, processes };
    const answers = await agent.use(limits, async (started, info, cwd) => [
      ...(await answersOf(started, info, { ...options, cwd }, signal).catch(asFindings)),
      // By now it listens, because it has opened a session or tried to.
      ...(await findSockets()),
    ]);
    return [...there, ...answers];
  } catch (error) {
    return [...there, failedBy(error)];
  }
}

function asFindings(error: unknown): readonly Finding[] {
  return [failedBy(error)];
}

function missing({ command: [program], profiles, nearest }: AgentDiagnosticOptions): Finding {
  const found = program.includes('/')
    ? `${program} is not an executable program`
    : `${program} is not on PATH`;
  if (nearest !== undefined) return failed(found, `did you mean ${nearest}? Set agent in iteratr.yml`);
  const [profile, ...others] = profiles;
  return profile && others.length === 0
    ? failed(found, `${profile.install}, then ${profile.login}`)
    : failed(found, 'install it, or set agent to another one in iteratr.yml');
}

/** Returns a warning if the agent needs a newer Node.js than that of PATH. */
async function ofNode({
  profiles: [profile, ...others],
  nodeVersion,
}: AgentDiagnosticOptions): Promise<readonly Finding[]> {
  if (!profile?.node || others.length > 0) return [];
  const version = await nodeVersion();
  if (Number.parseInt(version, 10) >= profile.node) return [];
  return [
    warning(
      `${profile.name} needs Node.js ${profile.node} or newer, the node of PATH is ${version}`,
      'put a newer node first on PATH',
    ),
  ];
}

/** Checks whether a started agent opens a session, and accepts the configured model. */
async function answersOf(
  agent: Agent,
  { name, version }: AgentInfo,
  {
    cwd,
    project,
    profiles,
    model,
    modelRemedy,
  }: Pick<AgentDiagnosticOptions, 'project' | 'profiles' | 'model' | 'modelRemedy'> & {
    readonly cwd: string;
  },
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const context = await agent.openContext({ cwd, model: '', mcpServers: [] }, signal);
  await context.close();
  const { models, mode, warnings } = context;
  const inMode = mode === null ? '' : ` in mode ${mode}`;
  const answers = [
    ok(`${[name, version].filter(Boolean).join(' ')} answers${inMode}, ${offerOf(models)}`),
    ...warnings.map((text) => warning(text)),
  ];
  if (model === '') return answers;
  if (models.includes(model)) return [...answers, ok(`model ${model}`)];
  try {
    // Some agents accept names they do not list, so their answer decides.
    const chosen = await agent.openContext({ cwd, model, mcpServers: [] }, signal);
    await chosen.close();
    const ignored = chosen.warnings.filter((text) => !warnings.includes(text));
    if (ignored.length > 0) return [...answers, ...ignored.map((text) => warning(text))];
    return [...answers, warning(`model ${model} is not in the agent's list, but the agent accepts it`)];
  } catch (error) {
    if (!(error instanceof AdapterError) || error.code !== 'AGENT.MODEL') throw error;
    const own = profiles
      .flatMap(({ projectFiles }) => projectFiles)
      .find((name) => existsSync(join(project, name)));
    if (own === undefined) return [...answers, failed(error.message, modelRemedy)];
    // The agent was started outside the project and has not read the project's files.
    return [...answers, warning(`model ${model} is unknown outside this project; ${own} may define it`)];
  }
}

function offerOf(models: readonly string[]): string {
  return models.length === 0
    ? 'and offers no choice of model'
    : `with ${plural(models.length, 'model')} to choose from`;
}
