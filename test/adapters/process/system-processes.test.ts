// Specifies how processes start and end: recorded before they begin, and never the wrong ones signalled.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { Launcher } from '../../../adapters/process/launcher/launcher.ts';
import { NO_RECORDS, type ProcessRecords } from '../../../adapters/process/process-records.ts';
import { SystemProcesses, UNRECORDED_PROCESSES } from '../../../adapters/process/system-processes.ts';
import { LAUNCHER } from '../../support/program.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { waitFor } from '../../support/wait-for.ts';

const never = new AbortController().signal;
const env = { PATH: process.env.PATH ?? '' };

/** What a supervised program did by the time it was recorded, and what is recorded. */
class KeptRecords implements ProcessRecords {
  readonly stale = NO_RECORDS.stale;
  readonly endStale = NO_RECORDS.endStale;
  readonly recorded = new Map<number, string | undefined>();
  began: boolean | undefined;

  constructor(private readonly trace: string) {}

  record(pid: number, mark?: string): () => void {
    this.began = existsSync(this.trace);
    this.recorded.set(pid, mark);
    return () => void this.recorded.delete(pid);
  }
}

function sh(script: string, cwd = tempDir()) {
  return { program: 'sh', args: ['-c', script], cwd };
}

const limits = { timeoutMs: 60_000 };

describe.each([
  ['a program that runs to its end', undefined],
  ['a program that a launcher runs to its end', new Launcher(LAUNCHER)],
])('%s', (_, launcher) => {
  const processes = new SystemProcesses(NO_RECORDS, launcher);
  beforeAll(async () => {
    if (launcher) await waitFor('the launcher', () => launcher.isReady);
  });
  afterAll(() => launcher?.close());

  it('gives what it prints and its exit code', async () => {
    const options = { ...limits, input: 'in', variables: { WORD: 'word' } };
    const result = await processes.run(sh('cat; echo $WORD; echo err >&2; exit 3'), options);
    expect(result).toMatchObject({ exitCode: 3, stdout: 'inword\n', stderr: 'err\n' });
  });

  it('that does not exist is a result', async () => {
    const command = { program: 'no-such-program', args: [], cwd: tempDir() };
    const result = await processes.run(command, limits);
    expect(result).toMatchObject({ exitCode: undefined, problem: expect.stringContaining('ENOENT') });
  });

  it('is ended at its limit and by an abort', async () => {
    const late = await processes.run(sh('exec sleep 60'), { timeoutMs: 50 });
    expect(late).toMatchObject({ exitCode: undefined, problem: expect.stringContaining('timed out') });
    const options = { ...limits, signal: AbortSignal.abort(), supervised: true };
    expect((await processes.run(sh('exec sleep 60'), options)).exitCode).toBeUndefined();
  });

  it('that ignores the request to end is killed', async () => {
    const stubborn = sh('trap "" TERM; echo started; while :; do sleep 0.1; done');
    const late = await processes.run(stubborn, { timeoutMs: 500 });
    expect(late).toMatchObject({ exitCode: undefined, stdout: 'started\n' });
  });
});

describe('programs that run to their end', () => {
  it('does not make Node suspect a leak, however many there are', async () => {
    const before = process.listenerCount('exit');
    const run = (supervised: boolean) =>
      UNRECORDED_PROCESSES.run(sh('cat'), { ...limits, input: '', supervised });
    const running = Array.from({ length: 12 }, (_, index) => run(index % 2 === 0));
    expect(process.listenerCount('exit')).toBeLessThanOrEqual(before + 2);
    await Promise.all(running);
    expect(process.listenerCount('exit')).toBe(before);
  });

  it.each(['run', 'supervise'] as const)(
    'is recorded before it begins, until it has ended: %s',
    async (how) => {
      const cwd = tempDir();
      const records = new KeptRecords(join(cwd, 'trace'));
      const processes = new SystemProcesses(records);
      const command = sh('touch trace', cwd);
      if (how === 'run') await processes.run(command, { ...limits, supervised: true });
      else await processes.supervise(command, { env, timeoutSeconds: 60, signal: never, onOutput: () => {} });
      expect(existsSync(join(cwd, 'trace'))).toBe(true);
      expect({ began: records.began, left: records.recorded.size }).toEqual({ began: false, left: 0 });
    },
  );
});

it('a program to talk to is marked, recorded with its mark, and ended with what it started elsewhere', async () => {
  const cwd = tempDir();
  const records = new KeptRecords(join(cwd, 'trace'));
  const lines: string[] = [];
  const child = `const { spawn } = require('node:child_process');
    const { pid } = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    console.error(pid); process.stdin.resume();`;
  const connected = await new SystemProcesses(records).connect(
    { program: process.execPath, args: ['-e', child], cwd },
    { env, onErrorLine: (line) => lines.push(line), onProblem: () => {} },
  );
  await waitFor('it to start another', () => lines.length === 1);
  const started = Number(lines[0]);
  expect(records.recorded.get(connected.pid)).toMatch(/^ITERATR_AGENT_MARK=\S{16,}$/);
  await connected.end(1_000, { marked: true });
  expect(records.recorded.size).toBe(0);
  for (const pid of [connected.pid, started]) expect(UNRECORDED_PROCESSES.startOf(pid)).toBe('');
});

it('a launched server appends to its log and tells its end', async () => {
  const cwd = tempDir();
  const log = join(cwd, 'log');
  const { pid, exited } = UNRECORDED_PROCESSES.launch(sh('echo out; echo err >&2; exit 4', cwd), log);
  expect(pid).toBeGreaterThan(1);
  expect(await exited).toEqual({ code: 4, signal: null });
  expect(readFileSync(log, 'utf8')).toBe('out\nerr\n');
});

it.each([1, 0, -1, 1.5, Number.NaN])('%s is never signalled', (pid) => {
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  onTestFinished(() => void kill.mockRestore());
  expect(UNRECORDED_PROCESSES.signalGroup(pid, 'SIGTERM')).toBe(false);
  expect(kill).not.toHaveBeenCalled();
});

it.each([0, -1, 1.5, Number.NaN])('%s is no process that could be alive', (pid) => {
  expect(UNRECORDED_PROCESSES.isAlive(pid)).toBe(false);
});
