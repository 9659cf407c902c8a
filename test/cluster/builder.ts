// One build on the cluster, with an agent that works all the time, and a user who calls tools beside it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endProcess } from '../support/processes.ts';
import { type Ended, Program, type Running } from '../support/program.ts';
import { mcp } from '../support/scenarios.ts';
import type { Attempt } from './verdict.ts';

const PAUSE_MS = 300;

export class Builder {
  readonly #program: Program;
  readonly #cleanUps: (() => void | Promise<void>)[] = [];
  readonly #env: Readonly<Record<string, string>>;
  readonly #answersFile: string;
  readonly #attempts: Attempt[] = [];
  /** Errors of commands, with their number. */
  readonly errors = new Map<string, number>();
  readonly #build: Running;
  readonly #calling: Promise<void>;
  #stopped = false;
  #ended: Ended | undefined;

  constructor(
    readonly session: string,
    url: string,
  ) {
    this.#program = new Program({ onEnd: (cleanUp) => this.#cleanUps.push(cleanUp) });
    this.#answersFile = join(this.#program.base, 'answers');
    this.#env = { ITERATR_NATS_URL: url, ITERATR_NATS_REPLICAS: '3', ITERATR_STALL_AFTER: '0' };
    const steps = [1, 2, 3, 4].flatMap((number) => [
      mcp('note-add', { type: 'learning', content: `agent {{turn}}-${number}` }),
      { wait: PAUSE_MS },
    ]);
    const scenario = { answersFile: this.#answersFile, turns: [], fallback: { steps } };
    this.#build = this.#program.startBuild(scenario, ['--name', session], { env: this.#env });
    void this.#build.ended.then((ended) => {
      this.#ended = ended;
    });
    this.#calling = this.#call();
  }

  /** How the build ended; undefined while it runs. */
  get ended(): Ended | undefined {
    return this.#ended;
  }

  begun(): Promise<void> {
    return this.#build.printed('── Iteration 1');
  }

  /** Lines in which the build says that it waits, and that the store is back. */
  async stop(): Promise<{ readonly code: number; readonly waits: string[] }> {
    this.#stopped = true;
    await this.#calling;
    this.#build.signal('SIGINT');
    const { code, stdout } = await this.#build.ended;
    return { code, waits: stdout.split('\n').filter((line) => /store_timeout|the store is back/.test(line)) };
  }

  /** What the user and the agent were told. */
  attempts(): Attempt[] {
    return [...this.#attempts, ...this.#toldToAgent()];
  }

  async remove(): Promise<void> {
    this.#stopped = true;
    // After a failure, the build still runs.
    for (const { pid } of this.#program.processes()) endProcess(pid);
    await this.#calling;
    for (const cleanUp of this.#cleanUps.reverse()) await cleanUp();
  }

  /** Adds tasks, one after another: through the build, and every other time directly on the cluster. */
  async #call(): Promise<void> {
    await this.begun().catch(() => undefined);
    for (let number = 1; !this.#stopped && !this.#ended; number++) {
      const at = Date.now();
      const content = `user ${number}`;
      const direct = number % 2 === 0 ? ['--data-dir', join(this.#program.base, 'elsewhere')] : [];
      const command = ['tool', 'task-add', '--name', this.session, '--content', content, ...direct];
      const { code, stderr } = await this.#program.run(command, { env: this.#env });
      this.#attempts.push({
        session: this.session,
        content,
        at,
        told: code === 0 ? 'stored' : toldBy(stderr),
      });
      if (code !== 0) this.#count(stderr);
      await sleep(PAUSE_MS);
    }
  }

  #count(stderr: string): void {
    const error = stderr.trim().replace(/\(waited [^)]*\)|nats:\/\/\S+/g, '…');
    this.errors.set(error, (this.errors.get(error) ?? 0) + 1);
  }

  /** The agent notes no times: its calls count only for what was stored. */
  #toldToAgent(): Attempt[] {
    if (!existsSync(this.#answersFile)) return [];
    const lines = readFileSync(this.#answersFile, 'utf8').split('\n').filter(Boolean);
    return lines.map((line) => {
      const { args, text, failed } = JSON.parse(line) as {
        readonly args: { readonly content: string };
        readonly text: string;
        readonly failed: boolean;
      };
      return {
        ...{ session: this.session, content: args.content, at: 0 },
        told: failed ? toldBy(text) : 'stored',
      };
    });
  }
}

function toldBy(error: string): Attempt['told'] {
  return /not stored|nothing was stored/.test(error) ? 'not stored' : 'unknown';
}
