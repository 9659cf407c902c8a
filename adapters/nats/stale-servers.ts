// Finds and removes what dead processes left behind: unused NATS servers, their files, and scratch directories of doctor.
import { rm } from 'node:fs/promises';
import type { Processes } from '../../application/ports/processes.port.ts';
import type { StaleKind } from '../data-dir/stale-files.diagnostic.ts';
import { findStaleServer, removeStaleServer } from './embedded/stale-server.ts';
import { deadScratches } from './probe-store.ts';

export function staleServers(dataDir: string, processes: Processes): StaleKind {
  return {
    async find() {
      const { idle, dead } = await findStaleServer(dataDir, processes);
      const stale = [
        ...(idle === undefined ? [] : [`an unused NATS server still runs, process ${idle}`]),
        ...(dead ? [`the files of a dead NATS server are left in ${dataDir}`] : []),
        ...deadScratches(dataDir, processes).map(
          (directory) => `${directory} was left behind by a killed iteratr doctor`,
        ),
      ];
      return { alive: [], stale };
    },
    async remove() {
      const done = await removeStaleServer(dataDir, processes);
      for (const scratch of deadScratches(dataDir, processes)) {
        done.push(...(await removeStaleServer(scratch, processes)));
        await rm(scratch, { recursive: true, force: true });
        done.push(`removed ${scratch}`);
      }
      return done;
    },
  };
}
