// Where a chaos run of several workers takes place: a build and `iteratr work` processes of one session.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endProcess } from '../../support/processes.ts';
import { Program, type Running } from '../../support/program.ts';
import { type Acknowledged, acknowledgedToAgent } from '../acknowledged.ts';
import { SESSION } from '../arena.ts';
import type { Chance } from '../chance.ts';
import { CHECK, crewScenario, type PlannedTask, plannedTasks } from './crew-work.ts';

export const BRANCH = `iteratr/${SESSION}`;

const ENV = { ITERATR_IDLE_TIMEOUT: '15' };

/** A place for a process with workers, which is started again after a kill. */
export class Slot {
  #running: Running | undefined;
  /** Whether a disaster is under way here. */
  isTaken = false;

  constructor(
    readonly name: string,
    private readonly launch: () => Running,
    private readonly onStart: (slot: Slot, running: Running) => void,
  ) {}

  get running(): Running {
    if (!this.#running) throw new Error(`${this.name} was not started`);
    return this.#running;
  }

  start(): void {
    this.#running = this.launch();
    this.onStart(this, this.#running);
  }
}

export class CrewArena {
  readonly program: Program;
  readonly tasks: readonly PlannedTask[];
  readonly slots: readonly [Slot, ...Slot[]];
  /** Every process that was started, in order. */
  readonly started: { readonly slot: string; readonly running: Running }[] = [];
  readonly #cleanUps: (() => void | Promise<void>)[] = [];

  constructor(workers: number, tasks: number, chance: Chance) {
    this.program = new Program({ onEnd: (cleanUp) => this.#cleanUps.push(cleanUp) });
    const { program } = this;
    this.tasks = plannedTasks(tasks, chance);
    const { commandLine } = program.agent(crewScenario(program.base));
    const completed = join(program.base, 'completed');
    program.write('check.sh', CHECK);
    program.write('iteratr.yml', 'verify: ["sh check.sh"]\n');
    program.write(
      '.iteratr.hooks.yml',
      `version: 1\nhooks:\n  on_task_complete:\n    - command: 'echo "$ITERATR_TASK_ID" >> "${completed}"'\n`,
    );
    program.git('add', '.');
    program.git('commit', '--quiet', '--message', 'Check and hooks');
    const env = { ...ENV, ITERATR_AGENT: commandLine };
    const joining = workers < 4 ? 1 : 2;
    const register = (slot: Slot, running: Running) => this.started.push({ slot: slot.name, running });
    const slot = (name: string, args: readonly string[]) =>
      new Slot(name, () => program.start([...args, '--output', 'json'], { env }), register);
    this.slots = [
      slot('build', ['build', '--headless', '--trust', '--workers', String(workers - joining)]),
      ...Array.from({ length: joining }, (_, index) =>
        slot(`work ${index + 1}`, ['work', '--name', SESSION, '--workers', '1']),
      ),
    ];
  }

  async addTasks(): Promise<void> {
    await this.program.tool('task-batch-add', ['--tasks', JSON.stringify(this.tasks)]);
  }

  answers(): readonly Acknowledged[] {
    return acknowledgedToAgent(join(this.program.base, 'answers'));
  }

  prompts(): string[] {
    return this.#lines('prompts').flatMap((line) => {
      const { text } = JSON.parse(line) as { readonly text?: string };
      return text === undefined ? [] : [text];
    });
  }

  completionHooks(): string[] {
    return this.#lines('completed');
  }

  /** The tasks that are merged, as far as a process has shown it. */
  merged(): ReadonlySet<string> {
    const shown = this.started.flatMap(({ running }) => [
      ...running.stdout.matchAll(/"type":"TaskMerged"[^\n]*?"id":"(TAS-\d+)"/g),
    ]);
    return new Set(shown.map(([, id = '']) => id));
  }

  isComplete(): boolean {
    return this.started.some(({ running }) => running.stdout.includes('"type":"SessionCompleted"'));
  }

  /** Writes what the processes have printed to files, for a look at a failure. */
  keepOutput(): void {
    for (const [index, { slot, running }] of this.started.entries()) {
      writeFileSync(join(this.program.base, `output-${index}-${slot}`), running.stdout + running.stderr);
    }
  }

  /** Ends and removes everything before it returns, for a signal handler, which cannot wait. */
  abandon(): void {
    for (let left = this.program.processes(); left.length > 0; left = this.program.processes()) {
      for (const { pid } of left) endProcess(pid);
    }
    rmSync(this.program.base, { recursive: true, force: true });
  }

  /** Ends what is left and, unless it is to be looked at, removes everything. */
  async close({ keep }: { keep: boolean }): Promise<void> {
    for (const { pid } of this.program.processes()) endProcess(pid);
    if (keep) return this.keepOutput();
    for (const cleanUp of this.#cleanUps.reverse()) await cleanUp();
  }

  #lines(name: string): string[] {
    if (!readdirSync(this.program.base).includes(name)) return [];
    return readFileSync(join(this.program.base, name), 'utf8').split('\n').filter(Boolean);
  }
}
