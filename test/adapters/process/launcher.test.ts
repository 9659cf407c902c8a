// Specifies the process that starts programs for a bigger one: what it passes on, and what happens when one of the two ends.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Launcher } from '../../../adapters/process/launcher/launcher.ts';
import { NO_RECORDS } from '../../../adapters/process/process-records.ts';
import { SystemProcesses } from '../../../adapters/process/system-processes.ts';
import { processesOf } from '../../support/processes.ts';
import { LAUNCHER } from '../../support/program.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { waitFor } from '../../support/wait-for.ts';

const limits = { timeoutMs: 60_000 };

async function started(): Promise<{ launcher: Launcher; processes: SystemProcesses }> {
  const launcher = new Launcher(LAUNCHER);
  onTestFinished(() => launcher.close());
  await waitFor('the launcher', () => launcher.isReady);
  return { launcher, processes: new SystemProcesses(NO_RECORDS, launcher) };
}

/** Runs a program that prints the id of the process that has started it. */
async function starterOf(processes: SystemProcesses): Promise<number> {
  const command = { program: 'sh', args: ['-c', 'echo $PPID'], cwd: tempDir() };
  return Number((await processes.run(command, limits)).stdout);
}

it('passes on every byte of arguments, variables, input and output', async () => {
  const { processes } = await started();
  const input = randomBytes(3_000_000).toString('latin1');
  const args = ['-c', 'printf "%s|%s|" "$1" "$WORD"; cat', 'sh', "a b\n'$(id)' ü"];
  const result = await processes.run(
    { program: 'sh', args, cwd: tempDir() },
    { ...limits, input, encoding: 'latin1', variables: { WORD: 'two words\n' } },
  );
  expect(result.exitCode).toBe(0);
  expect(Buffer.from(result.stdout, 'latin1').subarray(0, 30).toString()).toContain(
    "a b\n'$(id)' ü|two words\n|",
  );
  expect(result.stdout.endsWith(input)).toBe(true);
});

it('gives each of many its own result', async () => {
  const { processes } = await started();
  const numbers = Array.from({ length: 40 }, (_, index) => index);
  const results = await Promise.all(
    numbers.map((number) =>
      processes.run(
        { program: 'sh', args: ['-c', `echo ${number}; exit ${number}`], cwd: tempDir() },
        limits,
      ),
    ),
  );
  expect(results.map(({ stdout, exitCode }) => [Number(stdout), exitCode])).toEqual(
    numbers.map((number) => [number, number]),
  );
});

it('starts programs without a signal of the terminal, and gives them the environment of this process alone', async () => {
  const { processes } = await started();
  const command = { program: 'sh', args: ['-c', 'ps -o pgid= -p $$; env'], cwd: tempDir() };
  const { stdout } = await processes.run(command, limits);
  const [group = '', ...variables] = stdout.trim().split('\n');
  const own = await new SystemProcesses(NO_RECORDS).run(command, limits);
  expect(own.stdout.trim().split('\n')[0]).not.toBe(group);
  expect(variables.filter((line) => line.startsWith('NODE_CHANNEL'))).toEqual([]);
});

it('is not waited for: until it is ready, and after it has ended, this process starts programs itself', async () => {
  const launcher = new Launcher(LAUNCHER);
  const processes = new SystemProcesses(NO_RECORDS, launcher);
  expect(await starterOf(processes)).toBe(process.pid);
  await waitFor('the launcher', () => launcher.isReady);
  const starter = await starterOf(processes);
  expect(starter).not.toBe(process.pid);
  const running = processes.run({ program: 'sleep', args: ['10'], cwd: tempDir() }, limits);
  process.kill(starter, 'SIGKILL');
  expect(await running).toMatchObject({
    exitCode: undefined,
    problem: 'its launcher was ended by SIGKILL',
  });
  expect(await starterOf(processes)).toBe(process.pid);
});

it('that does nothing any more is ended at the limit of a program', async () => {
  const { processes } = await started();
  process.kill(await starterOf(processes), 'SIGSTOP');
  const late = await processes.run({ program: 'sleep', args: ['60'], cwd: tempDir() }, { timeoutMs: 100 });
  expect(late).toMatchObject({ exitCode: undefined, problem: 'timed out after 0.1 s' });
  expect(await starterOf(processes)).toBe(process.pid);
});

it('that cannot start costs nothing but itself', async () => {
  const launcher = new Launcher(join(tempDir(), 'missing.js'));
  const processes = new SystemProcesses(NO_RECORDS, launcher);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await starterOf(processes)).toBe(process.pid);
});

it.each(['SIGKILL', 'SIGTERM'] as const)(
  'ends with its programs when the process that uses it is ended by %s',
  async (signal) => {
    const cwd = tempDir();
    const script = join(cwd, 'user.js');
    writeFileSync(
      script,
      `const { fork } = require('node:child_process');
       const launcher = fork(${JSON.stringify(LAUNCHER)}, [], { serialization: 'advanced', detached: true });
       launcher.on('message', ({ type }) => {
         if (type !== 'ready') return;
         const start = { type: 'start', id: 1, program: 'sleep', args: ['60'], cwd: ${JSON.stringify(cwd)}, variables: {} };
         launcher.send(start, () => console.log('sent'));
       });`,
    );
    const child = spawn(process.execPath, [script], {
      cwd,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, IN: cwd },
    });
    const sleeping = () => processesOf(cwd).filter(({ command }) => command === 'sleep 60');
    await waitFor('the program', () => sleeping().length === 1);
    child.kill(signal);
    await waitFor('the end of all', () => processesOf(cwd).length === 0);
    expect(sleeping()).toEqual([]);
  },
);
