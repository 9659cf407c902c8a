// An ACP agent that says 10,000 chunks a second for as many seconds as its argument, and does nothing else.
import { createInterface } from 'node:readline';

const CHUNKS_PER_SECOND = 10_000;
const CHUNKS_A_MESSAGE = 2_000;
const CHUNKS_A_PARAGRAPH = 12;
const TICK_MS = 5;
const chunks = CHUNKS_PER_SECOND * Number(process.argv[2]);

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method } = JSON.parse(line);
  if (method === 'initialize') {
    answer(id, {
      protocolVersion: 1,
      agentCapabilities: { mcpCapabilities: { http: true } },
      authMethods: [],
    });
  } else if (method === 'session/new') answer(id, { sessionId: 'flood' });
  else if (method === 'session/prompt') flood(() => answer(id, { stopReason: 'end_turn' }));
  else if (id !== undefined) answer(id, {});
});

function flood(done) {
  const begun = performance.now();
  let said = 0;
  const timer = setInterval(() => {
    const due = Math.min(chunks, ((performance.now() - begun) / 1_000) * CHUNKS_PER_SECOND);
    let lines = '';
    for (; said < due; said++) lines += chunk(said);
    process.stdout.write(lines);
    if (said < chunks) return;
    clearInterval(timer);
    done();
  }, TICK_MS);
}

function chunk(number) {
  const text = (number + 1) % CHUNKS_A_PARAGRAPH === 0 ? 'and on.\n\n' : 'word by word ';
  const messageId = `m${Math.floor(number / CHUNKS_A_MESSAGE)}`;
  const update = { sessionUpdate: 'agent_message_chunk', messageId, content: { type: 'text', text } };
  return line({ method: 'session/update', params: { sessionId: 'flood', update } });
}

function answer(id, result) {
  process.stdout.write(line({ id, result }));
}

function line(message) {
  return `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`;
}
