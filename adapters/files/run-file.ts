// The file that a running build leaves for others to find it: read by every tool command, so it loads next to nothing.
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

/** Versions before this one left out `boot` and `start`. */
export interface RunFile extends RunEndpoint {
  readonly pid: number;
  readonly host: string;
  /** Which start of the machine the process belongs to. */
  readonly boot?: string;
  /** When the process began. */
  readonly start?: string;
  /** Its name, which the name of the file may not tell; older versions did not write it. */
  readonly session?: string;
}

export function runFileName(session: SessionName): string {
  return `${sessionFileName(session)}.json`;
}

/** What this process writes into its run file. */
export function ownRun(
  session: SessionName,
  { url, token }: RunEndpoint,
  { machine, startOf }: ProcessFacts,
): RunFile {
  const { pid } = process;
  return { url, token, pid, host: hostname(), boot: machine().boot, start: startOf(pid), session };
}

/** The endpoint of the build that runs the session. One whose process cannot be told to be that build is not found. */
export function findRunningBuild(
  dataDir: string,
  session: SessionName,
  processes: ProcessFacts,
): RunEndpoint | undefined {
  const run = runIn(ownTextOf(dataDir, RUNS, runFileName(session)));
  return run && isBelieved(run, processes) ? run : undefined;
}

/** undefined when it is not what a build writes: no build can be reached by it then. */
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

/** Whether the very process that wrote the file lives on this machine. A file from elsewhere cannot know its start. */
function isBelieved({ host, pid, boot, start }: RunFile, { machine, startOf }: ProcessFacts): boolean {
  return host === hostname() && boot === machine().boot && start !== '' && startOf(pid) === start;
}

/** Whether the process is dead. Those of another host cannot be seen from here; of a file of an earlier version only the number is known. */
export function isGone(
  { host, pid, boot, start }: RunFile,
  { machine, startOf, isAlive }: ProcessFacts,
): boolean {
  if (host !== hostname()) return false;
  if (boot !== undefined && boot !== machine().boot) return true;
  return start ? startOf(pid) !== start : !isAlive(pid);
}
