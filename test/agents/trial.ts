// One scenario with one agent: a scratch project, a scripted model, and the built program that runs the agent by its name.
import { mkdirSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type ModelServer, startModelServer } from '../support/model-server/model-server.ts';
import { fail, type Script } from '../support/model-server/script.ts';
import { endProcess, type FoundProcess } from '../support/processes.ts';
import { Program, type Running } from '../support/program.ts';
import type { TriedAgent } from './agents.ts';

type Variables = Readonly<Record<string, string>>;

export class Trial {
  static readonly #running = new Set<Trial>();
  readonly #cleanUps: (() => void | Promise<void>)[] = [];

  private constructor(
    readonly agent: TriedAgent,
    readonly program: Program,
    readonly model: ModelServer,
    /** Errors of the script. */
    readonly failures: readonly unknown[],
    readonly env: Variables,
  ) {}

  /** `path`: folders with the agent's programs. `loggedIn`: whether the agent has a key for the model. */
  static async begin(
    agent: TriedAgent,
    script: (program: Program) => Script,
    { path, loggedIn = true }: { readonly path: readonly string[]; readonly loggedIn?: boolean },
  ): Promise<Trial> {
    const cleanUps: (() => void | Promise<void>)[] = [];
    const program = new Program({ onEnd: (cleanUp) => cleanUps.push(cleanUp) });
    const answer = script(program);
    const failures: unknown[] = [];
    const model = await startModelServer(async (conversation) => {
      try {
        return await answer(conversation);
      } catch (error) {
        failures.push(error);
        // Not 500, after which agents try again.
        return fail(400, String(error));
      }
    });
    // Agents leave files in it.
    const temporary = join(program.base, 'tmp');
    mkdirSync(temporary);
    const access = loggedIn ? agent.setUp({ modelUrl: model.url, home: program.home }) : {};
    const trial = new Trial(agent, program, model, failures, {
      ...agent.env,
      ...access,
      TMPDIR: temporary,
      PATH: [...path, process.env.PATH ?? ''].join(delimiter),
      ITERATR_AGENT: agent.name,
      ITERATR_MODEL: agent.model,
      ITERATR_AGENT_MODE: agent.mode,
    });
    trial.#cleanUps.push(...cleanUps);
    Trial.#running.add(trial);
    return trial;
  }

  start(args: readonly string[] = [], env: Variables = {}): Running {
    return this.program.start(['build', '--headless', '--output', 'json', ...args], {
      env: { ...this.env, ...env },
    });
  }

  /** Returns what still runs, after a short wait for what is just ending. */
  nothingLeft(): Promise<FoundProcess[]> {
    return this.program.nothingLeft();
  }

  /** Ends and removes everything of the running trials before it returns, for a signal handler, which cannot wait. */
  static abandon(): void {
    for (const { program } of Trial.#running) {
      for (let left = program.processes(); left.length > 0; left = program.processes()) {
        for (const { pid } of left) endProcess(pid);
      }
      rmSync(program.base, { recursive: true, force: true });
    }
  }

  async end(): Promise<void> {
    Trial.#running.delete(this);
    for (const { pid } of this.program.processes()) endProcess(pid);
    await this.model.close();
    for (const cleanUp of this.#cleanUps.reverse()) await cleanUp();
  }
}
