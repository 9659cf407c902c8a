// A second user of the machine reaches nothing of a run: no file, no port, no process, no secret.
import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, lstatSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { listeningSockets } from '../../adapters/process/listening-sockets.ts';
import { Program } from '../support/program.ts';
import { mcp } from '../support/scenarios.ts';
import type { Step } from '../support/scripted-agent/scenario.ts';
import { waitFor } from '../support/wait-for.ts';

const ROOT = 0;
const NOBODY = 65_534;
const SCRIPT = readFileSync(fileURLToPath(new URL('../support/second-user.mjs', import.meta.url)), 'utf8');
const HOOKS = `version: 1
hooks:
  session_start:
    - command: 'echo began'
`;

interface Attempts {
  readonly roots: readonly string[];
  readonly files: readonly string[];
  readonly ports: readonly number[];
  readonly pids: readonly number[];
}

/** Tries as another user, if this one is root; else without this user's rights to anything but the ports. */
async function attempted(program: Program, attempts: Attempts): Promise<{ user: number; reached: string[] }> {
  // The user's own node may be in a place that others cannot reach.
  const node = join(program.base, 'node');
  copyFileSync(process.execPath, node);
  const other = process.getuid?.() === ROOT ? { uid: NOBODY, gid: NOBODY } : {};
  const child = spawn(node, ['--input-type=module', '-e', SCRIPT], {
    cwd: '/',
    env: {},
    stdio: ['pipe', 'pipe', 'inherit'],
    ...other,
  });
  child.stdin.end(JSON.stringify(attempts));
  return JSON.parse(await text(child.stdout));
}

/** The entries that others could open, without the links. Files come and go meanwhile. */
function open(path: string): string[] {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found || found.isSymbolicLink()) return [];
  const own = (found.mode & 0o077) !== 0 ? [`${path} ${(found.mode & 0o777).toString(8)}`] : [];
  return found.isDirectory() ? [...own, ...readdirSync(path).flatMap((name) => open(join(path, name)))] : own;
}

it('reads, changes and signals nothing while a build runs', async () => {
  const program = new Program();
  // Only what iteratr makes protects itself.
  for (const path of [program.base, program.workTree, program.home]) chmodSync(path, 0o755);
  const cache = join(program.home, 'cache');
  const state = join(program.home, 'state');
  const log = program.path('build.log');
  // Other tests use the temporary directory at the same time.
  const temporary = join(program.base, 'tmp');
  const env = { XDG_CACHE_HOME: cache, XDG_STATE_HOME: state, ITERATR_LOG_FILE: log, TMPDIR: temporary };
  for (const path of [cache, state, temporary]) mkdirSync(path, { mode: 0o755 });
  program.write('.iteratr.hooks.yml', HOOKS);
  expect((await program.run(['trust'], { env })).code).toBe(0);

  const steps: Step[] = [mcp('task-add', { content: 'Secret plans' }), { text: 'I wait\n' }, { hang: true }];
  const build = program.startBuild({ turns: [{ steps }] }, ['--iterations', '1'], { env });
  await build.printed('I wait');
  const exported = program.path('export.md');
  expect((await program.run(['sessions', 'export', 'SPEC', '--output', exported], { env })).code).toBe(0);

  const roots = [
    program.dataDir,
    program.path('.git', 'iteratr'),
    join(cache, 'iteratr'),
    join(state, 'iteratr'),
    ...readdirSync(temporary).map((name) => join(temporary, name)),
  ];
  const files = [log];
  const pids = program.processes().map(({ pid }) => pid);
  const found = await Promise.all(pids.map((pid) => listeningSockets(pid)));
  const ports = [...new Set(found.flatMap(({ sockets }) => sockets.map(({ port }) => port)))];
  expect([pids.length >= 3, ports.length >= 2]).toEqual([true, true]);
  expect(
    found.flatMap(({ sockets }) => sockets.map(({ host }) => host)).filter((host) => host !== '127.0.0.1'),
  ).toEqual([]);

  expect([...roots, ...files].flatMap(open)).toEqual([]);
  const { user, reached } = await attempted(program, {
    roots: user0() ? roots : [],
    files: user0() ? files : [],
    ports,
    pids: user0() ? pids : [],
  });
  expect(user).toBe(user0() ? NOBODY : process.getuid?.());
  const commandLines = reached.filter((line) => line.startsWith('command line of '));
  expect(reached.filter((line) => !commandLines.includes(line))).toEqual([]);
  for (const secret of secretsOf(program)) {
    expect(commandLines.filter((line) => line.includes(secret))).toEqual([]);
  }
  build.signal('SIGINT');
  await build.ended;
  await waitFor('all to end', () => program.processes().length === 0);
}, 60_000);

function user0(): boolean {
  return process.getuid?.() === ROOT;
}

/** The tokens of the run. */
function secretsOf(program: Program): string[] {
  const run = JSON.parse(readFileSync(join(program.dataDir, 'runs', 'SPEC.json'), 'utf8'));
  const texts = readdirSync(program.dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(json|conf)$/.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
  const tokens = texts.flatMap((content) =>
    [...content.matchAll(/"?token"?\s*[:=]\s*"([^"]+)"/g)].map((match) => match[1] ?? ''),
  );
  const all = [...new Set([run.token, ...tokens])];
  expect(all.length).toBeGreaterThan(1);
  return all;
}
