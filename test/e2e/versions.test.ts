// Two versions of the program on one store: a worker joins only a build of its own version.
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { ITERATR, Program } from '../support/program.ts';
import { CLOSES, does, plans, write } from '../support/worker-scenario.ts';

const { version } = JSON.parse(readFileSync(join(dirname(ITERATR), '..', 'package.json'), 'utf8')) as {
  readonly version: string;
};

/** Returns the path of the built program with another version number. */
function otherVersion(program: Program, other: string): string {
  const root = join(program.base, other);
  mkdirSync(root);
  symlinkSync(join(dirname(ITERATR), '..', 'node_modules'), join(root, 'node_modules'));
  cpSync(dirname(ITERATR), join(root, 'dist'), { recursive: true });
  for (const name of readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.js')) continue;
    const path = join(root, 'dist', name);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replaceAll(`"version":"${version}"`, `"version":"${other}"`));
  }
  return join(root, 'dist', 'iteratr.js');
}

it('refuses to let workers of another version join, naming both, and the build continues', async () => {
  const program = new Program();
  const newer = otherVersion(program, '9.9.9');
  expect((await program.startCommand([process.execPath, newer, '--version']).ended).stdout).toBe('9.9.9\n');
  const reactions = [plans('Write 1'), does(1, { wait: 4_000 }, write('1.txt', '1')), CLOSES];
  const build = program.startBuild({ reactions }, ['--output', 'json', '--workers', '2']);
  await build.printed('"type":"TaskClaimed"');
  const { commandLine } = program.agent({ reactions });
  const env = { ITERATR_AGENT: commandLine };
  const work = program.startCommand([process.execPath, newer, 'work', '--name', 'SPEC'], { env });
  const { code, stderr } = await work.ended;
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringContaining(
      `the build runs iteratr ${version}, and this is iteratr 9.9.9; use the same version for the build and for all workers`,
    ),
  });
  expect((await build.ended).code).toBe(0);
  const types = (await program.events()).map(({ type }) => type);
  expect(types.filter((type) => type === 'WorkerJoined')).toHaveLength(2);
});

it('lets versions take turns on a session, and records which one did what', async () => {
  const program = new Program();
  const newer = otherVersion(program, '9.9.9');
  const tool = ['tool', 'task-add', '--name', 'SPEC', '--content'];
  await program.run([...tool, 'first']);
  await program.startCommand([process.execPath, newer, ...tool, 'second']).ended;
  await program.run([...tool, 'third']);
  expect((await program.events()).map(({ program: by }) => by)).toEqual([version, '9.9.9', version]);
});
