// What several workers in this process need: a branch for their work, a work tree and an agent for each.
import type { WorkerName } from '../../../domain/worker/worker.ts';
import type { SessionBranch } from '../../ports/session-branch.port.ts';
import type { WorkerTree, WorkerTrees } from '../../ports/worker-tree.port.ts';
import type { WorkerLeases } from '../../session/worker-leases.ts';
import type { RunPorts, RunRequest } from '../run.ts';

export interface Crew {
  /** The number of workers of this process. */
  readonly size: number;
  /** Whether the user's uncommitted files are committed to the session's branch first. */
  readonly includeDirty: boolean;
  /** The name of this machine. */
  readonly host: string;
  readonly branch: SessionBranch;
  readonly trees: WorkerTrees;
  readonly leases: WorkerLeases;
  /** Shows what workers of other processes do, until `signal` aborts; absent if somebody else shows it. */
  readonly showOthers?: ((signal: AbortSignal) => Promise<void>) | undefined;
  /** Composes what a worker needs in its work tree. Starts no process. */
  hire(worker: WorkerName, tree: WorkerTree): Promise<HiredWorker>;
}

export interface HiredWorker {
  /** What differs from the ports of the run. */
  readonly ports: Pick<
    RunPorts,
    'agents' | 'hooks' | 'checks' | 'protectedFiles' | 'reviewer' | 'workTree' | 'observer'
  >;
  readonly mcpServers: RunRequest['mcpServers'];
  /** Closes what it has opened; its agents are stopped before. */
  dismiss(): Promise<void>;
}
