// Finds sessions and tasks for completion. Pressing Tab starts no process and creates no file.
import type { Environment } from '../../../../application/environment.ts';
import type { SessionDirectory } from '../../../../application/ports/event-store.port.ts';
import type { ToolRunner } from '../../../../application/tools/run-tool.ts';
import { isOpenStatus, type Task } from '../../../../domain/task/task.ts';
import type { ConfigFlags } from '../../config-options.ts';
import { namedSession } from '../../named-session.ts';
import type { Lookup } from './candidates.ts';
import type { Candidate } from './completion.ts';

export interface LiveSessions {
  readonly directory: Pick<SessionDirectory, 'list'>;
  readonly tools: ToolRunner;
}

export interface SessionSource {
  /**
   * Runs `use` with the sessions of a running server. Returns undefined if no server runs or its data directory is not
   * trusted.
   */
  whileLive<Value>(
    flags: ConfigFlags,
    use: (sessions: LiveSessions) => Promise<Value>,
  ): Promise<Value | undefined>;
  /** Returns the sessions that file names show, without a server. */
  names(flags: ConfigFlags): readonly string[];
}

/** Returns a lookup. `options` holds the values on the command line, by the long names of their flags. */
export function sessionLookup(
  options: ReadonlyMap<string, string>,
  source: () => Promise<SessionSource>,
  environment: Pick<Environment, 'env'>,
): Lookup {
  const dataDir = options.get('data-dir');
  const flags = dataDir === undefined ? {} : { dataDir };
  return {
    sessions: async () => {
      const sessions = await source();
      const names = await sessions.whileLive(flags, ({ directory }) => directory.list());
      return (names ?? sessions.names(flags)).map((value) => ({ value, description: '' }));
    },
    tasks: async () => {
      const session = namedSession(options.get('name'), environment);
      const call = { tool: 'task-list', session, input: {}, actor: 'user' } as const;
      const result = await (await source()).whileLive(flags, ({ tools }) => tools.run(call));
      const tasks = (result?.data ?? []) as Task[];
      return [...tasks.filter(isOpen), ...tasks.filter((task) => !isOpen(task))].map(candidateOf);
    },
  };
}

function isOpen({ status }: Task): boolean {
  return isOpenStatus(status);
}

function candidateOf({ id, status, content }: Task): Candidate {
  return { value: id, description: `${status}: ${content}` };
}
