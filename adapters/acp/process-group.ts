// Signals a process together with everything it started.
import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';

/** Sends `signal` to the group led by `pid`; false when there is nobody left in it. */
export function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch (error) {
    // EPERM: macOS says so of a group in which only zombies are left.
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ESRCH' || code === 'EPERM') return false;
    throw error;
  }
}

/** Ends what is left of a group whose leader has gone: SIGTERM, and SIGKILL after `graceMs`. */
export async function endGroup(pid: number, graceMs: number): Promise<void> {
  if (!signalGroup(pid, 'SIGTERM')) return;
  const deadline = Date.now() + graceMs;
  while (signalGroup(pid, 0)) {
    if (Date.now() >= deadline) {
      signalGroup(pid, 'SIGKILL');
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const PARENTS = ['-A', '-o', 'pid=,ppid='];

/**
 * The processes below `pid`, which have to be asked for while it lives: agents run their commands in groups of their own, and
 * with their parent those lose the trace that leads to them. Empty when `ps` cannot tell.
 */
export async function descendantsOf(pid: number): Promise<readonly number[]> {
  const { stdout } = await promisify(execFile)('ps', PARENTS).catch(() => ({ stdout: '' }));
  return below(pid, stdout);
}

/** SIGKILL to the group led by `pid` and to all below it, at once: for a process that is exiting and cannot wait. */
export function killTree(pid: number): void {
  let parents = '';
  try {
    parents = execFileSync('ps', PARENTS, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    // Without `ps` the group has to do.
  }
  signalGroup(pid, 'SIGKILL');
  below(pid, parents).forEach(killProcess);
}

function below(pid: number, parents: string): readonly number[] {
  const rows = parents.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  const found = new Set([pid]);
  for (let before = 0; before < found.size; ) {
    before = found.size;
    for (const [child, parent] of rows) if (child && parent && found.has(parent)) found.add(child);
  }
  found.delete(pid);
  return [...found];
}

/** SIGKILL to one process, which may have gone. */
export function killProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
