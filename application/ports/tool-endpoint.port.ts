// Where other processes of this machine reach the tools that this process runs.
import type { ToolRunner } from '../tools/run-tool.ts';
import type { ToolDefinition } from '../tools/tool.ts';

export interface ToolService {
  /** The tools it offers, in the order they are shown. */
  readonly definitions: readonly ToolDefinition[];
  readonly tools: ToolRunner;
  /** Every call is about this session. */
  readonly session: string;
}

export interface ToolEndpoint {
  /** `http://127.0.0.1:<port>`; MCP is served at `/mcp`, tool calls at `/tool`. */
  readonly url: string;
  /** A secret of this user, which every request carries as `Authorization: Bearer …`. */
  readonly token: string;
  /** Ends open connections too. */
  close(): Promise<void>;
}

export interface ToolEndpoints {
  /** Listens on a free loopback port. Throws `AdapterError` `PORT`. */
  open(service: ToolService): Promise<ToolEndpoint>;
}
