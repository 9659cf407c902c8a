// `iteratr spec`: an interview with the agent, whose result is a spec file, and the build of it if that is wanted.
import { resolve } from 'node:path';
import type { SpecRequest } from '../../adapters/cli/commands/spec.command.ts';
import { EXIT } from '../../adapters/cli/exit-codes.ts';
import type { AppConfig } from '../../adapters/config/config-schema.ts';
import { inspectDataDir, prepareDataDir } from '../../adapters/data-dir/data-dir.ts';
import { FileInterviewStore } from '../../adapters/files/file-interview-store.ts';
import { writeSpec } from '../../adapters/files/write-spec.ts';
import { NO_LOG } from '../../adapters/logging/no-log.ts';
import { type HttpEndpoint, openHttpEndpoint } from '../../adapters/mcp/http-endpoint.ts';
import { UNRECORDED_PROCESSES } from '../../adapters/process/system-processes.ts';
import { GuideInterviewee } from '../../adapters/tui/guide/guide-interviewee.ts';
import type { Guide } from '../../adapters/tui/guide/page.ts';
import { ApplicationError, InputError } from '../../application/errors.ts';
import type { Interview } from '../../application/interview/interview.ts';
import { INTERVIEW_TOOLS, InterviewTools } from '../../application/interview/interview-tools.ts';
import { WriteSpec } from '../../application/interview/write-spec.ts';
import type { AgentInfo, AgentMcpServer } from '../../application/ports/agent.port.ts';
import type { InterviewStore } from '../../application/ports/interview-store.port.ts';
import { createAgent } from '../agent.ts';
import { BUILD } from '../build-info.ts';
import type { Environment } from '../environment.ts';
import { interruption } from '../interruption.ts';
import { interviewVariables } from '../interview/interview-endpoint.ts';
import { askIdea, askToBuild, askToGoOn, askWhere, problemOf } from '../interview/interview-pages.ts';
import { shortPath } from '../short-path.ts';
import { openGuide } from '../tui/open-guide.ts';
import { loadWithConsent } from './load-settings.ts';

/** Returns the exit code: of the build, where one is started. Throws `InputError` where there is no terminal to ask in. */
export async function writeSpecWithAgent(request: SpecRequest, environment: Environment): Promise<number> {
  const problem = request.output === '' ? undefined : problemOf(request.output, environment.cwd);
  if (problem !== undefined) throw new InputError(`--output "${request.output}" cannot be used: ${problem}`);
  if (!process.stdout.isTTY || !process.stdin.isTTY) {
    throw new InputError(
      'spec needs a terminal to ask you in: without one, write specs/feature.md yourself and build it',
    );
  }
  const { config } = await loadWithConsent(request.config, environment);
  await inspectDataDir(config.dataDir, environment.env);
  const file = await interviewed(request, config, environment);
  if (typeof file === 'number') return file;
  const { runBuild } = await import('./run-build.ts');
  process.stdout.write(`${file.path} is written\n`);
  if (!file.build) {
    process.stdout.write(`build it with: iteratr build --spec ${file.path}\n`);
    return EXIT.ok;
  }
  const build = {
    name: undefined,
    spec: file.path,
    extraInstructions: '',
    reset: false,
    output: 'text',
  } as const;
  return runBuild({ ...build, config: request.config }, environment);
}

/** The exit code when the user left, who is told then how to go on. */
async function interviewed(
  request: SpecRequest,
  config: AppConfig,
  environment: Environment,
): Promise<{ readonly path: string; readonly build: boolean } | number> {
  const { cwd } = environment;
  const interrupted = interruption(() => undefined);
  const store = new FileInterviewStore(config.dataDir, () => prepareDataDir(config.dataDir), NO_LOG);
  const guide = openGuide({ theme: config.theme, environment, interrupted });
  try {
    const interview = await beginning(guide, store, request);
    const spec = await held(interview, guide, store, config, environment);
    const path = await saved(guide, spec, interview.title, request.output, cwd);
    await store.delete();
    return { path, build: await askToBuild(guide, path) };
  } catch (error) {
    if (!(error instanceof ApplicationError) || error.code !== 'CANCELLED') throw error;
    guide.close();
    const kept = await store.load();
    const next = kept
      ? 'your answers are kept, `iteratr spec` continues with them'
      : 'there were no answers yet';
    process.stderr.write(`iteratr: no spec was written; ${next}\n`);
    return interrupted.by() === 'SIGTERM' ? EXIT.terminated : EXIT.interrupted;
  } finally {
    guide.close();
    interrupted.stop();
  }
}

async function beginning(guide: Guide, store: InterviewStore, request: SpecRequest): Promise<Interview> {
  const kept = request.title === '' && request.description === '' ? await store.load() : undefined;
  if (kept && (await askToGoOn(guide, kept))) return kept.interview;
  return askIdea(guide, request);
}

/** The interview itself, with an agent that may read and is refused what it asks permission for. */
async function held(
  interview: Interview,
  guide: Guide,
  store: InterviewStore,
  config: AppConfig,
  environment: Environment,
): Promise<string> {
  const { cwd, env } = environment;
  const tools = new InterviewTools();
  const serving = { definitions: INTERVIEW_TOOLS, tools, session: 'interview', version: BUILD.version };
  const endpoint = await openHttpEndpoint({ ...serving, logger: NO_LOG });
  const agent = createAgent(config, {
    env,
    cwd,
    processes: UNRECORDED_PROCESSES,
    logger: NO_LOG,
    allowPermissions: false,
  });
  const interviewee = new GuideInterviewee(guide, 'spec.md');
  try {
    return await new WriteSpec({ agent, interviewee, store, tools }).execute({
      interview,
      cwd,
      model: config.model,
      mcpServers: (info) => mcpServers(info, endpoint, environment),
    });
  } finally {
    await endpoint.close();
  }
}

function mcpServers(agent: AgentInfo, endpoint: HttpEndpoint, { self }: Environment): AgentMcpServer[] {
  const { url, token } = endpoint;
  if (agent.mcpHttp) return [{ type: 'http', name: 'iteratr', url: `${url}/mcp`, token }];
  const [command, ...args] = self;
  return [
    { type: 'stdio', name: 'iteratr', command, args: [...args, 'mcp'], env: interviewVariables(endpoint) },
  ];
}

/** The path as the user would write it. Asks again until it could be written. */
async function saved(
  guide: Guide,
  spec: string,
  title: string,
  output: string,
  cwd: string,
): Promise<string> {
  let error: string | undefined;
  for (let path = output; ; path = '') {
    const file = path === '' ? await askWhere(guide, title, cwd, error) : resolve(cwd, path);
    try {
      await writeSpec(file, spec);
      return shortPath(file, cwd);
    } catch (cause) {
      if (!(cause instanceof ApplicationError)) throw cause;
      error = cause.message;
    }
  }
}
