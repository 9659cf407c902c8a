// The file that a running build leaves for others to find it: read by every tool command, so it loads next to nothing.
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { RunEndpoint } from '../../application/ports/run-registry.port.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import { sessionFileName } from './session-file.ts';

export interface RunFile extends RunEndpoint {
  readonly pid: number;
  readonly host: string;
  /** Its name, which the name of the file may not tell; older versions did not write it. */
  readonly session?: string | undefined;
}

export function runFilePath(dataDir: string, session: SessionName): string {
  return join(dataDir, 'runs', `${sessionFileName(session)}.json`);
}

/** The endpoint of the build that is said to run the session; it may have died without having given it back. */
export function findRunningBuild(dataDir: string, session: SessionName): RunEndpoint | undefined {
  const run = runIn(textOf(runFilePath(dataDir, session)));
  return run && isGone(run) ? undefined : run;
}

/** undefined when there is no such file, or none that can be read. */
export function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** undefined when it is not what a build writes: no build can be reached by it then. */
export function runIn(text: string | undefined): RunFile | undefined {
  try {
    const { url, token, pid, host, session } = JSON.parse(text ?? '') as Partial<RunFile>;
    if (typeof url !== 'string' || typeof token !== 'string') return undefined;
    if (typeof pid !== 'number' || typeof host !== 'string') return undefined;
    return { url, token, pid, host, session: typeof session === 'string' ? session : undefined };
  } catch {
    return undefined;
  }
}

/** Processes of another host cannot be seen from here. */
export function isGone({ host, pid }: RunFile): boolean {
  return host === hostname() && !processExists(pid);
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
