// What else can happen to a run than a kill: it is stopped, loses its run file or its data directory, or files of its store.
import { randomUUID } from 'node:crypto';
import { readdirSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Running } from '../support/program.ts';
import { type Arena, IDLE_TIMEOUT_S, SESSION } from './arena.ts';
import type { Chance } from './chance.ts';
import { violated } from './violated.ts';

/** A build may take this long to notice that its data directory is gone, to save what it can, and to end. */
const LOSS_MS = 30_000;

/** Things that a build survives. Each returns what happened, in words. */
export const SURVIVED = { suspended, withoutRunFile, cleaned } as const;

/** Stops the build for longer than its timeouts. Meanwhile it keeps its session. */
async function suspended(arena: Arena, build: Running, chance: Chance): Promise<string> {
  const ms = IDLE_TIMEOUT_S * 1_000 + chance.below(3_000);
  build.signal('SIGSTOP');
  const since = Date.now();
  await expectRefused(arena);
  await sleep(Math.max(0, ms - (Date.now() - since)));
  build.signal('SIGCONT');
  return `stopped the build for ${(ms / 1_000).toFixed(1)} s`;
}

async function withoutRunFile(arena: Arena): Promise<string> {
  rmSync(join(arena.program.dataDir, 'runs', `${SESSION}.json`), { force: true });
  await expectRefused(arena);
  return 'removed the run file';
}

async function cleaned(arena: Arena): Promise<string> {
  arena.program.git('clean', '-fdxq');
  return 'git clean -fdx';
}

async function expectRefused({ program }: Arena): Promise<void> {
  const { code, stderr } = await program.run(['build', '--headless'], { env: { ITERATR_AGENT: 'false' } });
  if (code === 2 && stderr.includes('is already being run')) return;
  throw violated('a second build is refused while one has the session', 'exit code 2', `${code}: ${stderr}`);
}

/** Removes the data directory of a running build, which has to end, and restores the session. */
export async function loseDirectory(arena: Arena, build: Running, chance: Chance): Promise<string> {
  const { program } = arena;
  const how = chance.pick(['rm -rf', 'git clean -ffdx'] as const);
  if (how === 'rm -rf') rmSync(program.dataDir, { recursive: true, force: true });
  else program.git('clean', '-ffdxq');
  const ended = await Promise.race([build.ended, sleep(LOSS_MS, undefined, { ref: false })]);
  if (!ended)
    throw violated('a build ends when its data directory is gone', `its end within ${LOSS_MS / 1_000} s`, '');
  const last = ended.stdout.trimEnd().split('\n').at(-1) ?? '';
  if (ended.code !== 1 || !last.includes('"store_lost"')) {
    throw violated(
      'a build ends with store_lost when its data directory is gone',
      'store_lost, exit code 1',
      `${ended.code}: ${last}${ended.stderr}`,
    );
  }
  await restore(arena);
  return `${how} of the data directory`;
}

/** Damages a file of the store while nobody uses it. What is lost has to be noticed, and can be restored. */
export async function damageStore(arena: Arena, chance: Chance): Promise<string> {
  const { program } = arena;
  const files = readdirSync(join(program.dataDir, 'jetstream'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const file = chance.pick(files as [string, ...string[]]);
  const how = chance.pick(['truncated', 'emptied', 'removed'] as const);
  if (how === 'removed') rmSync(file);
  else if (how === 'emptied') writeFileSync(file, '');
  else truncateSync(file, chance.below(4_096));
  const { code, stderr } = await program.run(['tool', 'task-list', '--name', SESSION]);
  if (code === 1 && /^iteratr: [^\n]+\n$/.test(stderr)) await restore(arena);
  else if (code !== 0)
    throw violated('a damaged store is reported in one line', 'exit code 1 and a line', `${code}: ${stderr}`);
  return `${how} ${file.slice(program.dataDir.length + 1)}${code === 1 ? ', restored' : ''}`;
}

/** Restores the session. Does what the error says where the whole store is unreadable. */
async function restore({ program }: Arena): Promise<void> {
  const command = ['sessions', 'restore', SESSION];
  let ended = await program.run(command);
  const [, aside] = /; move (.+) elsewhere and restore the sessions/.exec(ended.stderr) ?? [];
  if (aside !== undefined) {
    renameSync(aside, join(program.base, `damaged-${randomUUID()}`));
    ended = await program.run(command);
  }
  const { code, stderr } = ended;
  if (code !== 0) throw violated('a lost session can be restored', 'exit code 0', `${code}: ${stderr}`);
}
