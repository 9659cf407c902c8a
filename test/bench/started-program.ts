// The program as a user starts it, until something is seen of it: a frame in a pseudo-terminal, or a file of its agent.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { spawn as spawnPty } from '@lydell/node-pty';

export const ITERATR = fileURLToPath(new URL('../../dist/iteratr.js', import.meta.url));
/** What every frame begins with: synchronized output. */
export const FRAME = '\u001b[?2026h';
const LIMIT_MS = 30_000;

export interface Started {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A running program. Times are milliseconds since the start of the program. */
export interface RunningProgram {
  /** Resolves to the time at which its output holds the text. Rejects if it ends first. */
  shown(text: string): Promise<number>;
  /** Resolves to the time that the agent wrote into the file. Rejects after 30 seconds. */
  written(file: string): Promise<number>;
  /** Ends it and what it has started. */
  end(): Promise<void>;
}

/** Starts the program without a terminal. */
export function startHeadless(args: readonly string[], { cwd, env }: Started): RunningProgram {
  const begun = Date.now();
  const child = spawn(process.execPath, [ITERATR, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = once(child, 'close');
  const output = new Output(begun);
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => output.add(`${data}`));
  void closed.then(() => output.end());
  return {
    shown: (text) => output.shown(text),
    written: (file) => written(file, begun),
    async end() {
      child.kill('SIGTERM');
      await closed;
    },
  };
}

/** Starts the program in a pseudo-terminal. */
export function startInTerminal(args: readonly string[], { cwd, env }: Started): RunningProgram {
  const begun = Date.now();
  const terminal = { ...env, TERM: 'xterm-256color', COLORTERM: 'truecolor' };
  const pty = spawnPty(process.execPath, [ITERATR, ...args], { cols: 120, rows: 35, cwd, env: terminal });
  const output = new Output(begun);
  pty.onData((data) => output.add(data));
  const over = new Promise<void>((resolve) => pty.onExit(() => resolve()));
  void over.then(() => output.end());
  return {
    shown: (text) => output.shown(text),
    written: (file) => written(file, begun),
    async end() {
      pty.kill('SIGTERM');
      await over;
    },
  };
}

/** Everything that was written so far, and who waits for a part of it. */
class Output {
  #text = '';
  #ended = false;
  #look = (): void => undefined;

  constructor(private readonly begun: number) {}

  add(text: string): void {
    this.#text += text;
    this.#look();
  }

  end(): void {
    this.#ended = true;
    this.#look();
  }

  shown(text: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#look = () => {
        if (this.#text.includes(text)) resolve(Date.now() - this.begun);
        else if (this.#ended) reject(new Error(`it ended and did not show "${text}": ${this.#text}`));
      };
      this.#look();
    });
  }
}

/** The agent writes its own time, so that looking rarely costs no precision. */
async function written(file: string, begun: number): Promise<number> {
  while (!existsSync(file) || readFileSync(file, 'utf8') === '') {
    if (Date.now() - begun > LIMIT_MS) throw new Error(`nothing was written to ${file}`);
    await sleep(20);
  }
  return Number(readFileSync(file, 'utf8')) - begun;
}
