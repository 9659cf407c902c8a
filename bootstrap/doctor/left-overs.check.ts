// What dead builds and servers have left in the data directory, and clearing it away.
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { inspectDataDir } from '../../adapters/data-dir/data-dir.ts';
import { startOf, thisMachine } from '../../adapters/data-dir/machine.ts';
import { FileProcessLedger } from '../../adapters/files/file-process-ledger.ts';
import { FileRunRegistry } from '../../adapters/files/file-run-registry.ts';
import { removeDebris, surveyRuns } from '../../adapters/files/run-left-overs.ts';
import { NO_LOG } from '../../adapters/logging/no-log.ts';
import { ToolClient } from '../../adapters/mcp/tool-client.ts';
import { clearServerLeftOvers, findServerLeftOvers } from '../../adapters/nats/embedded/server-left-overs.ts';
import { deadScratches } from '../../adapters/nats/probe-store.ts';
import { PROCESS_TREES } from '../../adapters/shell/process-tree.ts';
import { type Check, type Finding, failedBy, leftOver, ok, warning } from '../../application/doctor/check.ts';
import { ApplicationError } from '../../application/errors.ts';
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
  const { running, silent, stale, debris } = await surveyRuns(dataDir, isAlive);
  const processes = ledgerOf(dataDir).leftOvers();
  const { idle, dead } = await findServerLeftOvers(dataDir);
  const scratches = deadScratches(dataDir);
  const left = [
    ...processes.map((pid) => `process ${pid}, which a dead build has started, still runs`),
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
  const ledger = ledgerOf(dataDir);
  const processes = ledger.leftOvers();
  await ledger.endLeftOvers();
  done.push(...processes.map((pid) => `ended process ${pid}`));
  const { stale, debris } = await surveyRuns(dataDir, isAlive);
  for (const session of stale) {
    if (await giveBack(dataDir, session)) done.push(`session "${session}" can be built again`);
  }
  await removeDebris(debris);
  done.push(...debris.map((file) => `removed ${file}`));
  done.push(...(await clearServerLeftOvers(dataDir)));
  for (const scratch of deadScratches(dataDir)) {
    done.push(...(await clearServerLeftOvers(scratch)));
    await rm(scratch, { recursive: true, force: true });
    done.push(`removed ${scratch}`);
  }
  return done;
}

/** By claiming it, as the next build would: that cannot take it from one that begins just now, even if that is slow to answer. */
async function giveBack(dataDir: string, session: SessionName): Promise<boolean> {
  try {
    const registry = new FileRunRegistry(dataDir, async () => true);
    const release = await registry.claim(session, { url: NOWHERE, token: randomUUID() });
    await release();
    return true;
  } catch (error) {
    if (error instanceof ApplicationError && error.code === 'SESSION.BUSY') return false;
    throw error;
  }
}

function ledgerOf(dataDir: string): FileProcessLedger {
  const { boot } = thisMachine();
  return new FileProcessLedger({ dataDir, logger: NO_LOG, startOf, boot, trees: PROCESS_TREES });
}

function isAlive(endpoint: RunEndpoint): Promise<boolean> {
  return new ToolClient(endpoint).isAlive();
}
