// Serves the tools of a session over MCP, or those of the interview that started this process.
import type { Environment } from '../../../../application/environment.ts';
import { INTERVIEW_TOOLS } from '../../../../application/interview/interview-tools.ts';
import type { RunEndpoint } from '../../../../application/ports/run-registry.port.ts';
import type { ToolService } from '../../../../application/ports/tool-endpoint.port.ts';
import { TOOLS, type ToolRunner } from '../../../../application/tools/run-tool.ts';
import { callingWorker } from '../../calling-actor.ts';
import type { SessionRequest } from '../../config-options.ts';
import { EXIT } from '../../exit-codes.ts';
import { namedSession } from '../../named-session.ts';
import { interviewEndpoint } from '../spec/interview-endpoint.ts';
import type { RunToolAnywhere } from '../tool/tool.handler.ts';

export interface McpHandlerOptions {
  /** Serves on stdin and stdout until stdin ends or `signal` aborts. */
  readonly serve: (service: ToolService, signal: AbortSignal) => Promise<void>;
  readonly runTool: RunToolAnywhere;
  /** Runs tools in the process that listens at the endpoint. */
  readonly remoteTools: (endpoint: RunEndpoint) => ToolRunner;
  readonly environment: Environment;
}

export class McpHandler {
  constructor(private readonly options: McpHandlerOptions) {}

  async handle(request: SessionRequest): Promise<number> {
    const service = this.#interview() ?? this.#session(request);
    const stop = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort());
    await this.options.serve(service, stop.signal);
    return EXIT.ok;
  }

  /** Returns the tools of the interview that started this process, undefined if none did. */
  #interview(): ToolService | undefined {
    const endpoint = interviewEndpoint(this.options.environment);
    if (!endpoint) return undefined;
    const tools = this.options.remoteTools(endpoint);
    return { definitions: INTERVIEW_TOOLS, tools, session: 'interview' };
  }

  #session({ session: given, config }: SessionRequest): ToolService {
    const { environment } = this.options;
    const session = namedSession(given, environment);
    const worker = callingWorker(environment);
    const run: ToolRunner['run'] = (call) =>
      this.options.runTool({ ...call, session, actor: 'agent', worker }, config);
    return { definitions: TOOLS, tools: { run }, session };
  }
}
