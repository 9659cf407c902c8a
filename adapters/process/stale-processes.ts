// Finds and ends processes that dead builds started and that still run.
import type { Processes } from '../../application/ports/processes.port.ts';
import type { StaleKind } from '../data-dir/stale-files.diagnostic.ts';

export function staleProcesses(processes: Processes): StaleKind {
  return {
    find: async () => ({
      alive: [],
      stale: processes.stale().map((pid) => `process ${pid}, started by a dead build, still runs`),
    }),
    async remove() {
      const pids = processes.stale();
      await processes.endStale();
      return pids.map((pid) => `ended process ${pid}`);
    },
  };
}
