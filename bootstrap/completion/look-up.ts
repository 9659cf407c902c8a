// Sessions and tasks for completion: from a server that runs, or from file names. Pressing Tab starts no process and makes no file.
import type { Lookup } from '../../adapters/cli/completion/candidates.ts';
import type { Candidate } from '../../adapters/cli/completion/completion.ts';
import type { AppConfig } from '../../adapters/config/config-schema.ts';
import { transcribedSessions } from '../../adapters/files/file-transcript-store.ts';
import { inspectServer } from '../../adapters/nats/embedded/inspect-server.ts';
import { PROCESS_FACTS } from '../../adapters/process/process-facts.ts';
import { RunTool } from '../../application/tools/run-tool.ts';
import { isOpenStatus, type Task } from '../../domain/task/task.ts';
import { loadTrusted } from '../commands/load-settings.ts';
import { namedSession } from '../commands/named-session.ts';
import { type OpenSessions, openSessions } from '../commands/open-sessions.ts';
import type { Environment } from '../environment.ts';
import { exitOnSignals } from '../interruption.ts';
import { TOKEN } from '../tokens.ts';

/** `options` are the values on the command line, by the long names of their flags. */
export function lookUpIn(options: ReadonlyMap<string, string>, environment: Environment): Lookup {
  const dataDir = options.get('data-dir');
  const flags = dataDir === undefined ? {} : { dataDir };
  return {
    sessions: async () => {
      const config = trustedConfig(flags, environment);
      if (!config) return [];
      const names = await withLiveStore(config, environment, ({ container }) =>
        container.get(TOKEN.directory).list(),
      );
      return (names ?? transcribedSessions(config.dataDir)).map((value) => ({ value, description: '' }));
    },
    tasks: async () => {
      const config = trustedConfig(flags, environment);
      const session = namedSession(options.get('name'), environment);
      const call = { tool: 'task-list', session, input: {}, actor: 'user' } as const;
      const result =
        config &&
        (await withLiveStore(config, environment, ({ container }) => container.get(RunTool).run(call)));
      const tasks = (result?.data ?? []) as Task[];
      return [...tasks.filter(isOpen), ...tasks.filter((task) => !isOpen(task))].map(candidateOf);
    },
  };
}

/** undefined where a file that is not trusted decides where sessions are kept. */
function trustedConfig(
  flags: Readonly<Record<string, string>>,
  environment: Environment,
): AppConfig | undefined {
  const { config, untrusted } = loadTrusted(flags, environment);
  return untrusted.some(({ placesStore }) => placesStore) ? undefined : config;
}

/** undefined where no server runs. */
async function withLiveStore<Value>(
  config: AppConfig,
  environment: Environment,
  use: (sessions: OpenSessions) => Promise<Value>,
): Promise<Value | undefined> {
  if (config.natsUrl === '' && !(await inspectServer(config.dataDir, PROCESS_FACTS))?.answers)
    return undefined;
  exitOnSignals();
  const sessions = await openSessions(config, environment, { joinOnly: true });
  try {
    return await use(sessions);
  } finally {
    await sessions.close();
  }
}

function isOpen({ status }: Task): boolean {
  return isOpenStatus(status);
}

function candidateOf({ id, status, content }: Task): Candidate {
  return { value: id, description: `${status}: ${content}` };
}
