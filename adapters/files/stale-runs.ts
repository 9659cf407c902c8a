// Finds and removes the run files that dead builds left behind.
import { rm } from 'node:fs/promises';
import { ok, warning } from '../../application/ports/diagnostic.port.ts';
import type { ProcessFacts } from '../../application/ports/processes.port.ts';
import type { RunEndpoint } from '../../application/ports/run-registry.port.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import { ownTextOf } from '../data-dir/own-file.ts';
import { ownPath } from '../data-dir/own-path.ts';
import type { StaleKind } from '../data-dir/stale-files.diagnostic.ts';
import { isGone, RUNS, runFileName, runIn } from './run-file.ts';
import { removeDebris, surveyRuns } from './run-survey.ts';

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
              `session "${session}" is built by process ${run.pid}, which does not answer`,
              'check that process; `iteratr build --take-over` ends it and continues the session',
            ),
          ),
        ],
        stale: [
          ...stale.map((session) => `session "${session}" has the run file of a dead build`),
          ...debris.map((file) => `${file} was left behind by a dead build`),
        ],
      };
    },
    async remove() {
      const { stale, debris } = await surveyRuns(dataDir, isAlive, processes);
      const done: string[] = [];
      for (const session of stale) {
        if (await removed(dataDir, session, processes))
          done.push(`removed the run file of session "${session}"`);
      }
      await removeDebris(debris);
      return [...done, ...debris.map((file) => `removed ${file}`)];
    },
  };
}

/**
 * Removes the run file of a dead build. Returns false if a build has registered since. Should one do so at this very moment, it
 * loses only its shortcut: the claim is in the store.
 */
async function removed(dataDir: string, session: SessionName, processes: ProcessFacts): Promise<boolean> {
  const name = runFileName(session);
  const run = runIn(ownTextOf(dataDir, RUNS, name));
  if (run && !isGone(run, processes)) return false;
  await rm(ownPath(dataDir, RUNS, name), { force: true });
  return true;
}
