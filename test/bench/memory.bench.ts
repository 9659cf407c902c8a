// How much memory a headless build keeps, with the server of its sessions: after some iterations, and after many.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { processesOf } from '../support/processes.ts';
import { bound } from './report.ts';
import { ITERATR } from './started-program.ts';
import { TaskAgents } from './task-agents.ts';

const SOME = 50;
const MANY = 1_000;
const TASKS_AT_ONCE = 50;
const SESSION = 'memory';
const KIB_PER_MB = 1_024;

/** Measures only where /proc tells the memory of a process. */
export async function benchMemory(cwd: string): Promise<void> {
  if (process.platform !== 'linux') return;
  mkdirSync(join(cwd, 'specs'), { recursive: true });
  writeFileSync(join(cwd, 'specs', 'SPEC.md'), '# Memory\n');
  execFileSync('git', ['init', '--quiet'], { cwd });
  const env = {
    ...process.env,
    HOME: cwd,
    XDG_STATE_HOME: `${cwd}.state`,
    ITERATR_AGENT: (await TaskAgents.listen()).command(100),
  };
  addTasks(MANY + 1, { cwd, env });
  const sampled = await sample([SOME, MANY], { cwd, env });
  const [some = Number.NaN, many = Number.NaN] = sampled;
  bound(`build and server after ${SOME} iterations`, some, 'below', 100, ' MB');
  bound(`more after ${MANY} iterations`, (many / some - 1) * 100, 'below', 10, '%');
}

interface Place {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

function addTasks(count: number, place: Place): void {
  for (let first = 0; first < count; first += TASKS_AT_ONCE) {
    const size = Math.min(TASKS_AT_ONCE, count - first);
    const tasks = Array.from({ length: size }, (_, index) => ({ content: `Task ${first + index + 1}` }));
    const add = ['tool', 'task-batch-add', '--name', SESSION, '--tasks', JSON.stringify(tasks)];
    execFileSync(process.execPath, [ITERATR, ...add], { ...place, stdio: 'ignore' });
  }
}

/** Runs a build, one task in each iteration, and ends it. Returns its memory in MB at the end of each of these iterations. */
async function sample(after: readonly number[], place: Place): Promise<readonly number[]> {
  const args = ['build', '--headless', '--trust', '--output', 'json', '--name', SESSION, '--model', 'a/b'];
  const build = spawn(process.execPath, [ITERATR, ...args, '--auto-commit=false', '--iterations', '0'], {
    ...place,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const closed = once(build, 'close');
  const sampled: number[] = [];
  let iterations = 0;
  for await (const line of createInterface({ input: build.stdout })) {
    const { type, event } = JSON.parse(line);
    if (type !== 'recorded' || event.type !== 'IterationEnded') continue;
    iterations += 1;
    if (after.includes(iterations)) sampled.push(memoryOf(place.cwd, build.pid));
    if (sampled.length === after.length) build.kill('SIGTERM');
  }
  await closed;
  return sampled;
}

/** Returns the resident memory of the build and its server, in MB. */
function memoryOf(cwd: string, build: number | undefined): number {
  const counted = processesOf(cwd).filter(
    ({ pid, command }) => pid === build || /^\S*nats-server\S* -c /.test(command),
  );
  const sizes = counted.map(({ pid }) => {
    const [, size] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(size) / KIB_PER_MB;
  });
  return sizes.reduce((sum, size) => sum + size, 0);
}
