// `iteratr mcp`: the tools over stdio.
import { serveStdio } from '../../adapters/mcp/stdio-server.ts';
import { ToolClient } from '../../adapters/mcp/tool-client.ts';
import type { ToolServerOptions } from '../../adapters/mcp/tool-server.ts';
import { INTERVIEW_TOOLS } from '../../application/interview/interview-tools.ts';
import { TOOLS } from '../../application/tools/run-tool.ts';
import { BUILD } from '../build-info.ts';
import type { Environment } from '../environment.ts';
import { interviewEndpoint } from '../interview/interview-endpoint.ts';
import { namedSession } from './named-session.ts';
import { runTool } from './run-tool.ts';

/** Serves until stdin ends or a signal comes; returns the exit code. */
export async function serveMcp(
  given: string | undefined,
  flags: Readonly<Record<string, string | boolean>>,
  environment: Environment,
): Promise<number> {
  const served = ofInterview(environment) ?? ofSession(given, flags, environment);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort());
  await serveStdio({ ...served, version: BUILD.version }, process.stdin, process.stdout, stop.signal);
  return 0;
}

type Served = Omit<ToolServerOptions, 'version'>;

/** undefined when it was not an interview that started this. */
function ofInterview(environment: Environment): Served | undefined {
  const endpoint = interviewEndpoint(environment);
  return endpoint && { definitions: INTERVIEW_TOOLS, tools: new ToolClient(endpoint), session: 'interview' };
}

function ofSession(
  given: string | undefined,
  flags: Readonly<Record<string, string | boolean>>,
  environment: Environment,
): Served {
  const session = namedSession(given, environment);
  const tools: Served['tools'] = {
    run: ({ tool, input }) => runTool({ tool, session, input, config: flags }, environment, 'agent'),
  };
  return { definitions: TOOLS, tools, session };
}
