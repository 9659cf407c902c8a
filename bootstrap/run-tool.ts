// Runs a tool call in the build that runs the session, or else in this process. Loads little until the build has answered.
import { resolve } from 'node:path';
import type { RunToolAnywhere } from '../adapters/cli/commands/tool/tool.handler.ts';
import { defaultDataDir } from '../adapters/config/config-paths.ts';
import { findRunningBuild } from '../adapters/files/run-file.ts';
import { BuildUnreachable, ToolClient } from '../adapters/mcp/tool-client.ts';
import { PROCESS_FACTS } from '../adapters/process/process-facts.ts';
import type { ToolCall } from '../application/tools/run-tool.ts';
import type { ToolResult } from '../application/tools/tool.ts';
import { sessionName } from '../domain/session/session-name.ts';
import type { Invocation } from './compose.ts';

/**
 * Returns a function that runs a tool call. It looks for a running build before it loads the configuration, unless only the
 * configuration tells where the data directory is.
 */
export function toolRunner(start: Omit<Invocation, 'shutdown' | 'flags'>): RunToolAnywhere {
  return async (call, flags) => {
    const { environment } = start;
    const { env, cwd } = environment;
    const given = String(flags.dataDir ?? env.ITERATR_DATA_DIR ?? '');
    const isPlain = given !== '' && !given.startsWith('~');
    const known = isPlain ? resolve(cwd, given) : given === '' ? defaultDataDir(environment) : undefined;
    if (known !== undefined) {
      const answer = await throughBuild(known, call);
      if (answer) return answer;
    }
    const { ownTools } = await import('./open-store.ts');
    const own = ownTools({ ...start, flags });
    const answer = known === undefined ? await throughBuild(own.dataDir, call) : undefined;
    return answer ?? own.run(call);
  };
}

/** Runs the call in a running build. Returns undefined if no build runs the session. */
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
