// Finds the processes of a test: all that have its scratch directory in their command line or environment.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

export interface FoundProcess {
  readonly pid: number;
  readonly command: string;
}

/** What the watch of a server waits with: another process every second. */
const PAUSE = 'sleep 1';

export function processesOf(directory: string): FoundProcess[] {
  return processTable().flatMap(({ pid, command, environment }) => {
    const own = command.includes(directory) || environment.includes(directory);
    return own && pid !== process.pid && command !== PAUSE ? [{ pid, command }] : [];
  });
}

export function endProcess(pid: number, signal: NodeJS.Signals = 'SIGKILL'): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Returns the scripts that watch the users of servers of a directory. */
export function watchesOf(directory: string): FoundProcess[] {
  return processesOf(directory).filter(({ command }) => command.includes(' iteratr-watch '));
}

function processTable(): { pid: number; command: string; environment: string }[] {
  if (process.platform !== 'linux') return psTable();
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({
      pid: Number(name),
      command: textOf(`/proc/${name}/cmdline`).replaceAll('\0', ' ').trim(),
      environment: textOf(`/proc/${name}/environ`),
    }));
}

function psTable(): { pid: number; command: string; environment: string }[] {
  const lines = execFileSync('ps', ['-AwwE', '-o', 'pid=,command='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [, pid, command = ''] = /^\s*(\d+) (.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), command, environment: '' }];
  });
}

/** Returns the file's text, '' if the process is gone or belongs to another user. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
