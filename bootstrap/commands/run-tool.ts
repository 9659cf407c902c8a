// `iteratr tool …`: hands the call to the build that runs the session, or does it here.
import { resolve } from 'node:path';
import type { ToolRequest } from '../../adapters/cli/commands/tool.command.ts';
import { defaultDataDir } from '../../adapters/config/config-paths.ts';
import { findRunningBuild } from '../../adapters/files/run-file.ts';
import { BuildUnreachable, ToolClient } from '../../adapters/mcp/tool-client.ts';
import { PROCESS_FACTS } from '../../adapters/process/process-facts.ts';
import type { ToolCall } from '../../application/tools/run-tool.ts';
import type { ToolResult } from '../../application/tools/tool.ts';
import type { Actor } from '../../domain/session/session.events.ts';
import { sessionName } from '../../domain/session/session-name.ts';
import type { Environment } from '../environment.ts';
import { namedSession } from './named-session.ts';

/** `actor` is who calls; when it is not given, the environment tells. */
export async function runTool(
  request: ToolRequest,
  environment: Environment,
  actor: Actor = callerOf(environment),
): Promise<ToolResult> {
  const { env, cwd } = environment;
  const session = namedSession(request.session, environment);
  const call: ToolCall = { tool: request.tool, session, input: request.input, actor };
  const given = String(request.config.dataDir ?? env.ITERATR_DATA_DIR ?? '');
  const isPlain = given !== '' && !given.startsWith('~');
  const known = isPlain ? resolve(cwd, given) : given === '' ? defaultDataDir(environment) : undefined;
  if (known !== undefined) {
    const answer = await throughBuild(known, call);
    if (answer) return answer;
  }
  // Only from here on is the rest of the program needed.
  const { loadTrusted, loadSettings } = await import('./load-settings.ts');
  if (known === undefined) {
    // A build that runs here was started by the user: it is asked whether or not they trust the file.
    const { config } = loadTrusted(request.config, environment);
    const answer = await throughBuild(config.dataDir, call);
    if (answer) return answer;
  }
  const { config } = loadSettings(request.config, environment);
  const { runToolHere } = await import('./run-tool-here.ts');
  return runToolHere(call, config, environment);
}

/** The agent's own shell has ITERATR_SESSION: what is called there is the agent's doing. */
function callerOf({ env }: Environment): Actor {
  return env.ITERATR_SESSION === undefined ? 'user' : 'agent';
}

/** undefined when no build runs the session. */
async function throughBuild(dataDir: string, call: ToolCall): Promise<ToolResult | undefined> {
  const endpoint = findRunningBuild(dataDir, sessionName(call.session), PROCESS_FACTS);
  if (!endpoint) return undefined;
  try {
    return await new ToolClient(endpoint).run(call);
  } catch (error) {
    if (error instanceof BuildUnreachable) return undefined;
    throw error;
  }
}
