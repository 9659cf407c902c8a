// Runs an agent until it is prompted first. Then writes into the file that the variable PROMPTED names when that would have been if the
// agent had started, and had answered `initialize` and `session/new`, in no time. SPAWNED: when it was started, in milliseconds.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const [command, ...args] = process.argv.slice(2);
const agent = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
const now = () => performance.timeOrigin + performance.now();
/** Methods of requests without an answer, by id. */
const waiting = new Map();
let prompted = Number(process.env.SPAWNED);
/** When it is the turn of iteratr; undefined while it waits for the agent. */
let since;

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method } = JSON.parse(line);
  if (method === 'initialize' || method === 'session/new') {
    if (since !== undefined) prompted += now() - since;
    since = undefined;
    waiting.set(id, method);
  } else if (method === 'session/prompt' && since !== undefined) {
    prompted += now() - since;
    since = undefined;
    writeFileSync(process.env.PROMPTED, `${prompted}`);
  }
  agent.stdin.write(`${line}\n`);
});
createInterface({ input: agent.stdout }).on('line', (line) => {
  const { id, method } = JSON.parse(line);
  if (method === undefined && waiting.delete(id)) since = now();
  process.stdout.write(`${line}\n`);
});
process.stdin.on('end', () => agent.stdin.end());
process.on('SIGTERM', () => agent.kill());
agent.on('exit', (code) => process.exit(code ?? 1));
