// Where a chaos run of several workers takes place: a build and `iteratr work` processes of one session.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { StoredEvent } from '../../../application/codec/event-codec.ts';
import { endProcess, type FoundProcess, processesOf } from '../../support/processes.ts';
import type { Program, Running } from '../../support/program.ts';
import { type Acknowledged, acknowledgedToAgent } from '../acknowledged.ts';
import { SESSION } from '../arena.ts';
import type { Chance } from '../chance.ts';
import { type CrewMachines, completedFile, crewMachines, type Machine } from './crew-machines.ts';
import { crewScenario, type PlannedTask, plannedTasks } from './crew-work.ts';
import type { Repository } from './repository.ts';
import { Slot } from './slot.ts';
import type { StoreServers } from './store-servers.ts';

export const BRANCH = `iteratr/${SESSION}`;

const ENV = { ITERATR_IDLE_TIMEOUT: '15' };

export interface CrewOptions {
  readonly workers: number;
  /** Number of tasks. */
  readonly tasks: number;
  /** With two, the build runs on one, and `iteratr work` on the other. */
  readonly machines: number;
}

export class CrewArena {
  readonly slots: readonly [Slot, ...Slot[]];
  /** Every process that was started, in order. */
  readonly started: { readonly slot: string; readonly running: Running }[] = [];

  private constructor(
    private readonly machines: CrewMachines,
    readonly tasks: readonly PlannedTask[],
    workers: number,
    private readonly cleanUps: (() => void | Promise<void>)[],
  ) {
    const register = (slot: Slot, running: Running) => this.started.push({ slot: slot.name, running });
    const slot = (name: string, { program, start }: Machine, args: readonly string[]) => {
      const { commandLine } = program.agent(crewScenario(this.base));
      // A process that is killed may leave a temporary directory.
      const env = { ...ENV, ...this.env, ITERATR_AGENT: commandLine, TMPDIR: program.base };
      return new Slot(name, () => start([...args, '--trust', '--output', 'json'], { env }), register);
    };
    const joining = workers < 4 ? 1 : 2;
    this.slots = [
      slot('build', machines.build, ['build', '--headless', '--workers', String(workers - joining)]),
      ...Array.from({ length: joining }, (_, index) =>
        slot(`work ${index + 1}`, machines.work, ['work', '--name', SESSION, '--workers', '1']),
      ),
    ];
  }

  static async open({ workers, tasks, machines }: CrewOptions, chance: Chance): Promise<CrewArena> {
    const cleanUps: (() => void | Promise<void>)[] = [];
    const opened = await crewMachines(machines, (cleanUp) => cleanUps.push(cleanUp));
    return new CrewArena(opened, plannedTasks(tasks, chance), workers, cleanUps);
  }

  /** Of the machine of the build; with what all agents and hooks record. */
  get base(): string {
    return this.machines.build.program.base;
  }

  get env(): Readonly<Record<string, string>> {
    return this.machines.env;
  }

  get servers(): StoreServers {
    return this.machines.servers;
  }

  get repository(): Repository {
    return this.machines.repository;
  }

  /** Of each machine. */
  get programs(): Program[] {
    return [...new Set([this.machines.build.program, this.machines.work.program])];
  }

  /** Of all machines, without external servers. */
  processes(): FoundProcess[] {
    return once(this.programs.flatMap((program) => program.processes()));
  }

  agents(): FoundProcess[] {
    return once(this.programs.flatMap((program) => program.agents()));
  }

  /** What starts the git commands of the workers. */
  launchers(): FoundProcess[] {
    return this.processes().filter(({ command }) => command.endsWith('launcher.js'));
  }

  async addTasks(): Promise<void> {
    const { program } = this.machines.build;
    await program.tool('task-batch-add', ['--tasks', JSON.stringify(this.tasks)], { env: this.env });
  }

  events(): Promise<StoredEvent[]> {
    return this.machines.build.program.events(SESSION, { natsUrl: this.servers.url });
  }

  answers(): readonly Acknowledged[] {
    return acknowledgedToAgent(join(this.base, 'answers'));
  }

  prompts(): string[] {
    return this.#lines('prompts').flatMap((line) => {
      const { text } = JSON.parse(line) as { readonly text?: string };
      return text === undefined ? [] : [text];
    });
  }

  completionHooks(): string[] {
    return this.#lines(basename(completedFile(this.machines.build.program)));
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
      writeFileSync(join(this.base, `output-${index}-${slot}`), running.stdout + running.stderr);
    }
  }

  /** Ends and removes everything before it returns, for a signal handler, which cannot wait. */
  abandon(): void {
    const directories = [...this.programs.map(({ base }) => base), ...this.servers.directories];
    const left = (): FoundProcess[] => directories.flatMap(processesOf);
    for (let found = left(); found.length > 0; found = left()) {
      for (const { pid } of found) endProcess(pid);
    }
    for (const directory of directories) rmSync(directory, { recursive: true, force: true });
  }

  /** Ends what is left and, unless it is to be looked at, removes everything. */
  async close({ keep }: { keep: boolean }): Promise<void> {
    for (const { pid } of this.processes()) endProcess(pid);
    if (!keep) for (const cleanUp of this.cleanUps.reverse()) await cleanUp();
    else {
      this.keepOutput();
      await this.servers.remove();
    }
  }

  #lines(name: string): string[] {
    if (!readdirSync(this.base).includes(name)) return [];
    return readFileSync(join(this.base, name), 'utf8').split('\n').filter(Boolean);
  }
}

function once(found: readonly FoundProcess[]): FoundProcess[] {
  return [...new Map(found.map((one) => [one.pid, one])).values()];
}
