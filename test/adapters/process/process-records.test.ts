// Processes that a killed run left behind are found and ended, and nobody else's.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PROCESS_FACTS } from '../../../adapters/process/process-facts.ts';
import { FileProcessRecords } from '../../../adapters/process/process-records.ts';
import { SILENT } from '../../support/harness.ts';
import { endProcess } from '../../support/processes.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { waitFor } from '../../support/wait-for.ts';

function sleeper(): ChildProcess & { pid: number } {
  const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child as ChildProcess & { pid: number };
}

/** The machine was last started at `boot`. */
function factsSince(boot: string, startOf = PROCESS_FACTS.startOf) {
  return { machine: () => ({ ...PROCESS_FACTS.machine(), boot }), startOf };
}

function recordsIn(dataDir: string): FileProcessRecords {
  return new FileProcessRecords({ dataDir, logger: SILENT, facts: factsSince('this') });
}

function filesIn(dataDir: string): string[] {
  return readdirSync(join(dataDir, 'processes'));
}

/** Makes the record of a process look as if it came from a process that is dead. */
function orphan(dataDir: string, pid: number, change: object = {}): void {
  const file = join(dataDir, 'processes', `${pid}.json`);
  const owner = { pid: 2 ** 22 - 1, start: 'long ago' };
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), owner, ...change }));
}

describe('the records of processes', () => {
  it('ends what a dead run left behind', async () => {
    const dataDir = tempDir();
    const child = sleeper();
    recordsIn(dataDir).record(child.pid);
    orphan(dataDir, child.pid);
    const exit = once(child, 'exit');
    expect(await recordsIn(dataDir).endStale()).toBe(1);
    expect(await exit).toEqual([null, 'SIGTERM']);
    expect(filesIn(dataDir)).toEqual([]);
  });

  it('leaves the processes of runs that live alone', async () => {
    const dataDir = tempDir();
    const child = sleeper();
    recordsIn(dataDir).record(child.pid);
    expect(await recordsIn(dataDir).endStale()).toBe(0);
    expect(PROCESS_FACTS.startOf(child.pid)).not.toBe('');
    expect(filesIn(dataDir)).toEqual([`${child.pid}.json`]);
  });

  it('leaves a process alone that has got the number of another', async () => {
    const dataDir = tempDir();
    const child = sleeper();
    recordsIn(dataDir).record(child.pid);
    orphan(dataDir, child.pid, { start: 'another time' });
    expect(await recordsIn(dataDir).endStale()).toBe(0);
    expect(PROCESS_FACTS.startOf(child.pid)).not.toBe('');
    expect(filesIn(dataDir)).toEqual([]);
  });

  it('ends what a process that was killed itself has left in its group', async () => {
    const dataDir = tempDir();
    const leader = spawn('sh', ['-c', 'sleep 60 & echo $!; wait'], { detached: true });
    const [line] = await once(leader.stdout, 'data');
    const left = Number(line);
    onTestFinished(() => endProcess(left));
    recordsIn(dataDir).record(leader.pid as number);
    leader.kill('SIGKILL');
    await once(leader, 'exit');
    expect(PROCESS_FACTS.startOf(left)).not.toBe('');
    orphan(dataDir, leader.pid as number);
    expect(await recordsIn(dataDir).endStale()).toBe(1);
    await waitFor('what was left to end', () => PROCESS_FACTS.startOf(left) === '');
    expect(filesIn(dataDir)).toEqual([]);
  });

  it('ends what has the mark of a process that was killed itself, in whatever session', async () => {
    const dataDir = tempDir();
    const mark = `ITERATR_AGENT_MARK=${dataDir}`;
    const env = { ...process.env, ITERATR_AGENT_MARK: dataDir };
    const left = spawn('sleep', ['60'], { detached: true, stdio: 'ignore', env });
    onTestFinished(() => void left.kill('SIGKILL'));
    const other = sleeper();
    const dead = spawn('true', { detached: true });
    await once(dead, 'exit');
    recordsIn(dataDir).record(dead.pid as number, mark);
    orphan(dataDir, dead.pid as number);
    const exit = once(left, 'exit');
    expect(await recordsIn(dataDir).endStale()).toBe(1);
    expect(await exit).toEqual([null, 'SIGTERM']);
    expect(PROCESS_FACTS.startOf(other.pid)).not.toBe('');
  });

  it('ends nothing for records from before the machine was started again', async () => {
    const dataDir = tempDir();
    const child = sleeper();
    recordsIn(dataDir).record(child.pid);
    orphan(dataDir, child.pid, { boot: 'the one before' });
    expect(await recordsIn(dataDir).endStale()).toBe(0);
    expect(PROCESS_FACTS.startOf(child.pid)).not.toBe('');
    expect(filesIn(dataDir)).toEqual([]);
  });

  it('leaves the processes of other machines alone', async () => {
    const dataDir = tempDir();
    const child = sleeper();
    recordsIn(dataDir).record(child.pid);
    orphan(dataDir, child.pid, { host: 'elsewhere' });
    expect(await recordsIn(dataDir).endStale()).toBe(0);
    expect(filesIn(dataDir)).toHaveLength(1);
  });

  it('forgets removed records, and those that cannot be read', async () => {
    const dataDir = tempDir();
    const child = sleeper();
    const records = recordsIn(dataDir);
    records.record(child.pid)();
    expect(filesIn(dataDir)).toEqual([]);
    writeFileSync(join(dataDir, 'processes', '1.json'), '{"pid": 1');
    expect(await records.endStale()).toBe(0);
    expect(filesIn(dataDir)).toEqual([]);
  });

  it.each<[what: string, name: string, change: object]>([
    ['that means everybody', '-1', { pid: -1 }],
    ['of our own group', '0', { pid: 0 }],
    ["of the machine's first process", '1', { pid: 1 }],
    ['of a number that no process has', '99999999999', { pid: 99_999_999_999 }],
    ['of another number than its file', '77', { pid: -1 }],
    ['of no number', '77', { pid: '77' }],
    ['of no start of the machine', '77', { boot: '' }],
    ['with a mark that others have too', '77', { mark: 'HOME=/root' }],
    ['without a start', '77', { start: undefined }],
    ['without an owner', '77', { owner: null }],
  ])('signals nobody for a record %s', async (_, name, change) => {
    const dataDir = tempDir();
    const asked: number[] = [];
    const record = (leader: number): boolean => asked.push(leader) > 0;
    // Nothing is signalled in this test, whatever the records say.
    const trees = { end: async (leader: number) => record(leader), kill: () => undefined, exists: record };
    const owner = { pid: 2 ** 22 - 1, start: 'long ago' };
    const entry = { pid: 77, start: '', owner, host: hostname(), boot: 'this', ...change };
    mkdirSync(join(dataDir, 'processes'));
    writeFileSync(join(dataDir, 'processes', `${name}.json`), JSON.stringify(entry));
    for (const boot of ['this', '']) {
      const facts = factsSince(boot, () => '');
      const records = new FileProcessRecords({ dataDir, logger: SILENT, facts, trees });
      expect(records.stale()).toEqual([]);
      expect(await records.endStale()).toBe(0);
    }
    expect(asked).toEqual([]);
  });

  it('removes no file that it did not make', async () => {
    const dataDir = tempDir();
    const folder = join(dataDir, 'processes');
    mkdirSync(join(folder, '5.json'), { recursive: true });
    writeFileSync(join(folder, 'notes'), '');
    await recordsIn(dataDir).endStale();
    expect(filesIn(dataDir).sort()).toEqual(['5.json', 'notes']);
    mkdirSync(join(dataDir, 'precious'));
    rmSync(folder, { recursive: true });
    symlinkSync('precious', folder);
    await expect(recordsIn(dataDir).endStale()).rejects.toMatchObject({ code: 'DATA_DIR.REFUSED' });
  });
});
