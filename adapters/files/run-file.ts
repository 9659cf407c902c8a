// The file by which other processes find a running build. Every tool command reads it, so this module imports almost nothing.
import { hostname } from 'node:os';
import type { ProcessFacts } from '../../application/ports/processes.port.ts';
import type { RunEndpoint } from '../../application/ports/run-registry.port.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import { ownTextOf } from '../data-dir/own-file.ts';
import { sessionFileName } from './session-file.ts';

export const RUNS = 'runs';
const LOOPBACK = /^http:\/\/127\.0\.0\.1:([1-9]\d{0,4})$/;
const TOKEN = /^[\x21-\x7e]{1,256}$/;
const HIGHEST_PORT = 65_535;
const HIGHEST_PID = 2 ** 31 - 1;

/** Earlier versions did not write `boot` and `start`. */
export interface RunFile extends RunEndpoint {
  readonly pid: number;
  readonly host: string;
  /** Boot id of the machine when the process was started. */
  readonly boot?: string;
  /** Start time of the process. */
  readonly start?: string;
  /** The session's name, because the file name may only contain a part of it; older versions did not write it. */
  readonly session?: string;
}

export function runFileName(session: SessionName): string {
  return `${sessionFileName(session)}.json`;
}

/** Returns the content for this process's run file. */
export function ownRun(
  session: SessionName,
  { url, token }: RunEndpoint,
  { machine, startOf }: ProcessFacts,
): RunFile {
  const { pid } = process;
  return { url, token, pid, host: hostname(), boot: machine().boot, start: startOf(pid), session };
}

/** Returns the endpoint of the build that runs the session; undefined unless its process is certainly that build. */
export function findRunningBuild(
  dataDir: string,
  session: SessionName,
  processes: ProcessFacts,
): RunEndpoint | undefined {
  const run = runIn(ownTextOf(dataDir, RUNS, runFileName(session)));
  return run && isBelieved(run, processes) ? run : undefined;
}

/** Returns the run file in a text; undefined if a build did not write it, because then it leads to no build. */
export function runIn(text: string | undefined): RunFile | undefined {
  try {
    const { url, token, pid, host, boot, start, session } = (JSON.parse(text ?? '') ??
      {}) as Partial<RunFile>;
    if (typeof url !== 'string' || Number(LOOPBACK.exec(url)?.[1] ?? HIGHEST_PORT + 1) > HIGHEST_PORT) {
      return undefined;
    }
    if (typeof token !== 'string' || !TOKEN.test(token)) return undefined;
    if (!Number.isInteger(pid) || pid === undefined || pid < 1 || pid > HIGHEST_PID) return undefined;
    if (typeof host !== 'string') return undefined;
    const known = typeof boot === 'string' && typeof start === 'string' ? { boot, start } : {};
    return { url, token, pid, host, ...known, ...(typeof session === 'string' && { session }) };
  } catch {
    return undefined;
  }
}

/** Returns whether the process that wrote the file is alive on this machine. A foreign file cannot know its start time. */
function isBelieved({ host, pid, boot, start }: RunFile, { machine, startOf }: ProcessFacts): boolean {
  return host === hostname() && boot === machine().boot && start !== '' && startOf(pid) === start;
}

/**
 * Returns whether the process is certainly dead. Returns false for processes of another host, which are not visible from here.
 * Without a start time, as in files of earlier versions, checks only the process number.
 */
export function isGone(
  { host, pid, boot, start }: RunFile,
  { machine, startOf, isAlive }: ProcessFacts,
): boolean {
  if (host !== hostname()) return false;
  if (boot !== undefined && boot !== machine().boot) return true;
  return start ? startOf(pid) !== start : !isAlive(pid);
}
