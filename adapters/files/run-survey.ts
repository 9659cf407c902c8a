// The files in which builds say that they run: which of them tell the truth.
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
  /** Builds that answer, and those of other machines, of which nobody here knows. */
  readonly running: readonly NamedRun[];
  /** A process of that number lives and does not answer: a build that is busy or stopped, or another program by now. */
  readonly silent: readonly NamedRun[];
  /** Sessions whose build has died without giving them back. */
  readonly stale: readonly SessionName[];
  /** Files that a build was making when it died. */
  readonly debris: readonly string[];
}

/** `isAlive` asks an endpoint whether a build answers there. Changes nothing. */
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

/** undefined for a file that is not what a build says of its session. */
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
