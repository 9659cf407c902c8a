// Ends processes: a group, and what it started in groups and sessions of its own.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Ends a process together with everything it started. */
export interface ProcessTrees {
  /**
   * SIGTERM to the group led by `leader`, which may have gone, and to all processes below it, also in groups and sessions of
   * their own as far as they can be found; SIGKILL to what is left of them after `graceMs`. Resolves when nothing is left, or
   * when what was killed is still there after five seconds; at once when there was nothing. Whether there was anything.
   * With a `mark`, `NAME=value`, also all that have it in their environment: a leader that is dead leaves no other trace to
   * what it started in sessions of their own.
   */
  end(leader: number, graceMs: number, mark?: string): Promise<boolean>;

  /** SIGKILL to the whole tree, at once: for a program that is exiting and cannot wait. */
  kill(leader: number): void;

  /** Whether there is anything that `end` would end. */
  exists(leader: number, mark?: string): boolean;
}

interface Row {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** When it began; '' where that is not known. A number alone may belong to another process a moment later. */
  readonly start: string;
  readonly marked: boolean;
}

/** How long the system may take to end what was killed: usually a moment, longer on a busy machine or a hanging disk. */
const KILL_MS = 5_000;
const POLL_MS = 20;
/** Of `/proc/<pid>/stat`, counted from behind the name: ticks since the machine was started. */
const START_FIELD = 19;

export const PROCESS_TREES: ProcessTrees = { end: endTree, kill: killTree, exists: treeExists };

/** The living processes of the tree that `ProcessTrees.end` would end; none when there is nothing. */
export function treePids(leader: number, mark?: string): readonly number[] {
  return pidsOf(treeOf(leader, [], mark));
}

async function endTree(leader: number, graceMs: number, mark?: string): Promise<boolean> {
  if (!isLeader(leader)) return false;
  if (mark === undefined && !send(-leader, 0)) return false;
  // While the parents live: with them the trace is lost that leads to processes in sessions of their own.
  const found = treeOf(leader, [], mark);
  sendAll(leader, found, 'SIGTERM');
  const left = await untilEmpty(leader, found, graceMs, mark);
  if (left.length === 0) return found.length > 0;
  sendAll(leader, left, 'SIGKILL');
  await untilEmpty(leader, left, KILL_MS, mark);
  return true;
}

/** Signals to the groups of 0 and 1 go to our own group and to everybody. */
function isLeader(pid: number): boolean {
  return Number.isInteger(pid) && pid > 1;
}

/** Gives what is left when nothing is, or after the time. */
async function untilEmpty(
  leader: number,
  found: readonly Row[],
  ms: number,
  mark?: string,
): Promise<readonly Row[]> {
  let left = found;
  for (const deadline = Date.now() + ms; left.length > 0 && Date.now() < deadline; ) {
    await sleep(POLL_MS);
    left = treeOf(leader, left, mark);
  }
  return left;
}

function killTree(leader: number): void {
  if (isLeader(leader)) sendAll(leader, treeOf(leader, []), 'SIGKILL');
}

function treeExists(leader: number, mark?: string): boolean {
  return isLeader(leader) && treeOf(leader, [], mark).length > 0;
}

/** What lives of the group, of those found before, of those with the mark, and of all below them. */
function treeOf(leader: number, before: readonly Row[], mark?: string): readonly Row[] {
  const rows = processTable(leader, mark);
  const known = new Map(before.map(({ pid, start }) => [pid, start]));
  const first = rows.filter(({ pid, start, marked }) => marked || known.get(pid) === start);
  const found = new Set(pidsOf(first));
  // After the first look, a process with the leader's number that is not the one found then is somebody else's.
  const leading = rows.find(({ pid }) => pid === leader);
  if (!leading || before.length === 0 || known.get(leader) === leading.start) found.add(leader);
  for (let size = 0; size < found.size; ) {
    size = found.size;
    for (const { pid, parent, group } of rows) if (found.has(parent) || found.has(group)) found.add(pid);
  }
  return rows.filter(({ pid }) => found.has(pid));
}

function pidsOf(rows: readonly Row[]): number[] {
  return rows.map(({ pid }) => pid);
}

/** All living processes; where they cannot be had, one that stands for the group. */
function processTable(leader: number, mark: string | undefined): readonly Row[] {
  try {
    return process.platform === 'linux' ? procTable(mark) : psTable(mark);
  } catch {
    return send(-leader, 0) ? [{ pid: leader, parent: 0, group: leader, start: '', marked: false }] : [];
  }
}

function procTable(mark: string | undefined): Row[] {
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? procRow(name, mark) : []));
}

function procRow(pid: string, mark: string | undefined): Row[] {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return []; // it has ended meanwhile
  }
  // behind the name, which is in parentheses and may hold anything
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, parent, group] = fields;
  if (state === 'Z') return [];
  const marked = mark !== undefined && environmentOf(pid).includes(mark);
  const start = fields[START_FIELD] ?? '';
  return [{ pid: Number(pid), parent: Number(parent), group: Number(group), start, marked }];
}

/** None for a process that has ended, or of somebody else. */
function environmentOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

/** With `-E` the environment stands behind the command. */
function psTable(mark: string | undefined): Row[] {
  const stdio: ('ignore' | 'pipe')[] = ['ignore', 'pipe', 'ignore'];
  const fields = mark === undefined ? [] : ['-wwE', '-o', 'command='];
  const args = ['-A', '-o', 'pid=,ppid=,pgid=,stat=', ...fields];
  const lines = execFileSync('ps', args, { encoding: 'utf8', stdio, maxBuffer: 64 * 1024 * 1024 }).split(
    '\n',
  );
  return lines.flatMap((line) => {
    const [pid, parent, group, state = 'Z'] = line.trim().split(/\s+/);
    if (state.startsWith('Z')) return [];
    const marked = mark !== undefined && line.includes(mark);
    return [{ pid: Number(pid), parent: Number(parent), group: Number(group), start: '', marked }];
  });
}

/** Once to each: a process that is asked twice to end might do twice what it does then. */
function sendAll(leader: number, rows: readonly Row[], signal: NodeJS.Signals): void {
  if (rows.some(({ group }) => group === leader)) send(-leader, signal);
  for (const { pid, group } of rows) if (group !== leader) send(pid, signal);
}

/** Sends a signal to one process. False when there is none, or the number is 1 or less. */
export function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  if (!isLeader(pid)) return false;
  try {
    return process.kill(pid, signal);
  } catch (error) {
    // Gone in this very moment.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

/** To a process, or a group by its negative number; false when there is nobody. */
function send(target: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(target, signal);
    return true;
  } catch (error) {
    // EPERM: macOS says so of a group in which only zombies are left.
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ESRCH' || code === 'EPERM') return false;
    throw error;
  }
}
