// Processes that dead builds started and that still run.
import type { StaleKind } from '../data-dir/stale-files.diagnostic.ts';
import type { FileProcessLedger } from './file-process-ledger.ts';

export function staleProcesses(ledger: FileProcessLedger): StaleKind {
  return {
    find: async () => ({
      alive: [],
      stale: ledger.leftOvers().map((pid) => `process ${pid}, started by a dead build, still runs`),
    }),
    async remove() {
      const pids = ledger.leftOvers();
      await ledger.endLeftOvers();
      return pids.map((pid) => `ended process ${pid}`);
    },
  };
}
