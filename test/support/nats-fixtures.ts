// Temporary data directories, a logger that remembers, and a look at which servers run.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { LogFields, Logger } from '../../application/ports/logger.port.ts';

export interface LogLine {
  readonly level: keyof Logger;
  readonly message: string;
  readonly fields: LogFields | undefined;
}

export function rememberingLogger(): Logger & { readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const at = (level: keyof Logger) => (message: string, fields?: LogFields) => {
    lines.push({ level, message, fields });
  };
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** A directory that is gone after the test, and with it every server that still works in it. */
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

/** Numbers of the nats-server processes, also those about to become one, that work in this data directory. */
export function serversOf(dataDir: string): number[] {
  return execFileSync('ps', ['-eww', '-o', 'pid=,stat=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(`${join(dataDir, 'nats')}/run-`) && line.includes('nats.conf'))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, state]) => !state?.startsWith('Z'))
    .map(([pid]) => Number(pid));
}

/** Names of the files directly in the server's directory. */
export function natsFiles(dataDir: string): string[] {
  return readdirSync(join(dataDir, 'nats')).sort();
}

export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
