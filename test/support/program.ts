// Runs the real program in a scratch directory with its own work tree, HOME and scripted agent, isolated from the machine.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { quote } from 'shlex';
import { onTestFinished } from 'vitest';
import { openStore } from '../../adapters/nats/open-store.ts';
import { UNRECORDED_PROCESSES } from '../../adapters/process/system-processes.ts';
import type { StoredEvent } from '../../application/codec/event-codec.ts';
import { encodeEvent } from '../../application/codec/event-codec.ts';
import { sessionName } from '../../domain/session/session-name.ts';
import { SILENT } from './harness.ts';
import { endProcess, type FoundProcess, processesOf } from './processes.ts';
import type { Scenario } from './scripted-agent/scenario.ts';
import { type ScriptedAgent, scriptedAgent } from './scripted-agent/scripted-agent.ts';
import { type OnEnd, tempDir } from './temp-dir.ts';
import { waitFor } from './wait-for.ts';

export const ITERATR = fileURLToPath(new URL('../../dist/iteratr.js', import.meta.url));
/** The program of the launcher of git processes. */
export const LAUNCHER = fileURLToPath(new URL('../../dist/launcher.js', import.meta.url));

export interface Ended {
  /** The exit code; 128 plus the signal number if a signal ended it, as in a shell. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
}

/** A process of the program, which may still be running. */
export class Running {
  readonly ended: Promise<Ended>;
  readonly pid: number;
  #stdout = '';
  #stderr = '';

  constructor(
    command: readonly string[],
    options: { cwd: string; env: Record<string, string>; uid?: number },
  ) {
    const [file = '', ...args] = command;
    const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    this.pid = child.pid ?? 0;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    this.ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => {
        resolve({
          code: code ?? 128 + (SIGNAL_NUMBERS[signal ?? ''] ?? 0),
          stdout: this.#stdout,
          stderr: this.#stderr,
        });
      });
    });
  }

  get stdout(): string {
    return this.#stdout;
  }

  get stderr(): string {
    return this.#stderr;
  }

  signal(signal: NodeJS.Signals): void {
    endProcess(this.pid, signal);
  }

  /** Resolves when its stdout contains `text`. */
  async printed(text: string): Promise<void> {
    await waitFor(`"${text}" in:\n${this.#stdout}${this.#stderr}`, () => this.#stdout.includes(text));
  }
}

const SIGNAL_NUMBERS: Record<string, number> = { SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

export class Program {
  readonly base: string;
  readonly workTree: string;
  readonly home: string;
  readonly dataDir: string;
  #agents = 0;

  /**
   * Creates a work tree with a spec. `git`: whether it is a repository with a first commit. `onEnd`: registers the cleanup, for a
   * program that several tests share.
   */
  constructor({ git = true, onEnd = onTestFinished }: { git?: boolean; onEnd?: OnEnd } = {}) {
    this.base = tempDir(onEnd);
    this.workTree = join(this.base, 'work tree');
    this.home = join(this.base, 'home');
    this.dataDir = join(this.workTree, '.iteratr');
    onEnd(async () => {
      const left = await this.#leftAfter(5_000);
      for (const { pid } of left) endProcess(pid);
      if (left.length > 0) throw new Error(`processes are still running: ${JSON.stringify(left)}`);
    });
    mkdirSync(join(this.workTree, 'specs'), { recursive: true });
    mkdirSync(this.home);
    writeFileSync(join(this.workTree, 'specs', 'SPEC.md'), '# The spec\n\nBuild it.\n');
    writeFileSync(
      join(this.home, '.gitconfig'),
      '[user]\n\tname = Test\n\temail = test@example.org\n[init]\n\tdefaultBranch = main\n',
    );
    if (git) {
      this.git('init', '--quiet');
      this.git('add', '.');
      this.git('commit', '--quiet', '--message', 'Begin');
    }
  }

  get env(): Record<string, string> {
    return {
      PATH: process.env.PATH ?? '',
      HOME: this.home,
      XDG_CONFIG_HOME: join(this.home, 'config'),
      XDG_CACHE_HOME: process.env.XDG_CACHE_HOME ?? '',
      GIT_CONFIG_NOSYSTEM: '1',
      ITERATR_MODEL: 'fake/model',
    };
  }

  /** Sets up the agent for all later builds. Its files are outside the work tree. */
  agent(scenario: Scenario): ScriptedAgent & { readonly commandLine: string } {
    const directory = join(this.base, `agent-${++this.#agents}`);
    mkdirSync(directory);
    const agent = scriptedAgent(directory, { stateFile: join(directory, 'state'), ...scenario });
    const commandLine = [agent.command, ...agent.args].map((word) => quote(word)).join(' ');
    return { ...agent, commandLine };
  }

  start(args: readonly string[], options: StartOptions = {}): Running {
    return this.startCommand([process.execPath, ITERATR, ...args], options);
  }

  startCommand(command: readonly string[], { env = {}, cwd = this.workTree }: StartOptions = {}): Running {
    const all = Object.entries({ ...this.env, ...env }).filter((entry) => entry[1] !== undefined);
    const own = Object.fromEntries(all) as Record<string, string>;
    return new Running(command, { cwd, env: own });
  }

  run(args: readonly string[], options: StartOptions = {}): Promise<Ended> {
    return this.start(args, options).ended;
  }

  /** Runs a headless build with an agent that plays `scenario`. */
  build(scenario: Scenario, args: readonly string[] = [], options: StartOptions = {}): Promise<Ended> {
    return this.startBuild(scenario, args, options).ended;
  }

  startBuild(scenario: Scenario, args: readonly string[] = [], options: StartOptions = {}): Running {
    const { commandLine } = this.agent(scenario);
    const env = { ITERATR_AGENT: commandLine, ...options.env };
    return this.start(['build', '--headless', ...args], { ...options, env });
  }

  git(...args: readonly string[]): string {
    return execFileSync('git', args, { cwd: this.workTree, env: this.env, encoding: 'utf8' });
  }

  path(...parts: readonly string[]): string {
    return join(this.workTree, ...parts);
  }

  write(path: string, content: string | Uint8Array): string {
    writeFileSync(this.path(path), content);
    return this.path(path);
  }

  mkdir(path: string): void {
    mkdirSync(this.path(path), { recursive: true });
  }

  read(path: string): string {
    return readFileSync(this.path(path), 'utf8');
  }

  exists(path: string): boolean {
    return existsSync(this.path(path));
  }

  /** Reads all stored events of the session, over a separate connection. `natsUrl`: of a server that is not the program's own. */
  async events(
    session = 'SPEC',
    { dataDir = this.dataDir, natsUrl }: { dataDir?: string; natsUrl?: string | undefined } = {},
  ): Promise<StoredEvent[]> {
    const store = await openStore({ processes: UNRECORDED_PROCESSES, dataDir, natsUrl, logger: SILENT });
    try {
      const events: StoredEvent[] = [];
      for await (const commit of store.events.read(sessionName(session), 0)) {
        events.push(...commit.events.map(encodeEvent));
      }
      return events;
    } finally {
      await store.close();
    }
  }

  /** Calls a tool and returns its `--json` output. */
  async tool(name: string, args: readonly string[] = [], options: StartOptions = {}): Promise<unknown> {
    const all = ['tool', name, '--name', 'SPEC', '--json', ...args];
    const { code, stdout, stderr } = await this.run(all, options);
    if (code !== 0) throw new Error(`tool ${name} exited with ${code}: ${stderr}`);
    return JSON.parse(stdout);
  }

  processes(): FoundProcess[] {
    return processesOf(this.base);
  }

  /** Returns the running servers, without processes that only wait for the lock. */
  servers(): FoundProcess[] {
    return this.processes().filter(
      ({ command }) => / -c \S[^\n]*nats\.conf$/.test(command) && !command.startsWith('/bin/sh '),
    );
  }

  agents(): FoundProcess[] {
    return this.processes().filter(({ command }) => command.includes('scripted-agent.mjs'));
  }

  /** Returns the processes still running after a short wait for those that are just ending. */
  async nothingLeft(): Promise<FoundProcess[]> {
    return this.#leftAfter(2_000);
  }

  async #leftAfter(limitMs: number): Promise<FoundProcess[]> {
    await waitFor('processes to end', () => this.processes().length === 0, limitMs).catch(() => undefined);
    return this.processes();
  }
}

export interface JsonLine extends Record<string, unknown> {
  readonly v: number;
  readonly time: string;
  readonly type: string;
}

export function jsonLines(text: string): JsonLine[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
