// Serves the agent's tools over MCP on stdin and stdout, for agents that start their MCP servers themselves.
import type { Readable, Writable } from 'node:stream';
import { LineTransport } from './line-transport.ts';
import { createToolServer, type ToolServerOptions } from './tool-server.ts';

/** Serves until `input` ends or `signal` aborts. */
export async function serveStdio(
  options: ToolServerOptions,
  input: Readable,
  output: Writable,
  signal: AbortSignal,
): Promise<void> {
  const server = createToolServer(options);
  const closed = new Promise<void>((resolve) => {
    input.once('end', resolve);
    input.once('close', resolve);
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await server.connect(new LineTransport(input, output));
  await closed;
  await server.close();
}
