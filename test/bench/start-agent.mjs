// An ACP agent that answers at once, writes when it was prompted into the file of its argument, and works until it is cancelled.
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

let prompt;

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method } = JSON.parse(line);
  if (method === 'session/prompt') {
    prompt = id;
    writeFileSync(process.argv[2], `${performance.timeOrigin + performance.now()}`);
  } else if (method === 'initialize') {
    answer(id, {
      protocolVersion: 1,
      agentCapabilities: { mcpCapabilities: { http: true } },
      authMethods: [],
    });
  } else if (method === 'session/new') answer(id, { sessionId: 'start' });
  else if (method === 'session/cancel') answer(prompt, { stopReason: 'cancelled' });
  else if (id !== undefined) answer(id, {});
});

function answer(id, result) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`);
}
