// The scratch repository of the demo: the project's files, the real opencode, and the built program in it.
import { execFileSync, type SpawnOptions, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setUpOpencode } from '../support/model-server/opencode-fixture.ts';

const ITERATR = fileURLToPath(new URL('../../dist/iteratr.js', import.meta.url));
const REPORTER = new URL('./test-reporter.mjs', import.meta.url).href;
const PROJECT = fileURLToPath(new URL('./project', import.meta.url));

/** What a program needs to know of the terminal to draw in its colours and characters. */
const TERMINAL = [
  'TERM',
  'TERM_PROGRAM',
  'COLORTERM',
  'TMUX',
  'LANG',
  'LC_ALL',
  'LC_CTYPE',
  'NO_COLOR',
  'CI',
];

const WHO = { NAME: 'Demo', EMAIL: 'demo@example.org' };

export class Scratch {
  readonly #folder = realpathSync(mkdtempSync(join(tmpdir(), 'iteratr-demo-')));
  readonly workTree = join(this.#folder, 'durations');
  #env: Record<string, string> = {};

  /** Makes the repository, with one commit. opencode asks the model at `modelUrl`. */
  prepare(modelUrl: string): void {
    cpSync(PROJECT, this.workTree, { recursive: true });
    writeFileSync(join(this.workTree, '.gitignore'), 'opencode.json\n');
    const opencode = setUpOpencode({
      workTree: this.workTree,
      home: join(this.#folder, 'home'),
      modelUrl,
      price: { input: 3, output: 15 },
    });
    const bin = join(this.#folder, 'bin');
    mkdirSync(bin);
    symlinkSync(opencode.command, join(bin, 'opencode'));
    const terminal = TERMINAL.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []));
    this.#env = {
      ...opencode.env,
      ...Object.fromEntries(terminal),
      PATH: `${bin}${delimiter}${opencode.env.PATH}`,
      ITERATR_MODEL: opencode.model,
      NODE_OPTIONS: `--test-reporter=${REPORTER}`,
      GIT_AUTHOR_NAME: WHO.NAME,
      GIT_AUTHOR_EMAIL: WHO.EMAIL,
      GIT_COMMITTER_NAME: WHO.NAME,
      GIT_COMMITTER_EMAIL: WHO.EMAIL,
    };
    this.git('init', '--quiet', '--initial-branch=main');
    this.git('add', '.');
    this.git('commit', '--quiet', '--message', 'Begin with a spec');
  }

  /** Runs git and returns what it prints. Throws if it fails. */
  git(...args: readonly string[]): string {
    return this.run('git', ...args);
  }

  /** Runs a program in the repository and returns what it prints. Throws if it fails. */
  run(command: string, ...args: readonly string[]): string {
    return execFileSync(command, args, { cwd: this.workTree, env: this.#env, encoding: 'utf8' });
  }

  /** Runs the built program and returns its exit code and what it prints; with 'inherit', it has the terminal. */
  async iteratr(
    args: readonly string[],
    stdio: 'inherit' | 'pipe',
  ): Promise<{ code: number; output: string }> {
    const options: SpawnOptions = { cwd: this.workTree, env: this.#env, stdio };
    const child = spawn(process.execPath, [ITERATR, ...args], options);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    const code = await new Promise<number>((resolve, reject) => {
      child.once('error', reject).once('close', (exit) => resolve(exit ?? 1));
    });
    return { code, output };
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
