// An ACP agent that costs no CPU: does its task in as many milliseconds as its argument says, by one new file and two tool calls.
import { mkdirSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const TASK_MS = Number(process.argv[2]);
const CONNECTION = new Agent({ keepAlive: true });
const sessions = new Map();

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  if (method === 'initialize') {
    answer(id, {
      protocolVersion: 1,
      agentCapabilities: { mcpCapabilities: { http: true } },
      authMethods: [],
    });
  } else if (method === 'session/new') {
    const sessionId = `session-${sessions.size + 1}`;
    sessions.set(sessionId, params);
    answer(id, { sessionId });
  } else if (method === 'session/prompt') {
    work(params).then(() => answer(id, { stopReason: 'end_turn' }));
  } else if (id !== undefined) answer(id, {});
});

async function work({ sessionId, prompt }) {
  const begun = performance.now();
  const { cwd, mcpServers } = sessions.get(sessionId);
  const call = (name, args = {}) => callTool(mcpServers[0], name, args);
  const text = prompt.map((block) => block.text).join('\n');
  // A worker is told its task; an agent in place asks for it.
  const told = /Your task is (TAS-\d+)\./.exec(text) ?? /TAS-\d+/.exec(await call('task-next'));
  if (!told) {
    await call('session-complete');
    return say(sessionId, 'Everything is done.');
  }
  const task = told[1] ?? told[0];
  await call('task-status', { id: task, status: 'in_progress' });
  mkdirSync(join(cwd, 'done'), { recursive: true });
  writeFileSync(join(cwd, 'done', `${process.env.ITERATR_SESSION}-${task}`), 'done\n');
  await new Promise((over) => setTimeout(over, TASK_MS - (performance.now() - begun)));
  await call('task-status', { id: task, status: 'completed' });
  say(sessionId, `${task} is done.`);
}

/** Every turn needs some output. */
function say(sessionId, text) {
  const update = { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } };
  send({ method: 'session/update', params: { sessionId, update } });
}

/** Calls a tool of an MCP server over HTTP, without the client library, which costs more than all the rest. Returns its text. */
function callTool({ url, headers }, name, args) {
  const own = Object.fromEntries(headers.map((header) => [header.name, header.value]));
  const body = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name, arguments: args },
  });
  const options = {
    ...{ method: 'POST', agent: CONNECTION },
    headers: { ...own, 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part) => (text += part));
      response.on('end', () => resolve(JSON.parse(text).result.content[0].text));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function answer(id, result) {
  send({ id, result });
}

function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}
