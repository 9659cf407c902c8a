// Calls tools of the MCP servers of a session, with the real client library.

/** Connects, calls one tool and disconnects. Returns `{text, failed}`. Throws if the server cannot be reached. */
export async function callTool(server, name, args) {
  const { Client } = await import('@modelcontextprotocol/sdk/client/index.js');
  const client = new Client({ name: 'scripted-agent', version: '1' });
  await client.connect(await transportTo(server));
  try {
    const result = await client.callTool({ name, arguments: args });
    const text = result.content.map((part) => part.text ?? '').join('\n');
    return { text, failed: result.isError === true };
  } finally {
    await client.close();
  }
}

async function transportTo(server) {
  if (server.type === 'http') {
    const { StreamableHTTPClientTransport } = await import(
      '@modelcontextprotocol/sdk/client/streamableHttp.js'
    );
    const headers = Object.fromEntries(server.headers.map(({ name, value }) => [name, value]));
    return new StreamableHTTPClientTransport(new URL(server.url), { requestInit: { headers } });
  }
  const { StdioClientTransport } = await import('@modelcontextprotocol/sdk/client/stdio.js');
  const env = { ...process.env, ...Object.fromEntries(server.env.map(({ name, value }) => [name, value])) };
  return new StdioClientTransport({ command: server.command, args: server.args, env });
}
