// Sessions and tasks for completion, as they are now: where there is no data directory yet, there are none, and none is made.
import { existsSync } from 'node:fs';
import type { Lookup } from '../../adapters/cli/completion/candidates.ts';
import type { Candidate } from '../../adapters/cli/completion/completion.ts';
import type { AppConfig } from '../../adapters/config/config-schema.ts';
import { isOpenStatus, type Task } from '../../domain/task/task.ts';
import { loadSettings } from '../commands/load-settings.ts';
import { openSessions } from '../commands/open-sessions.ts';
import { runTool } from '../commands/run-tool.ts';
import type { Environment } from '../environment.ts';
import { exitOnSignals } from '../interruption.ts';
import { TOKEN } from '../tokens.ts';

/** `options` are the values on the command line, by the long names of their flags. */
export function lookUpIn(options: ReadonlyMap<string, string>, environment: Environment): Lookup {
  const dataDir = options.get('data-dir');
  const flags = dataDir === undefined ? {} : { dataDir };
  return {
    sessions: async () => {
      const { config } = loadSettings(flags, environment);
      return hasStore(config) ? sessionsIn(config, environment) : [];
    },
    tasks: async () => {
      if (!hasStore(loadSettings(flags, environment).config)) return [];
      const request = { tool: 'task-list', session: options.get('name'), input: {}, config: flags };
      const { data } = await runTool(request, environment);
      const tasks = data as Task[];
      return [...tasks.filter(isOpen), ...tasks.filter((task) => !isOpen(task))].map(candidateOf);
    },
  };
}

function hasStore({ dataDir, natsUrl }: AppConfig): boolean {
  return natsUrl !== '' || existsSync(dataDir);
}

async function sessionsIn(config: AppConfig, environment: Environment): Promise<Candidate[]> {
  exitOnSignals();
  const { container, close } = await openSessions(config, environment);
  try {
    const names = await container.get(TOKEN.directory).list();
    return names.map((value) => ({ value, description: '' }));
  } finally {
    await close();
  }
}

function isOpen({ status }: Task): boolean {
  return isOpenStatus(status);
}

function candidateOf({ id, status, content }: Task): Candidate {
  return { value: id, description: `${status}: ${content}` };
}
