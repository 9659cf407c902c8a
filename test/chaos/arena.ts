// Where the rounds take place: one session, its agent and its hooks, over all rounds.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endProcess, type FoundProcess } from '../support/processes.ts';
import { Program, type Running } from '../support/program.ts';
import { mcp } from '../support/scenarios.ts';
import type { Scenario } from '../support/scripted-agent/scenario.ts';
import { type Acknowledged, acknowledgedToAgent } from './acknowledged.ts';

export const SESSION = 'SPEC';
const BRANCH = `iteratr/${SESSION}`;

/** Longer than anything that the agent waits for. */
export const IDLE_TIMEOUT_S = 10;

export type Victim = 'build' | 'agent' | 'server' | 'hook' | 'command';

/** Stays, with a process below it, for as long as the file it makes of `linger-…` is there: what is killed then could leave that behind. */
const lingering = (what: string): string =>
  `mv ../linger-${what} ../lingering-$$ 2>/dev/null && { while [ -e ../lingering-$$ ]; do sleep 0.1; done & wait; }; sleep 0.05; : chaos-${what}`;

const HOOKS = `version: 1
hooks:
  session_start:
    - command: 'echo began; : chaos-hook'
      pipe_output: true
  pre_iteration:
    - command: '${lingering('hook')}'
  post_iteration:
    - command: 'sleep 0.05; echo checked; : chaos-hook'
      pipe_output: true
  on_task_complete:
    - command: 'echo "$ITERATR_TASK_ID" >> ../completed; sleep 0.02; : chaos-hook'
  on_error:
    - command: 'echo {{error}}; : chaos-hook'
      pipe_output: true
  session_end:
    - command: 'echo over; : chaos-hook'
`;

/** What the agents of several workers do: tasks that overlap in shared files, and conflicts that are resolved by keeping both sides. */
const CREW: NonNullable<Scenario['reactions']> = [
  {
    when: 'The merge is under way',
    steps: [{ shell: "sed -i -E '/^(<{7}|[|]{7}|={7}|>{7})/d' shared/*.txt" }],
  },
  {
    when: 'Your task is (?<task>TAS-\\d+)\\.',
    steps: [
      mcp('task-add', { content: 'by the agent of {{task}}' }),
      mcp('task-status', { id: '{{task}}', status: 'in_progress' }),
      { text: 'working on {{task}}\n' },
      { shell: lingering('agent') },
      {
        shell:
          'mkdir -p work shared; echo {{task}} > work/{{task}}.txt; echo {{task}} >> shared/$(($$ % 2)).txt',
      },
      mcp('note-add', { type: 'learning', content: 'learned in {{task}}' }),
      mcp('task-status', { id: '{{task}}', status: 'completed' }),
      mcp('iteration-summary', { summary: '{{task}}' }),
    ],
  },
  {
    when: 'No task is ready',
    steps: [
      mcp('task-batch-add', {
        tasks: ['one', 'two', 'three', 'four'].map((name) => ({ content: `${name} after {{turn}}` })),
      }),
    ],
  },
];

export class Arena {
  readonly program: Program;
  readonly #agents: Readonly<Record<'plain' | 'stubborn', string>>;
  readonly #promptsFile: string;
  readonly #answersFile: string;
  readonly #cleanUps: (() => void | Promise<void>)[] = [];

  constructor(readonly workers = 1) {
    this.program = new Program({ onEnd: (cleanUp) => this.#cleanUps.push(cleanUp) });
    const { base } = this.program;
    this.#promptsFile = join(base, 'prompts');
    this.#answersFile = join(base, 'answers');
    const scenario: Scenario = {
      promptsFile: this.#promptsFile,
      answersFile: this.#answersFile,
      stateFile: join(base, 'turns'),
      reactions: [
        { when: '^(message by|Output of the|The last turn)[^#]*$', steps: [{ text: 'I see.' }] },
        ...(workers > 1 ? CREW : []),
      ],
      fallback: {
        steps: [
          mcp('task-add', { content: 'by the agent in turn {{turn}}' }),
          { ...mcp('task-next'), save: { name: 'task', match: '^TAS-\\d+' } } as never,
          { ...mcp('task-status', { id: '{{task}}', status: 'in_progress' }), ifSet: 'task' },
          { text: 'working on {{task}}\n' },
          { shell: lingering('agent') },
          { write: { path: 'work/{{turn}}.txt', content: '{{task}}\n' } },
          mcp('note-add', { type: 'learning', content: 'learned in turn {{turn}}' }),
          { ...mcp('task-status', { id: '{{task}}', status: 'completed' }), ifSet: 'task' },
          mcp('iteration-summary', { summary: 'turn {{turn}}' }),
        ],
      },
    };
    this.#agents = {
      plain: this.program.agent(scenario).commandLine,
      stubborn: this.program.agent({ ...scenario, stubborn: true }).commandLine,
    };
    this.program.write('.iteratr.hooks.yml', HOOKS);
    this.program.git('add', '.');
    this.program.git('commit', '--quiet', '--message', 'Hooks');
  }

  build(agent: 'plain' | 'stubborn'): Running {
    const crew = this.workers > 1 ? ['--workers', String(this.workers)] : [];
    return this.program.start(['build', '--headless', '--output', 'json', ...crew], {
      env: {
        ITERATR_AGENT: this.#agents[agent],
        ITERATR_IDLE_TIMEOUT: String(IDLE_TIMEOUT_S),
        // A process that is killed may leave a temporary directory.
        TMPDIR: this.program.base,
      },
    });
  }

  /** The next hook, or the agent's next command, stays until it is ended or released. */
  linger(what: 'hook' | 'agent'): void {
    writeFileSync(join(this.program.base, `linger-${what}`), '');
  }

  /** What lingers now. */
  lingering(): string[] {
    return readdirSync(this.program.base).filter((name) => name.startsWith('lingering-'));
  }

  /** Lets go what lingers, or would, besides those. */
  release(kept: readonly string[] = []): void {
    for (const name of readdirSync(this.program.base)) {
      if (/^linger(ing)?-/.test(name) && !kept.includes(name)) rmSync(join(this.program.base, name));
    }
  }

  /** Those that can be killed now as `victim`. */
  find(victim: Victim): FoundProcess[] {
    if (victim === 'agent') return this.program.agents();
    if (victim === 'server') return this.program.servers();
    return this.program.processes().filter(({ command }) => PATTERNS[victim].test(command));
  }

  kill(processes: readonly FoundProcess[]): void {
    for (const { pid } of processes) endProcess(pid);
  }

  /** What the agent was told so far. */
  answers(): readonly Acknowledged[] {
    return acknowledgedToAgent(this.#answersFile);
  }

  prompts(): string[] {
    return linesOf(this.#promptsFile).flatMap((line) => {
      const { text } = JSON.parse(line) as { readonly text?: string };
      return text === undefined ? [] : [text];
    });
  }

  completionHooks(): string[] {
    return linesOf(join(this.program.base, 'completed'));
  }

  /** The merges of tasks on the session's branch, as `TAS-1 <commit>`. */
  landed(): string[] {
    if (!this.#hasBranch()) return [];
    const format = '--format=%H %(trailers:key=Iteratr-Task,valueonly,separator=%x20)';
    const log = this.program.git('log', '--first-parent', format, BRANCH);
    return log.split('\n').flatMap((line) => {
      const [commit = '', ...tasks] = line.trim().split(' ');
      return tasks.map((task) => `${task} ${commit}`);
    });
  }

  /** A commit of the session's branch that has conflict markers; undefined for none. */
  marked(): string | undefined {
    if (!this.#hasBranch()) return undefined;
    const commits = this.program.git('log', '--first-parent', '--format=%H', BRANCH).trim().split('\n');
    return commits.find((commit) => {
      const files = this.program.git('ls-tree', '-r', '--name-only', commit, '--', 'shared').trim();
      return files
        .split('\n')
        .some((file) => file !== '' && this.program.git('show', `${commit}:${file}`).includes('<<<<<<<'));
    });
  }

  #hasBranch(): boolean {
    return this.program.git('branch', '--list', BRANCH).trim() !== '';
  }

  /** Ends and removes everything before it returns, for a signal handler, which cannot wait. */
  abandon(): void {
    for (let left = this.program.processes(); left.length > 0; left = this.program.processes())
      this.kill(left);
    rmSync(this.program.base, { recursive: true, force: true });
  }

  /** Ends what is left and, unless it is to be looked at, removes everything. */
  async close({ keep }: { keep: boolean }): Promise<void> {
    this.kill(this.program.processes());
    if (keep) return;
    for (const cleanUp of this.#cleanUps.reverse()) await cleanUp();
  }
}

const PATTERNS: Readonly<Record<'build' | 'hook' | 'command', RegExp>> = {
  build: /iteratr\.js build /,
  hook: /^sh -c .*chaos-hook/s,
  command: /iteratr\.js (tool|message|mcp) /,
};

function linesOf(file: string): string[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}
