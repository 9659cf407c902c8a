// Checks the run files in the data directory: which builds run, which do not answer, and which are dead.
import { rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { ProcessFacts } from '../../application/ports/processes.port.ts';
import type { RunEndpoint } from '../../application/ports/run-registry.port.ts';
import { DomainError } from '../../domain/errors.ts';
import { decodedName } from '../../domain/session/encoded-name.ts';
import { type SessionName, sessionName } from '../../domain/session/session-name.ts';
import { ownTextOf } from '../data-dir/own-file.ts';
import { namesInOwn } from '../data-dir/own-path.ts';
import { isGone, RUNS, type RunFile, runIn } from './run-file.ts';
import { sessionFileName } from './session-file.ts';

const ENDING = '.json';

interface NamedRun {
  readonly session: SessionName;
  readonly run: RunFile;
}

export interface RunSurvey {
  /** Builds that answer, and builds of other machines, which cannot be checked from here. */
  readonly running: readonly NamedRun[];
  /** Runs whose process is alive but does not answer: a busy or stopped build, or another program with the same number. */
  readonly silent: readonly NamedRun[];
  /** Sessions whose build died without releasing them. */
  readonly stale: readonly SessionName[];
  /** Incomplete files that a build was writing when it died. */
  readonly debris: readonly string[];
}

/** Surveys the run files without changing anything. `isAlive` asks an endpoint whether a build answers there. */
export async function surveyRuns(
  dataDir: string,
  isAlive: (endpoint: RunEndpoint) => Promise<boolean>,
  processes: ProcessFacts,
): Promise<RunSurvey> {
  const directory = join(dataDir, RUNS);
  const survey = {
    running: [] as NamedRun[],
    silent: [] as NamedRun[],
    stale: [] as SessionName[],
    debris: [] as string[],
  };
  for (const name of namesInOwn(dataDir, RUNS)) {
    const path = join(directory, name);
    const text = ownTextOf(dataDir, RUNS, name);
    const run = runIn(text);
    if (text === undefined) continue;
    const session = sessionIn(name, run);
    if (session === undefined) {
      if (run && isGone(run, processes)) survey.debris.push(path);
      continue;
    }
    if (!run || isGone(run, processes)) survey.stale.push(session);
    else if (run.host !== hostname() || (await isAlive(run))) survey.running.push({ session, run });
    else survey.silent.push({ session, run });
  }
  return survey;
}

export async function removeDebris(files: readonly string[]): Promise<void> {
  for (const file of files) await rm(file, { force: true });
}

/** Returns the session of a run file; undefined if file name and content do not belong to the same session. */
function sessionIn(file: string, run: RunFile | undefined): SessionName | undefined {
  if (!file.endsWith(ENDING)) return undefined;
  const stem = file.slice(0, -ENDING.length);
  const session = decodedName(stem) ?? validName(run?.session ?? '');
  return session !== undefined && sessionFileName(session) === stem ? session : undefined;
}

function validName(text: string): SessionName | undefined {
  try {
    return sessionName(text);
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}
