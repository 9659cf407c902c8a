// Creates temporary data directories, and lists the servers that run in them.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ConnectionsOptions } from '../../adapters/nats/connections.ts';
import { Outage } from '../../application/waiting/outage.ts';

/** Creates a data directory. After the test, it is removed and every server still running in it is killed. */
export function temporaryDataDir(): string {
  const { directory, remove } = dataDirWithRemoval();
  onTestFinished(remove);
  return directory;
}

export function dataDirWithRemoval(): { directory: string; remove: () => Promise<void> } {
  const parent = mkdtempSync(join(tmpdir(), 'iteratr nats-'));
  const directory = join(parent, 'data');
  const remove = async () => {
    for (const pid of serversOf(directory)) process.kill(pid, 'SIGKILL');
    await until(() => serversOf(directory).length === 0, 'the servers are gone');
    rmSync(parent, { recursive: true, force: true });
  };
  return { directory, remove };
}

/** Returns the ids of the processes that are a server of this data directory, or are about to become one. */
export function serversOf(dataDir: string): number[] {
  return [...commandLines()].filter(([, line]) => isServer(line, dataDir)).map(([pid]) => pid);
}

/** Returns only the processes that already are a server. Until it has the lock, a shell waits in its place. */
export function workingServersOf(dataDir: string): number[] {
  return [...commandLines()]
    .filter(([, line]) => isServer(line, dataDir) && !line.startsWith('/bin/sh'))
    .map(([pid]) => pid);
}

function isServer(line: string, dataDir: string): boolean {
  return line.includes(`${join(dataDir, 'nats')}/run-`) && line.includes('nats.conf');
}

function commandLines(): Map<number, string> {
  if (process.platform === 'linux') {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return new Map(pids.map((pid) => [Number(pid), commandLine(pid)]));
  }
  const lines = execFileSync('ps', ['-eww', '-o', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  return new Map(lines.map((line) => [Number.parseInt(line, 10), line.trim().replace(/^\d+ /, '')]));
}

/** Returns a process's command line, '' if the process is gone or dead. */
function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

/** Returns the names of the files directly in the server's directory. */
export function natsFiles(dataDir: string): string[] {
  return readdirSync(join(dataDir, 'nats')).sort();
}

export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`timed out waiting until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Returns options of `Connections` for an external server that is not waited for. */
export function impatientOptions(): ConnectionsOptions {
  const place = { server: 'the NATS server', isOthers: true, room: 'its disk', withoutJetStream: '' };
  return { place, outage: new Outage({ away: 0, full: 0, remote: 0 }) };
}
