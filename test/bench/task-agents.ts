// ACP agents that cost no CPU: each does its task in a given time, by one new file and two tool calls.
// They live in the process of the bench. What a build starts only passes bytes on, so that the start of an agent costs nothing that is measured.
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { quote } from 'shlex';

interface McpServer {
  readonly url: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}

interface AgentSession {
  readonly cwd: string;
  readonly mcpServers: readonly [McpServer];
}

interface Prompt {
  readonly sessionId: string;
  readonly prompt: readonly { readonly text: string }[];
}

export class TaskAgents {
  private constructor(private readonly port: number) {}

  /** Listens until the bench ends. */
  static async listen(): Promise<TaskAgents> {
    const server = createServer((socket) => new TaskAgent(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    server.unref();
    return new TaskAgents((server.address() as { port: number }).port);
  }

  /** Returns a command for `ITERATR_AGENT`: an agent whose tasks take this many milliseconds. */
  command(taskMs: number): string {
    const script = [
      `exec 3<>/dev/tcp/127.0.0.1/${this.port}`,
      `echo "$ITERATR_SESSION ${taskMs}" >&3`,
      'cat <&3 &',
      'cat >&3',
      'kill $!',
    ];
    return `bash -c ${quote(script.join('\n'))}`;
  }
}

/** One agent, at the other end of a connection. */
class TaskAgent {
  #session = '';
  #taskMs = 0;
  readonly #http = new Agent({ keepAlive: true });
  readonly #sessions = new Map<string, AgentSession>();

  constructor(private readonly socket: Socket) {
    const lines = createInterface({ input: socket.setNoDelay() });
    lines.once('line', (greeting) => {
      const [session = '', taskMs] = greeting.split(' ');
      this.#session = session;
      this.#taskMs = Number(taskMs);
      lines.on('line', (line) => this.#onMessage(JSON.parse(line)));
    });
    // A build that ends may break the connection.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#http.destroy());
  }

  #onMessage({ id, method, params }: { id?: number; method: string; params: unknown }): void {
    if (method === 'initialize') {
      const agentCapabilities = { mcpCapabilities: { http: true } };
      this.#answer(id, { protocolVersion: 1, agentCapabilities, authMethods: [] });
    } else if (method === 'session/new') {
      const sessionId = `session-${this.#sessions.size + 1}`;
      this.#sessions.set(sessionId, params as AgentSession);
      this.#answer(id, { sessionId });
    } else if (method === 'session/prompt') {
      // A build that ends may close its server under a call.
      this.#work(params as Prompt).then(
        () => this.#answer(id, { stopReason: 'end_turn' }),
        () => this.socket.destroy(),
      );
    } else if (id !== undefined) this.#answer(id, {});
  }

  async #work({ sessionId, prompt }: Prompt): Promise<void> {
    const begun = performance.now();
    const session = this.#sessions.get(sessionId);
    if (!session) throw new Error(`there is no session ${sessionId}`);
    const call = (name: string, args = {}) => this.#callTool(session.mcpServers[0], name, args);
    const text = prompt.map((block) => block.text).join('\n');
    // A worker is told its task; an agent in place asks for it.
    const told = /Your task is (TAS-\d+)\./.exec(text)?.[1] ?? /TAS-\d+/.exec(await call('task-next'))?.[0];
    if (told === undefined) {
      await call('session-complete');
      this.#say(sessionId, 'Everything is done.');
      return;
    }
    await call('task-status', { id: told, status: 'in_progress' });
    mkdirSync(join(session.cwd, 'done'), { recursive: true });
    writeFileSync(join(session.cwd, 'done', `${this.#session}-${told}`), 'done\n');
    await sleep(this.#taskMs - (performance.now() - begun));
    await call('task-status', { id: told, status: 'completed' });
    this.#say(sessionId, `${told} is done.`);
  }

  /** Every turn needs some output. */
  #say(sessionId: string, text: string): void {
    const update = { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } };
    this.#send({ method: 'session/update', params: { sessionId, update } });
  }

  /** Calls a tool of an MCP server over HTTP, without the client library, which costs more than all the rest. Returns its text. */
  #callTool({ url, headers }: McpServer, name: string, args: object): Promise<string> {
    const own = Object.fromEntries(headers.map((header) => [header.name, header.value]));
    const body = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } };
    const options = {
      ...{ method: 'POST', agent: this.#http },
      headers: { ...own, 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    };
    return new Promise((resolve, reject) => {
      const sent = request(url, options, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part) => {
          text += part;
        });
        response.on('error', reject);
        response.on('end', () => resolve(JSON.parse(text).result.content[0].text));
      });
      sent.on('error', reject);
      sent.end(JSON.stringify(body));
    });
  }

  #answer(id: number | undefined, result: object): void {
    this.#send({ id, result });
  }

  #send(message: object): void {
    this.socket.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  }
}
