// Runs one tool call in this process, with a store of its own.
import type { AppConfig } from '../../adapters/config/config-schema.ts';
import { RunTool, type ToolCall } from '../../application/tools/run-tool.ts';
import type { ToolResult } from '../../application/tools/tool.ts';
import type { Environment } from '../environment.ts';
import { exitOnSignals } from '../interruption.ts';
import { openSessions } from './open-sessions.ts';

export async function runToolHere(
  call: ToolCall,
  config: AppConfig,
  environment: Environment,
): Promise<ToolResult> {
  exitOnSignals();
  const sessions = await openSessions(config, environment);
  try {
    return await sessions.container.get(RunTool).run(call);
  } finally {
    await sessions.close();
  }
}
