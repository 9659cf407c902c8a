// Runs an agent, and writes when it is prompted first into the file that the variable PROMPTED names.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';

const [command, ...args] = process.argv.slice(2);
const agent = spawn(command, args, { stdio: ['pipe', 'inherit', 'inherit'] });
let waits = true;
process.stdin.on('data', (data) => {
  if (waits && data.includes('"session/prompt"')) {
    waits = false;
    writeFileSync(process.env.PROMPTED, `${performance.timeOrigin + performance.now()}`);
  }
  agent.stdin.write(data);
});
process.stdin.on('end', () => agent.stdin.end());
process.on('SIGTERM', () => agent.kill());
agent.on('exit', (code) => process.exit(code ?? 1));
