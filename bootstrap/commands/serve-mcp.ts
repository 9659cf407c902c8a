// `iteratr mcp`: the tools over stdio.
import { serveStdio } from '../../adapters/mcp/stdio-server.ts';
import { BUILD } from '../build-info.ts';
import type { Environment } from '../environment.ts';
import { namedSession } from './named-session.ts';
import { runTool } from './run-tool.ts';

/** Serves until stdin ends or a signal comes; returns the exit code. */
export async function serveMcp(
  given: string | undefined,
  flags: Readonly<Record<string, string | boolean>>,
  environment: Environment,
): Promise<number> {
  const session = namedSession(given, environment);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort());
  const tools = {
    run: ({ tool, input }: { tool: string; input: Readonly<Record<string, unknown>> }) =>
      runTool({ tool, session, input, config: flags }, environment, 'agent'),
  };
  await serveStdio({ tools, session, version: BUILD.version }, process.stdin, process.stdout, stop.signal);
  return 0;
}
