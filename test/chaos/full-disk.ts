// A build on a real file system without room: it waits, a command says so at once, and nothing acknowledged is lost.
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endProcess } from '../support/processes.ts';
import { Program } from '../support/program.ts';
import { FILL_UP, mcp } from '../support/scenarios.ts';
import { acknowledgedToAgent } from './acknowledged.ts';
import { SESSION } from './arena.ts';

/** The server writes its first block, of up to 8 MB, more freely than later ones. */
const SIZE = '24m';
const PAGE = Buffer.alloc(4_096);
/** Does not fit into what is free of the last page of the store's file. */
const CONTENT = 'x'.repeat(4 * PAGE.length);

/** Returns why it was not run; undefined if it was. Throws an `Error` that says what is wrong. */
export async function playFullDisk(): Promise<string | undefined> {
  const cleanUps: (() => void | Promise<void>)[] = [];
  const program = new Program({ onEnd: (cleanUp) => cleanUps.push(cleanUp) });
  const disk = join(program.base, 'disk');
  mkdirSync(disk);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', disk], { stdio: 'pipe' });
  } catch (error) {
    for (const cleanUp of cleanUps.reverse()) await cleanUp();
    const [reason] = String((error as { stderr?: unknown }).stderr ?? error).split('\n');
    return `this user cannot mount a tmpfs (${reason})`;
  }
  // Ctrl+C leaves nothing behind either.
  const abandon = (): void => {
    for (const { pid } of program.processes()) endProcess(pid);
    execFileSync('umount', ['-l', disk]);
    rmSync(program.base, { recursive: true, force: true });
  };
  process.once('exit', abandon);
  try {
    await play(program, disk);
    return undefined;
  } finally {
    process.off('exit', abandon);
    const [remove, ...others] = cleanUps;
    for (const cleanUp of others.reverse()) await cleanUp();
    execFileSync('umount', ['-l', disk]);
    await remove?.();
  }
}

async function play(program: Program, disk: string): Promise<void> {
  const dataDir = join(disk, 'data');
  const answersFile = join(program.base, 'answers');
  const env = { ITERATR_DATA_DIR: dataDir };
  const first = [
    mcp('task-add', { content: 'before', status: 'completed' }),
    { text: 'ready\n' },
    { until: '../go' },
  ];
  const turns = [{ steps: [...first, ...FILL_UP] }, { steps: [mcp('session-complete')] }];
  const build = program.startBuild({ answersFile, turns }, [], { env });
  await build.printed('ready');
  const filling = join(disk, 'filling');
  fill(filling);
  writeFileSync(join(program.base, 'go'), '');
  await build.printed('waiting for room');
  const add = await program.run(['tool', 'task-add', '--name', 'other', '--content', CONTENT], { env });
  require(add.code === 1 && add.stderr.includes('the disk is full'), `a command says so: ${add.stderr}`);
  rmSync(filling);
  const { code, stdout, stderr } = await build.ended;
  require(code === 0, `the build continues: exit code ${code}\n${stderr}${stdout.slice(-1_500)}`);
  require(stdout.split('waiting for room').length === 2, 'the build says once that it waits');
  const events = await program.events(SESSION, { dataDir });
  require(new Set(events.map(({ id }) => id)).size === events.length, 'no event is stored twice');
  const stored = new Set(
    events.flatMap(({ type, data }) => (type === 'TaskAdded' ? [(data as { id: string }).id] : [])),
  );
  const lost = acknowledgedToAgent(answersFile).filter(
    (fact) => fact.kind === 'task' && !stored.has(fact.id),
  );
  require(lost.length === 0, `nothing acknowledged is lost: ${JSON.stringify(lost).slice(0, 300)}`);
}

function fill(path: string): void {
  try {
    for (;;) appendFileSync(path, PAGE);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}

function require(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}
