// Lists the workers of a session.
import type { Environment } from '../../../../application/environment.ts';
import type { SessionRegistry } from '../../../../application/session/session-registry.ts';
import type { WorkerLeases } from '../../../../application/session/worker-leases.ts';
import { formatDuration } from '../../../../application/wording/duration.ts';
import { plainJson } from '../../../../application/wording/plain-text.ts';
import { iterationOf } from '../../../../domain/iteration/iteration.state.ts';
import type { SessionState } from '../../../../domain/session/session.state.ts';
import { findTask } from '../../../../domain/task/task.state.ts';
import type { Worker } from '../../../../domain/worker/worker.state.ts';
import type { Console } from '../../console.ts';
import { EXIT } from '../../exit-codes.ts';
import { exitOnSignals } from '../../interruption.ts';
import { namedSession } from '../../named-session.ts';
import { alignColumns } from '../../report/align-columns.ts';
import { short } from '../../report/recorded-line.ts';
import type { WorkersRequest } from './workers.command.ts';

export class WorkersHandler {
  constructor(
    private readonly sessions: SessionRegistry,
    private readonly leases: Pick<WorkerLeases, 'alive'>,
    private readonly environment: Environment,
    private readonly console: Console,
    private readonly now: () => Date,
  ) {}

  /** Returns the exit code. Throws `SESSION.NOT_FOUND` for an unknown session. */
  async handle({ session, json }: WorkersRequest): Promise<number> {
    const name = namedSession(session, this.environment);
    exitOnSignals();
    const { state } = await this.sessions.existing(name);
    const alive = state.workers.length > 0 ? await this.leases.alive(name) : new Set();
    const rows = state.workers.map((worker) => rowOf(worker, state, alive.has(worker.name)));
    this.console.out(`${json ? plainJson(rows) : this.#table(rows, state)}\n`);
    return EXIT.ok;
  }

  #table(rows: readonly Row[], { runOpen }: SessionState): string {
    if (rows.length === 0) {
      return runOpen
        ? 'the session has a single agent, which works in place'
        : 'no workers: no build runs the session';
    }
    const now = this.now().getTime();
    const cells = rows.map(({ name, lease, host, task, title, since }) => [
      ...[name, lease, task ?? '-', title],
      ...[since === null ? '' : formatDuration(Math.max(0, now - Date.parse(since))), host],
    ]);
    return alignColumns([['worker', 'lease', 'task', '', 'since', 'machine'], ...cells]).join('\n');
  }
}

interface Row {
  readonly name: string;
  /** `lapsed`: its process is dead or cut off; another one that has workers gives its task to others. */
  readonly lease: 'alive' | 'lapsed';
  readonly host: string;
  readonly task: string | null;
  readonly title: string;
  /** When it claimed the task, or joined. ISO 8601. */
  readonly since: string | null;
  readonly iteration: number | null;
}

function rowOf({ name, host, closing, joinedAt }: Worker, state: SessionState, isAlive: boolean): Row {
  const claim = state.claims.find(({ worker }) => worker === name);
  const task = claim?.task ?? null;
  const content = task === null ? '' : (findTask(state.tasks, task)?.content ?? '');
  return {
    ...{ name, lease: isAlive ? 'alive' : 'lapsed', host, task },
    title: task === null ? (closing ? 'works without a task' : 'waits') : short(content).slice(0, 60),
    since: claim?.since ?? joinedAt,
    iteration: iterationOf(state.iterations, name)?.number ?? null,
  };
}
