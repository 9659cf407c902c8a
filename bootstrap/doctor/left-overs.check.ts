// What dead builds and servers have left in the data directory, and clearing it away.
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { inspectDataDir } from '../../adapters/data-dir/data-dir.ts';
import { FileRunRegistry } from '../../adapters/files/file-run-registry.ts';
import { removeDebris, surveyRuns } from '../../adapters/files/run-left-overs.ts';
import { NO_LOG } from '../../adapters/logging/no-log.ts';
import { ToolClient } from '../../adapters/mcp/tool-client.ts';
import { clearServerLeftOvers, findServerLeftOvers } from '../../adapters/nats/embedded/server-left-overs.ts';
import { deadScratches } from '../../adapters/nats/probe-store.ts';
import { FileProcessRecords } from '../../adapters/process/process-records.ts';
import { SystemProcesses } from '../../adapters/process/system-processes.ts';
import { type Check, type Finding, failedBy, leftOver, ok, warning } from '../../application/doctor/check.ts';
import { ApplicationError } from '../../application/errors.ts';
import type { Processes } from '../../application/ports/processes.port.ts';
import type { RunEndpoint } from '../../application/ports/run-registry.port.ts';
import type { SessionName } from '../../domain/session/session-name.ts';

/** Nobody answers there: it is in the place of a dead build for the moment in which that is removed. */
const NOWHERE = 'http://127.0.0.1:9';

/** What belongs to a build that lives, or to one of another machine, is never touched. */
export function leftOversCheck(dataDir: string): Check {
  return { id: 'left-overs', label: 'Left-overs', run: () => find(dataDir), fix: () => clear(dataDir) };
}

async function find(dataDir: string): Promise<readonly Finding[]> {
  try {
    await inspectDataDir(dataDir);
  } catch (error) {
    return [failedBy(error)];
  }
  const processes = processesOf(dataDir);
  const { running, silent, stale, debris } = await surveyRuns(dataDir, isAlive, processes);
  const { idle, dead } = await findServerLeftOvers(dataDir, processes);
  const scratches = deadScratches(dataDir, processes);
  const left = [
    ...processes.stale().map((pid) => `process ${pid}, which a dead build has started, still runs`),
    ...stale.map((session) => `session "${session}" is said to be built, and its build is dead`),
    ...debris.map((file) => `${file} was left by a dead build`),
    ...(idle === undefined ? [] : [`a NATS server that nobody uses still runs, process ${idle}`]),
    ...(dead ? [`the files of a dead NATS server are left in ${dataDir}`] : []),
    ...scratches.map((directory) => `${directory} was left by a check that was killed`),
  ];
  const builds = [
    ...running.map(({ session, run }) =>
      ok(`session "${session}" is built by process ${run.pid} on ${run.host}`),
    ),
    ...silent.map(({ session, run }) =>
      warning(
        `session "${session}" is said to be built by process ${run.pid}, which does not answer`,
        'look what it does; if it is no iteratr, the next build takes the session over',
      ),
    ),
  ];
  if (left.length > 0) return [...builds, ...left.map(leftOver)];
  const none = existsSync(dataDir) ? `nothing in ${dataDir}` : `none: there is no ${dataDir} yet`;
  return builds.length > 0 ? builds : [ok(none)];
}

async function clear(dataDir: string): Promise<readonly string[]> {
  await inspectDataDir(dataDir);
  const done: string[] = [];
  const processes = processesOf(dataDir);
  const stale = processes.stale();
  await processes.endStale();
  done.push(...stale.map((pid) => `ended process ${pid}`));
  const runs = await surveyRuns(dataDir, isAlive, processes);
  for (const session of runs.stale) {
    if (await giveBack(dataDir, session, processes)) done.push(`session "${session}" can be built again`);
  }
  await removeDebris(runs.debris);
  done.push(...runs.debris.map((file) => `removed ${file}`));
  done.push(...(await clearServerLeftOvers(dataDir, processes)));
  for (const scratch of deadScratches(dataDir, processes)) {
    done.push(...(await clearServerLeftOvers(scratch, processes)));
    await rm(scratch, { recursive: true, force: true });
    done.push(`removed ${scratch}`);
  }
  return done;
}

/** By claiming it, as the next build would: that cannot take it from one that begins just now, even if that is slow to answer. */
async function giveBack(dataDir: string, session: SessionName, processes: Processes): Promise<boolean> {
  try {
    const registry = new FileRunRegistry(dataDir, async () => true, processes);
    const release = await registry.claim(session, { url: NOWHERE, token: randomUUID() });
    await release();
    return true;
  } catch (error) {
    if (error instanceof ApplicationError && error.code === 'SESSION.BUSY') return false;
    throw error;
  }
}

function processesOf(dataDir: string): Processes {
  return new SystemProcesses(new FileProcessRecords({ dataDir, logger: NO_LOG }));
}

function isAlive(endpoint: RunEndpoint): Promise<boolean> {
  return new ToolClient(endpoint).isAlive();
}
