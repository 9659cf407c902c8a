// Plays the steps of a turn; the format is described in scenario.ts.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { dirname, resolve } from 'node:path';
import { callTool } from './mcp-client.mjs';

let calls = 0;

/** Thrown by a step if the turn was cancelled meanwhile. */
export class Cancelled extends Error {}

/** Plays all steps in order. `turn` is `{wire, sessionId, cwd, mcpServers, saved, answered, cancelled: AbortSignal}`. */
export async function play(steps, turn) {
  for (const step of steps ?? []) {
    if (turn.cancelled.aborted) throw new Cancelled();
    if (step.ifSet !== undefined && !turn.saved[step.ifSet]) continue;
    if (step.ifUnset !== undefined && turn.saved[step.ifUnset]) continue;
    const kind = Object.keys(step).find((key) => key in ACTIONS);
    if (!kind) throw new Error(`unknown step: ${JSON.stringify(step)}`);
    const filled = fill(step, turn.saved);
    const result = await ACTIONS[kind](filled[kind], turn, filled);
    if (filled.save) keep(filled.save, result, turn.saved);
  }
}

function fill(value, saved) {
  if (typeof value === 'string') return value.replace(/\{\{(\w+)\}\}/g, (all, name) => saved[name] ?? all);
  if (Array.isArray(value)) return value.map((item) => fill(item, saved));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, saved)]));
}

function keep({ name, match }, result, saved) {
  const found = match === undefined ? [result] : new RegExp(match).exec(result);
  if (found) saved[name] = found[1] ?? found[0];
  else delete saved[name];
}

function update(turn, fields, sessionId = turn.sessionId) {
  return turn.wire.send({ method: 'session/update', params: { sessionId, update: fields } });
}

function say(turn, text, messageId) {
  const content = { type: 'text', text };
  return update(turn, { sessionUpdate: 'agent_message_chunk', ...(messageId && { messageId }), content });
}

/** Reports a tool call around `work`, which returns `{text, exit, failed, content}`. */
async function reported(turn, { id = `call_${++calls}`, title, kind = 'other', input, locations }, work) {
  const head = { toolCallId: id, title, kind, locations: (locations ?? []).map((path) => ({ path })) };
  await update(turn, { sessionUpdate: 'tool_call', ...head, status: 'pending', rawInput: {} });
  await update(turn, {
    sessionUpdate: 'tool_call_update',
    ...head,
    status: 'in_progress',
    rawInput: input ?? {},
  });
  const { text, exit, failed, content = [] } = await work();
  await update(turn, {
    sessionUpdate: 'tool_call_update',
    toolCallId: id,
    status: failed ? 'failed' : 'completed',
    content: [{ type: 'content', content: { type: 'text', text } }, ...content],
    rawOutput: { output: text, metadata: exit === undefined ? {} : { exit } },
  });
  return text;
}

async function appears(file, cancelled) {
  while (!existsSync(file) && !cancelled.aborted) await new Promise((done) => setTimeout(done, 10));
}

function untilCancelled(turn) {
  return new Promise((_, reject) => {
    turn.cancelled.addEventListener('abort', () => reject(new Cancelled()), { once: true });
  });
}

function runShell(command, turn) {
  return new Promise((done) => {
    const child = spawn('sh', ['-c', command], { cwd: turn.cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const pipe of [child.stdout, child.stderr]) pipe.on('data', (data) => (text += data));
    turn.cancelled.addEventListener('abort', () => child.kill(), { once: true });
    child.on('close', (exit) => done({ text: text.trimEnd(), exit: exit ?? 1 }));
  });
}

async function clientFile(turn, method, params) {
  const answer = await turn.wire.request(method, { sessionId: turn.sessionId, ...params });
  const text = answer.error ? `error: ${answer.error.message}` : (answer.result?.content ?? 'written');
  await say(turn, text);
  return text;
}

const ACTIONS = {
  text: (text, turn, { messageId }) => say(turn, text, messageId),
  thought: (text, turn, { messageId }) =>
    update(turn, {
      sessionUpdate: 'agent_thought_chunk',
      ...(messageId && { messageId }),
      content: { type: 'text', text },
    }),
  plan: (entries, turn) => update(turn, { sessionUpdate: 'plan', entries }),
  tool: (tool, turn) =>
    reported(turn, tool, async () => ({
      text: tool.output ?? '',
      exit: tool.exit,
      failed: tool.status === 'failed',
      content: tool.diff ? [{ type: 'diff', ...tool.diff }] : [],
    })),
  update: (fields, turn, { session }) => update(turn, fields, session),
  usage: ({ used, size, cost }, turn) =>
    update(turn, {
      sessionUpdate: 'usage_update',
      used,
      size,
      ...(cost !== undefined && { cost: { amount: cost, currency: 'USD' } }),
    }),
  mcp: ({ server, tool, args = {} }, turn) =>
    reported(turn, { title: `${server}_${tool}`, input: args }, async () => {
      const target = turn.mcpServers.find(({ name }) => name === server);
      if (!target) throw new Error(`the session has no MCP server ${server}`);
      const answer = await callTool(target, tool, args);
      turn.answered({ tool, args, ...answer });
      return answer;
    }),
  shell: (command, turn) =>
    reported(turn, { title: command, kind: 'execute', input: { command } }, () => runShell(command, turn)),
  write: ({ path, content }, turn) => {
    const file = resolve(turn.cwd, path);
    return reported(turn, { title: path, kind: 'edit', locations: [file] }, async () => {
      const oldText = readIfThere(file);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
      return { text: 'Wrote the file.', content: [{ type: 'diff', path: file, oldText, newText: content }] };
    });
  },
  permission: async ({ title, kinds = ['allow_once', 'allow_always', 'reject_once'] }, turn) => {
    const { result, error } = await turn.wire.request('session/request_permission', {
      sessionId: turn.sessionId,
      toolCall: { toolCallId: `call_${++calls}`, title },
      options: kinds.map((kind) => ({ optionId: `option-${kind}`, name: kind, kind })),
    });
    if (error) return `error: ${error.message}`;
    return result.outcome.outcome === 'selected'
      ? result.outcome.optionId.slice('option-'.length)
      : result.outcome.outcome;
  },
  bareRequest: async ({ toolCall, options }, turn) => {
    const { result, error } = await turn.wire.request('session/request_permission', {
      sessionId: turn.sessionId,
      toolCall,
      options: options.map((optionId) => ({ optionId, name: optionId })),
    });
    const text = error ? `error: ${error.message}` : (result.outcome.optionId ?? result.outcome.outcome);
    await say(turn, text);
  },
  fsRead: (params, turn) => clientFile(turn, 'fs/read_text_file', params),
  fsWrite: (params, turn) => clientFile(turn, 'fs/write_text_file', params),
  wait: (ms, turn) => Promise.race([new Promise((done) => setTimeout(done, ms)), untilCancelled(turn)]),
  until: (file, turn) =>
    Promise.race([appears(resolve(turn.cwd, file), turn.cancelled), untilCancelled(turn)]),
  hang: (_, turn) => untilCancelled(turn),
  crash: ({ code = 1, signal }) => {
    if (!signal) process.exit(code);
    process.kill(process.pid, signal);
    return new Promise(() => {});
  },
  serve: async (answer) => {
    const server =
      typeof answer === 'string'
        ? createTcpServer((socket) => socket.on('error', () => {}).end(answer))
        : createServer((request, response) => response.writeHead(answer[request.url] ?? answer.else).end());
    await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  },
  garbage: (text, turn, { times = 1 }) => turn.wire.raw(text.repeat(times)),
  stderr: (text) => new Promise((done) => process.stderr.write(`${text}\n`, () => done())),
  flood: async (count, turn, { chunk = 'x' }) => {
    for (let i = 0; i < count && !turn.cancelled.aborted; i++) await say(turn, chunk);
  },
};

function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
