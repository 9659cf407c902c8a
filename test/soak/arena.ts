// Where a soak run takes place: one session whose agent does the same work in every iteration, with hooks and commits.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endProcess } from '../support/processes.ts';
import { ITERATR, Program } from '../support/program.ts';
import { mcp } from '../support/scenarios.ts';
import type { Turn } from '../support/scripted-agent/scenario.ts';
import { environment } from '../support/tui-program.ts';
import { waitFor } from '../support/wait-for.ts';
import type { Sample } from './verdict.ts';

const SAMPLER = fileURLToPath(new URL('./sampler.mjs', import.meta.url));
const SAMPLE_MS = 30_000;
/** Short, because the dashboard keeps some megabytes of output, which a run of this length does not fill. */
const OUTPUT = 'ok 1 - the case is handled and its test is green\n'.repeat(20);
/** The second one stays open, so that the session is never complete. */
const TASKS = [{ content: 'handle a case' }, { content: 'handle the last case', depends_on: ['TAS-1'] }];

const HOOKS = `version: 1
hooks:
  pre_iteration:
    - command: 'echo before'
      pipe_output: true
  on_task_complete:
    - command: 'echo "$ITERATR_TASK_ID"'
      pipe_output: true
`;

export class Arena {
  readonly program: Program;
  readonly #promptsFile: string;
  readonly #samplesFile: string;
  readonly #agent: string;
  readonly #cleanUps: (() => void | Promise<void>)[] = [];

  /** The agent waits in the iterations that `sampled` names until `release` is called. */
  constructor(iterations: number, sampled: ReadonlySet<number>) {
    this.program = new Program({ onEnd: (cleanUp) => this.#cleanUps.push(cleanUp) });
    const { base } = this.program;
    this.#promptsFile = join(base, 'prompts');
    this.#samplesFile = join(base, 'samples');
    this.#agent = this.program.agent({
      promptsFile: this.#promptsFile,
      turns: Array.from({ length: iterations }, (_, index) => turn(index + 1, sampled.has(index + 1))),
    }).commandLine;
    this.program.write('.iteratr.hooks.yml', HOOKS);
    this.program.git('add', '.');
    this.program.git('commit', '--quiet', '--message', 'Hooks');
  }

  /** The program and its arguments, with the sampler in it. */
  command(args: readonly string[]): string[] {
    return [process.execPath, '--expose-gc', '--import', SAMPLER, ITERATR, ...args];
  }

  get environment(): Record<string, string | undefined> {
    const own = { ITERATR_AGENT: this.#agent, SOAK_SAMPLES_FILE: this.#samplesFile };
    return environment(this.program, own);
  }

  /** Number of prompts that the agent got: the number of the iteration that runs. */
  reached(): number {
    if (!existsSync(this.#promptsFile)) return 0;
    return readFileSync(this.#promptsFile, 'utf8').split('"turn":').length - 1;
  }

  /** Takes a sample of the program while the agent waits. */
  async sample(pid: number, iteration: number): Promise<Sample> {
    const before = this.#memory().length;
    endProcess(pid, 'SIGUSR2');
    const memory = await waitFor('a sample', () => this.#memory()[before], SAMPLE_MS);
    const files = readdirSync(`/proc/${pid}/fd`).length;
    return { iteration, ...memory, files, processes: this.program.processes().length };
  }

  release(iteration: number): void {
    writeFileSync(join(this.program.base, `go-${iteration}`), '');
  }

  /** When each iteration began, in milliseconds since the epoch, by its number. */
  async begun(): Promise<ReadonlyMap<number, number>> {
    const events = await this.program.events();
    const started = events.filter(({ type }) => type === 'IterationStarted');
    return new Map(
      started.map(({ data, time }) => [(data as { number: number }).number, Date.parse(time)] as const),
    );
  }

  /** Ends what still runs and removes everything. */
  async close(): Promise<void> {
    for (const { pid } of this.program.processes()) endProcess(pid);
    for (const cleanUp of this.#cleanUps.reverse()) await cleanUp();
  }

  #memory(): Pick<Sample, 'rss' | 'live'>[] {
    if (!existsSync(this.#samplesFile)) return [];
    const lines = readFileSync(this.#samplesFile, 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line));
  }
}

/** One task, done again and again: the session itself stays as large as it is. */
function turn(number: number, waits: boolean): Turn {
  return {
    steps: [
      ...(waits ? [{ until: `../go-${number}` }] : []),
      ...(number === 1 ? [mcp('task-batch-add', { tasks: TASKS })] : []),
      mcp('task-status', { id: 'TAS-1', status: 'in_progress' }),
      { thought: `case ${number} comes next\n` },
      { text: 'The case is **handled** now:\n\n```ts\nreturn true;\n```\n' },
      { tool: { title: 'npm test', kind: 'execute', output: OUTPUT, exit: 0 } },
      { write: { path: `case-${number % 50}.txt`, content: `${number}\n` } },
      mcp('note-list'),
      mcp('task-status', { id: 'TAS-1', status: 'completed' }),
      mcp('iteration-summary', { summary: `handled case ${number}` }),
    ],
    usage: { inputTokens: 1_000, outputTokens: 100, totalTokens: 1_100 },
  };
}
