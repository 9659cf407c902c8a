// Runs one of the agent's tools and prints its result.

import type { Environment } from '../../../../application/environment.ts';
import type { ToolCall } from '../../../../application/tools/run-tool.ts';
import type { ToolResult } from '../../../../application/tools/tool.ts';
import { plainJson } from '../../../../application/wording/plain-text.ts';
import { callingActor, callingWorker } from '../../calling-actor.ts';
import type { CliOutput } from '../../cli.ts';
import type { ConfigFlags } from '../../config-options.ts';
import { EXIT } from '../../exit-codes.ts';
import { exitOnSignals } from '../../interruption.ts';
import { namedSession } from '../../named-session.ts';
import type { ToolRequest } from './tool.command.ts';

/**
 * Runs the call in the build that runs the session, or in this process if there is none. Throws what `ToolRunner` throws.
 */
export type RunToolAnywhere = (call: ToolCall, config: ConfigFlags) => Promise<ToolResult>;

export class ToolHandler {
  constructor(
    private readonly runTool: RunToolAnywhere,
    private readonly environment: Pick<Environment, 'env'>,
    private readonly output: Pick<CliOutput, 'out'>,
  ) {}

  async handle({ tool, session, input, json, config }: ToolRequest): Promise<number> {
    const actor = callingActor(this.environment);
    const worker = callingWorker(this.environment);
    const call = { tool, session: namedSession(session, this.environment), input, actor, worker } as const;
    exitOnSignals();
    const { text, data } = await this.runTool(call, config);
    this.output.out(`${json ? plainJson(data) : text}\n`);
    return EXIT.ok;
  }
}
