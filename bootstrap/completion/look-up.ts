// Sessions and tasks for completion, without the store: from the snapshots, which every command leaves as the session is,
// and from the build that runs it.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Lookup } from '../../adapters/cli/completion/candidates.ts';
import type { Candidate } from '../../adapters/cli/completion/completion.ts';
import { defaultDataDir } from '../../adapters/config/config-paths.ts';
import { FileSnapshotStore } from '../../adapters/files/file-snapshot-store.ts';
import { findRunningBuild } from '../../adapters/files/run-file.ts';
import { NO_LOG } from '../../adapters/logging/no-log.ts';
import { type SessionName, sessionName } from '../../domain/session/session-name.ts';
import { SNAPSHOT_CATALOGUE, stateFromSnapshot } from '../../domain/session/session-snapshot.ts';
import { isOpenStatus, type Task } from '../../domain/task/task.ts';
import type { Environment } from '../environment.ts';

/** `options` are the values on the command line, by the long names of their flags. */
export function lookUpIn(options: ReadonlyMap<string, string>, environment: Environment): Lookup {
  return {
    sessions: async () => sessionsIn(await dataDirOf(options, environment)),
    tasks: async () => {
      const given = options.get('name') ?? environment.env.ITERATR_SESSION;
      if (given === undefined) return [];
      const tasks = await tasksOf(sessionName(given), await dataDirOf(options, environment));
      return [...tasks.filter(isOpen), ...tasks.filter((task) => !isOpen(task))].map(candidateOf);
    },
  };
}

async function dataDirOf(options: ReadonlyMap<string, string>, environment: Environment): Promise<string> {
  const flag = options.get('data-dir');
  const isPlain = flag === undefined && environment.env.ITERATR_DATA_DIR === undefined;
  const known = isPlain ? defaultDataDir(environment) : undefined;
  if (known !== undefined) return known;
  const { loadSettings } = await import('../commands/load-settings.ts');
  return loadSettings(flag === undefined ? {} : { dataDir: flag }, environment).config.dataDir;
}

function sessionsIn(dataDir: string): Candidate[] {
  const names = ['snapshots', 'runs'].flatMap((folder) => namesIn(join(dataDir, folder)));
  return [...new Set(names)].sort().map((value) => ({ value, description: '' }));
}

/** Not those of temporary files. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).flatMap((file) => /^([A-Za-z0-9_-]{1,64})\.json$/.exec(file)?.[1] ?? []);
  } catch {
    return [];
  }
}

async function tasksOf(
  session: SessionName,
  dataDir: string,
): Promise<Pick<Task, 'id' | 'content' | 'status'>[]> {
  const build = findRunningBuild(dataDir, session);
  if (build) {
    const { ToolClient } = await import('../../adapters/mcp/tool-client.ts');
    const call = { tool: 'task-list', session, input: {}, actor: 'user' } as const;
    const answer = await new ToolClient(build).run(call).catch(() => undefined);
    if (answer) return answer.data as Task[];
  }
  const snapshot = await new FileSnapshotStore({ dataDir, logger: NO_LOG }).load(session);
  if (snapshot?.catalogue !== SNAPSHOT_CATALOGUE) return [];
  return [...stateFromSnapshot(snapshot.state).tasks.tasks.values()];
}

function isOpen({ status }: Pick<Task, 'status'>): boolean {
  return isOpenStatus(status);
}

function candidateOf({ id, status, content }: Pick<Task, 'id' | 'content' | 'status'>): Candidate {
  return { value: id, description: `${status}: ${content}` };
}
