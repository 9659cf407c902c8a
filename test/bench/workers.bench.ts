// What several workers gain, and what iteratr adds to each task: the built program with an agent that only waits.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { processesOf } from '../support/processes.ts';
import { waitFor } from '../support/wait-for.ts';
import { cpuSeconds, inTurn, median, nodeProcess } from './measure.ts';
import { bound, ratio } from './report.ts';
import { TaskAgents } from './task-agents.ts';

const ITERATR = fileURLToPath(new URL('../../dist/iteratr.js', import.meta.url));
const TASKS = 24;
const TASK_MS = 1_000;
/** Single runs differ by a tenth. */
const ROUNDS = 3;
const FOLDERS = 100;
/** So that git trusts the times of the files, and iteratr those of git's configuration. */
const SETTLED_MS = 2_500;
const IDLE_MS = 10_000;

export async function benchWorkers(scratch: string): Promise<void> {
  const agents = await TaskAgents.listen();
  const small = await Project.create(join(scratch, 'small'), 2_000, agents);
  // One works in place, as without several workers: it has neither claims nor merges, and each task ends with its commit.
  const ones: number[] = [];
  const fours: number[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    ones.push(await small.run(`one-${round}`, { workers: 1 }));
    fours.push(await small.run(`four-${round}`, { workers: 4 }));
  }
  const [one, four] = [median(ones), median(fours)];
  const seconds = `${(one / 1_000).toFixed(1)} and ${(four / 1_000).toFixed(1)} s`;
  bound(`${TASKS} tasks of 1 s: four workers over one in place`, one / four, 'at least', 3.3, 'x', seconds);
  const { node } = await inTurn(11, { node: () => nodeProcess(['-e', '0']) });
  // 150 and 600 ms where Node takes 60 ms to start.
  for (const [project, files, limit] of [
    [small, '2,000', 2.5],
    [await Project.create(join(scratch, 'large'), 20_000, agents), '20,000', 10],
  ] as const) {
    // Each task waits for the one before, so that nothing is done at the same time.
    const span = await project.run('row', { workers: 2, inRow: true });
    const share = span / TASKS - TASK_MS;
    const detail = `${share.toFixed(0)} and ${node.toFixed(0)} ms`;
    ratio(`own share of a worker's task in ${files} files over \`node -e 0\``, share / node, limit, detail);
  }
  if (process.platform !== 'linux') return;
  bound('four workers that wait: share of a core', await small.idleShare(), 'below', 5, '%');
}

interface RunOptions {
  readonly workers: number;
  /** Whether each task depends on the one before. */
  readonly inRow?: boolean;
  readonly taskMs?: number;
}

class Project {
  private constructor(
    private readonly cwd: string,
    private readonly agents: TaskAgents,
  ) {}

  /** Creates a repository with a spec and a number of small files. */
  static async create(cwd: string, files: number, agents: TaskAgents): Promise<Project> {
    mkdirSync(join(cwd, 'specs'), { recursive: true });
    writeFileSync(join(cwd, 'specs', 'SPEC.md'), '# Work\n');
    for (let folder = 0; folder < FOLDERS; folder++) mkdirSync(join(cwd, `${folder}`));
    for (let file = 0; file < files; file++) {
      writeFileSync(join(cwd, `${file % FOLDERS}`, `${file}`), `line of ${file}\n`.repeat(30));
    }
    const git = (...args: string[]) => void execFileSync('git', args, { cwd, stdio: 'ignore' });
    git('init', '--quiet');
    git('config', 'user.name', 'Bench');
    git('config', 'user.email', 'bench@example.org');
    git('add', '.');
    git('commit', '--quiet', '--message', 'First');
    await sleep(SETTLED_MS);
    return new Project(cwd, agents);
  }

  /** Runs a session to its end. Returns the milliseconds from its first task, claimed or begun, to its last, merged or committed. */
  async run(name: string, options: RunOptions): Promise<number> {
    const build = this.#start(name, options);
    await once(build.child, 'close');
    const [begun, done] =
      options.workers === 1 ? ['IterationStarted', 'EvidenceRecorded'] : ['TaskClaimed', 'TaskMerged'];
    const events = build.events();
    const ends = events.filter(({ type }) => type === done);
    if (ends.length !== TASKS) throw new Error(`${name}: ${ends.length} of ${TASKS} tasks are done`);
    const first = events.find(({ type }) => type === begun)?.time ?? '';
    return Date.parse(ends.at(-1)?.time ?? '') - Date.parse(first);
  }

  /** Returns the percentage of a core that a build uses while one agent works silently and three workers wait for it. */
  async idleShare(): Promise<number> {
    const build = this.#start('idle', { workers: 4, inRow: true, taskMs: 10 * 60_000 });
    const closed = once(build.child, 'close');
    await waitFor(
      'the first task',
      () => build.events().some(({ type }) => type === 'TaskStatusChanged'),
      60_000,
    );
    await sleep(SETTLED_MS);
    const before = this.#cpuSeconds();
    await sleep(IDLE_MS);
    const used = this.#cpuSeconds() - before;
    build.child.kill('SIGTERM');
    await closed;
    return (used / (IDLE_MS / 1_000)) * 100;
  }

  /** All processes of the project: the build, the server of its sessions, the agents, and what they have waited for. */
  #cpuSeconds(): number {
    return processesOf(this.cwd).reduce((sum, { pid }) => sum + cpuSeconds(pid, { children: true }), 0);
  }

  #start(name: string, { workers, inRow = false, taskMs = TASK_MS }: RunOptions) {
    const env = {
      ...process.env,
      HOME: this.cwd,
      XDG_STATE_HOME: `${this.cwd}.state`,
      XDG_CONFIG_HOME: this.cwd,
      ITERATR_AGENT: this.agents.command(taskMs),
      ITERATR_MODEL: 'a/b',
    };
    const tasks = Array.from({ length: TASKS }, (_, index) => ({
      content: `Task ${index + 1}`,
      ...(inRow && index > 0 && { depends_on: [`TAS-${index}`] }),
    }));
    const add = ['tool', 'task-batch-add', '--name', name, '--tasks', JSON.stringify(tasks)];
    execFileSync(process.execPath, [ITERATR, ...add], { cwd: this.cwd, env, stdio: 'ignore' });
    const args = [
      'build',
      '--headless',
      '--trust',
      '--output',
      'json',
      '--name',
      name,
      '--spec',
      'specs/SPEC.md',
    ];
    const child = spawn(process.execPath, [ITERATR, ...args, '--workers', `${workers}`], {
      ...{ cwd: this.cwd, env },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let log = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      log += text;
    });
    return { child, events: () => eventsIn(log) };
  }
}

function eventsIn(log: string): { readonly type: string; readonly time: string }[] {
  const lines = log
    .slice(0, log.lastIndexOf('\n') + 1)
    .split('\n')
    .filter(Boolean);
  return lines
    .map((line) => JSON.parse(line))
    .flatMap(({ type, event }) => (type === 'recorded' ? [event] : []));
}
