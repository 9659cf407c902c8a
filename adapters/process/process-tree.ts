// Ends a process group together with everything it started, even in other groups and sessions.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { AwakeStopwatch } from '../../application/async/awake-time.ts';

/** The time between SIGTERM and SIGKILL, so that git, for example, can release its locks. */
export const GRACE_MS = 1_000;

/** Ends a process together with everything it started. */
export interface ProcessTrees {
  /**
   * Sends SIGTERM to the group of `leader`, which may itself have exited, and to all its descendants that can be found, even in
   * other groups and sessions. Sends SIGKILL to the rest after `graceMs`. With a `mark` (`NAME=value`), also ends all processes
   * that have it in their environment: a dead leader leaves no other trace to processes in other sessions.
   * Resolves with whether there was anything to end: when no process is left, five seconds after SIGKILL at the latest, and
   * immediately if there was none.
   */
  end(leader: number, graceMs: number, mark?: string): Promise<boolean>;

  /** Sends SIGKILL to the whole tree without waiting, for a program that is exiting. */
  kill(leader: number): void;

  /** Returns whether there is anything that `end` would end. */
  exists(leader: number, mark?: string): boolean;
}

interface Row {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** Start time; '' if unknown. Needed because process numbers are reused. */
  readonly start: string;
  readonly marked: boolean;
}

/** How long a killed process may take to disappear; it takes longer on a busy machine or with a hanging disk. */
const KILL_MS = 5_000;
const POLL_MS = 20;
/** The start time, in ticks since boot, among the fields of `/proc/<pid>/stat` after the name. */
const START_FIELD = 19;

export const PROCESS_TREES: ProcessTrees = { end: endTree, kill: killTree, exists: treeExists };

/** Returns the living processes of the tree that `ProcessTrees.end` would end. */
export function treePids(leader: number, mark?: string): readonly number[] {
  return pidsOf(treeOf(leader, [], mark));
}

async function endTree(leader: number, graceMs: number, mark?: string): Promise<boolean> {
  if (!isLeader(leader)) return false;
  if (mark === undefined && !send(-leader, 0)) return false;
  // Find the tree while the parents are alive; afterwards there is no trace to processes in other sessions.
  const found = treeOf(leader, [], mark);
  sendAll(leader, found, 'SIGTERM');
  const left = await untilEmpty(leader, found, graceMs, mark);
  if (left.length === 0) return found.length > 0;
  sendAll(leader, left, 'SIGKILL');
  await untilEmpty(leader, left, KILL_MS, mark);
  return true;
}

/** Excludes 0 and 1, because signals to their groups would go to our own group and to all processes. */
function isLeader(pid: number): boolean {
  return Number.isInteger(pid) && pid > 1;
}

/** Waits until no process is left, or until the time limit. Returns the remaining processes. */
async function untilEmpty(
  leader: number,
  found: readonly Row[],
  ms: number,
  mark?: string,
): Promise<readonly Row[]> {
  let left = found;
  for (const time = new AwakeStopwatch(); left.length > 0 && time.elapsedMs < ms; ) {
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

/** Returns the living processes of the group, those found `before`, those with the mark, and all their descendants. */
function treeOf(leader: number, before: readonly Row[], mark?: string): readonly Row[] {
  const rows = processTable(leader, mark);
  const known = new Map(before.map(({ pid, start }) => [pid, start]));
  const first = rows.filter(({ pid, start, marked }) => marked || known.get(pid) === start);
  const found = new Set(pidsOf(first));
  // After the first pass, another process may have reused the leader's number; its start time differs.
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

/** Returns all living processes; if they cannot be listed, a single row that stands for the group. */
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
    return []; // ended in the meantime
  }
  // Skip the name, which is in parentheses and may contain any character.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, parent, group] = fields;
  if (state === 'Z') return [];
  const marked = mark !== undefined && environmentOf(pid).includes(mark);
  const start = fields[START_FIELD] ?? '';
  return [{ pid: Number(pid), parent: Number(parent), group: Number(group), start, marked }];
}

/** Returns the environment of a process; empty if it has ended or belongs to another user. */
function environmentOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

/** Lists processes with `ps`; with `-E` it prints the environment after the command. */
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

/** Sends the signal once to each process, because a second one might repeat or cut short its shutdown. */
function sendAll(leader: number, rows: readonly Row[], signal: NodeJS.Signals): void {
  if (rows.some(({ group }) => group === leader)) send(-leader, signal);
  for (const { pid, group } of rows) if (group !== leader) send(pid, signal);
}

/** Sends a signal to one process. Returns false if it does not exist or the number is 1 or less. */
export function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  return isLeader(pid) && send(pid, signal);
}

/** Sends a signal to a group leader and its group. Returns false if there is none or the number is 1 or less. */
export function signalGroup(leader: number, signal: NodeJS.Signals): boolean {
  return isLeader(leader) && send(-leader, signal);
}

/** Signals a process, or a group by its negative number. Returns false if there is none. */
function send(target: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(target, signal);
    return true;
  } catch (error) {
    // macOS reports EPERM for a group in which only zombies are left.
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ESRCH' || code === 'EPERM') return false;
    throw error;
  }
}
