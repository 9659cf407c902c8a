// Serves the tools of this process to other processes on this machine.
import type { WorkerName } from '../../domain/worker/worker.ts';
import type { ToolRunner } from '../tools/run-tool.ts';
import type { ToolDefinition } from '../tools/tool.ts';

export interface ToolService {
  /** The offered tools, in display order. */
  readonly definitions: readonly ToolDefinition[];
  readonly tools: ToolRunner;
  /** The session that every call applies to. */
  readonly session: string;
  /** The worker whose agent gets the tools; absent in place. */
  readonly worker?: WorkerName;
}

export interface ToolEndpoint {
  /** `http://127.0.0.1:<port>`; MCP is served at `/mcp`, tool calls at `/tool`. */
  readonly url: string;
  /** A secret that every request must carry as `Authorization: Bearer …`. */
  readonly token: string;
  /** Stops listening and ends open connections. */
  close(): Promise<void>;
}

export interface ToolEndpoints {
  /** Starts to listen on a free loopback port. Throws `AdapterError` `PORT`. */
  open(service: ToolService): Promise<ToolEndpoint>;
}
