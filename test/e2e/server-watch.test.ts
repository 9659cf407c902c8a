// Specifies that no server stays when everything that used it was killed, and that nothing else ends one.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { endProcess, watchesOf } from '../support/processes.ts';
import { Program, type Running } from '../support/program.ts';
import { openTerminal } from '../support/tui-program.ts';
import { waitFor } from '../support/wait-for.ts';

/** A command that uses the server until it is killed. */
async function follower(program: Program): Promise<Running> {
  const running = program.start(['sessions', 'log', 'SPEC', '--follow']);
  await running.printed('task');
  return running;
}

async function withTask(): Promise<Program> {
  const program = new Program();
  await program.tool('task-add', ['--content', 'A task']);
  return program;
}

function users(program: Program): string[] {
  const nats = join(program.dataDir, 'nats');
  const run = readdirSync(nats).find((name) => name.startsWith('run-')) ?? '';
  return readdirSync(join(nats, run, 'users'));
}

it('a server ends when its last user was killed, and not before', async () => {
  const program = await withTask();
  const [one, two] = [await follower(program), await follower(program)];
  const [server] = program.servers();
  one.signal('SIGKILL');
  await one.ended;
  // Two looks of the watch.
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  expect(program.servers()).toEqual([server]);
  two.signal('SIGKILL');
  await two.ended;
  await waitFor('everything to end', () => program.processes().length === 0, 10_000);
  expect(await program.tool('task-list')).toMatchObject([{ content: 'A task' }]);
});

it('a killed dashboard leaves no server', async () => {
  const program = await withTask();
  const { commandLine } = program.agent({ turns: [{ steps: [{ text: 'working' }, { hang: true }] }] });
  const ui = openTerminal(program, ['build', '--spec', 'specs/SPEC.md'], {
    env: { ITERATR_AGENT: commandLine },
  });
  await ui.waitForText('working');
  ui.signal('SIGKILL');
  await ui.exited;
  await waitFor('everything to end', () => program.processes().length === 0, 10_000);
});

it('the watch ends with the server, however that ends', async () => {
  const program = await withTask();
  const used = await follower(program);
  expect(watchesOf(program.base)).toHaveLength(1);
  used.signal('SIGINT');
  await used.ended;
  expect(watchesOf(program.base)).toEqual([]);
  const again = await follower(program);
  const [watch] = watchesOf(program.base);
  for (const { pid } of program.servers()) endProcess(pid);
  await waitFor(
    'the watch to end',
    () => !watchesOf(program.base).some(({ pid }) => pid === watch?.pid),
    10_000,
  );
  again.signal('SIGINT');
  await again.ended;
  expect(await program.nothingLeft()).toEqual([]);
});

it('a user whose process number was given to another process counts as dead', async () => {
  const program = await withTask();
  const used = await follower(program);
  const [file = ''] = users(program);
  const [scope, , , unique] = file.split('_');
  const nats = join(program.dataDir, 'nats');
  const run = readdirSync(nats).find((name) => name.startsWith('run-')) ?? '';
  writeFileSync(join(nats, run, 'users', [scope, process.pid, '1', unique].join('_')), '');
  used.signal('SIGKILL');
  await used.ended;
  await waitFor('everything to end', () => program.processes().length === 0, 10_000);
});

it('a removed data directory does not keep the server of a killed user', async () => {
  const program = await withTask();
  const used = await follower(program);
  used.signal('SIGSTOP');
  rmSync(program.dataDir, { recursive: true, force: true });
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  expect(program.servers()).toHaveLength(1);
  used.signal('SIGKILL');
  await used.ended;
  await waitFor('everything to end', () => program.processes().length === 0, 10_000);
  expect(existsSync(program.dataDir)).toBe(false);
});

it('Ctrl+C in the terminal that started the server does not reach the watch', async () => {
  const program = await withTask();
  const used = await follower(program);
  const [watch] = watchesOf(program.base);
  const groups = [used.pid, watch?.pid].map((pid) =>
    execFileSync('ps', ['-o', 'pgid=,sid=', '-p', String(pid)], { encoding: 'utf8' }).trim(),
  );
  expect(new Set(groups).size).toBe(2);
  used.signal('SIGINT');
  await used.ended;
  expect(await program.nothingLeft()).toEqual([]);
});
