// Finds and releases the claims of sessions that dead builds left behind, and removes their files.
import { randomUUID } from 'node:crypto';
import { ApplicationError } from '../../application/errors.ts';
import { ok, warning } from '../../application/ports/diagnostic.port.ts';
import type { ProcessFacts } from '../../application/ports/processes.port.ts';
import type { RunEndpoint } from '../../application/ports/run-registry.port.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import type { StaleKind } from '../data-dir/stale-files.diagnostic.ts';
import { FileRunRegistry } from './file-run-registry.ts';
import { removeDebris, surveyRuns } from './run-survey.ts';

/** An endpoint where nothing answers, for the temporary claim that replaces a dead build's claim. */
const NOWHERE = 'http://127.0.0.1:9';

/** `isAlive` asks an endpoint whether a build answers there. */
export function staleRuns(
  dataDir: string,
  isAlive: (endpoint: RunEndpoint) => Promise<boolean>,
  processes: ProcessFacts,
): StaleKind {
  return {
    async find() {
      const { running, silent, stale, debris } = await surveyRuns(dataDir, isAlive, processes);
      return {
        alive: [
          ...running.map(({ session, run }) =>
            ok(`session "${session}" is built by process ${run.pid} on ${run.host}`),
          ),
          ...silent.map(({ session, run }) =>
            warning(
              `session "${session}" is claimed by process ${run.pid}, which does not answer`,
              'check that process; if it is not iteratr, the next build takes over the session',
            ),
          ),
        ],
        stale: [
          ...stale.map((session) => `session "${session}" is claimed by a dead build`),
          ...debris.map((file) => `${file} was left behind by a dead build`),
        ],
      };
    },
    async remove() {
      const { stale, debris } = await surveyRuns(dataDir, isAlive, processes);
      const done: string[] = [];
      for (const session of stale) {
        if (await giveBack(dataDir, session, processes)) done.push(`session "${session}" can be built again`);
      }
      await removeDebris(debris);
      return [...done, ...debris.map((file) => `removed ${file}`)];
    },
  };
}

/** Claims the session like the next build would, and releases it. This cannot take the session from a build that starts now. */
async function giveBack(dataDir: string, session: SessionName, processes: ProcessFacts): Promise<boolean> {
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
