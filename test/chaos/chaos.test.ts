// Specifies the chaos command itself, with a few rounds of a fixed seed.
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { processesOf } from '../support/processes.ts';
import { tempDir } from '../support/temp-dir.ts';
import { waitFor } from '../support/wait-for.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

function chaos(
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const [tsx, ...rest] = scripts['test:chaos'].split(' ');
  const file = join(ROOT, 'node_modules', '.bin', tsx);
  return new Promise((resolve) => {
    execFile(file, [...rest, ...args], { cwd: ROOT, env }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

it('kills, restarts and finds everything there', async () => {
  const { code, stdout, stderr } = await chaos(['--rounds', '3', '--seed', '2']);
  expect([code, stderr]).toEqual([0, '']);
  const lines = stdout.trimEnd().split('\n');
  expect(lines).toHaveLength(6);
  expect(lines[4]).toMatch(
    /^full disk: (the build waited, nothing lost|NOT RUN, this user cannot mount a tmpfs .*)$/,
  );
  expect(lines[0]).toBe('3 rounds with seed 2');
  for (const line of lines.slice(1, 4)) {
    expect(line).toMatch(/^round \d: .+; \d+ acknowledged, \d+ events, nothing lost, nothing left/);
  }
  expect(lines[5]).toMatch(/all \d+ acknowledged .* again: npm run test:chaos -- --rounds 3 --seed 2$/);
}, 120_000);

it('does so with several workers, whose merges are all recorded', async () => {
  const { code, stdout, stderr } = await chaos(['--rounds', '2', '--seed', '3', '--workers', '3']);
  expect([code, stderr]).toEqual([0, '']);
  const lines = stdout.trimEnd().split('\n');
  expect(lines[0]).toBe('2 rounds with seed 3 and 3 workers');
  expect(lines.at(-1)).toMatch(/again: npm run test:chaos -- --rounds 2 --seed 3 --workers 3$/);
}, 180_000);

describe.each([
  ['on one machine', '4 workers', []],
  ['on two machines with a cluster and a git remote', '4 workers on 2 machines', ['--machines', '2']],
])('%s', (_, place, machines) => {
  it('lets several processes do all tasks, and finds each merged once', async () => {
    const args = ['--workers', '4', '--tasks', '10', ...machines, '--seed', '1'];
    const { code, stdout, stderr } = await chaos(args);
    expect([code, stderr]).toEqual([0, '']);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toBe(`10 tasks with seed 1 and ${place}`);
    expect(lines.at(-1)).toMatch(
      /^\d+ disasters \(\d+ of processes with workers, \d+ of agents, \d+ of launchers, \d+ of servers\) in .* 10 tasks are merged once each, every commit is green, nothing left; again: /,
    );
    expect(lines.at(-1)).toContain(`again: npm run test:chaos -- ${args.join(' ')}`);
  }, 300_000);
});

it('fails with what was expected and found, keeps everything, and says how to repeat it', async () => {
  const directory = tempDir();
  // Hooks sleep: what they leave behind here, out of everybody's reach, is a process too many.
  const escaping = `#!/usr/bin/env node
    const { spawn } = require('node:child_process');
    const stay = ['-e', 'setTimeout(() => {}, 60_000)', process.env.HOME];
    spawn(process.execPath, stay, { detached: true, stdio: 'ignore' }).unref();`;
  writeFileSync(join(directory, 'sleep'), escaping, { mode: 0o700 });
  const env = { ...process.env, PATH: `${directory}:${process.env.PATH}` };
  const { code, stderr } = await chaos(['--rounds', '1', '--seed', '2'], env);
  expect(code).toBe(1);
  expect(stderr).toContain('round 1 FAILED: no process is left after the end of the round\n');
  expect(stderr).toMatch(/ {2}expected: none\n {2}found: {4}\[\{"pid":\d+/);
  const [, kept = '', again] = /everything is kept in (\S+); again: (.*)/.exec(stderr) ?? [];
  expect(again).toBe('npm run test:chaos -- --rounds 1 --seed 2');
  onTestFinished(() => rmSync(kept, { recursive: true }));
  expect(existsSync(join(kept, 'work tree', '.iteratr', 'jetstream'))).toBe(true);
  await waitFor('what was killed to end', () => processesOf(kept).length === 0);
}, 120_000);

describe.each([
  ['rounds', ['--seed', '2'], 'nats.conf'],
  ['several workers', ['--workers', '3', '--tasks', '10'], 'scripted-agent'],
  ['workers on two machines', ['--workers', '3', '--tasks', '10', '--machines', '2'], 'scripted-agent'],
])('with %s', (_, args, until) => {
  it('leaves nothing when it is interrupted', async () => {
    const own = tempDir();
    const running = execFile(join(ROOT, 'node_modules', '.bin', 'tsx'), ['test/chaos/main.ts', ...args], {
      cwd: ROOT,
      env: { ...process.env, TMPDIR: own },
    });
    const ended = new Promise((resolve) => running.once('exit', resolve));
    await waitFor('its processes', () => processesOf(own).some(({ command }) => command.includes(until)));
    running.kill('SIGTERM');
    expect(await ended).toBe(130);
    await waitFor('everything to end', () => processesOf(own).length === 0);
    expect(readdirSync(own).filter((name) => name.startsWith('iteratr-'))).toEqual([]);
  }, 120_000);
});

it('refuses arguments it does not know', async () => {
  expect(await chaos(['--rounds', 'many'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('usage:'),
  });
  expect(await chaos(['--tasks', '10'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--tasks needs three workers or more'),
  });
  for (const args of [
    ['--machines', '2'],
    ['--machines', '3', '--workers', '3'],
    ['--machines', '2', '--workers', '3', '--rounds', '1'],
  ]) {
    expect(await chaos(args)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--machines must be 1, or 2 with'),
    });
  }
});
