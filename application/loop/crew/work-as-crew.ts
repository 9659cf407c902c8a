// Runs the loop for several workers side by side, each in its own work tree with its own agent, as the process that runs the session.
import type { WorkerState } from '../../../domain/worker/worker.state.ts';
import type { WorkerName } from '../../../domain/worker/worker.ts';
import type { BegunBranch } from '../../ports/session-branch.port.ts';
import { plural } from '../../wording/count.ts';
import { finish } from '../iterate.ts';
import { notice, type RunContext } from '../run-context.ts';
import type { IterationReport, RunEnd } from '../run-result.ts';
import { waitUntil } from '../waits.ts';
import type { CrewOptions } from './crew-member.ts';
import { workTogether } from './work-together.ts';

/** Runs the workers until each has stopped, and those of other processes have left. Throws if the branch cannot be used, or the store fails. */
export async function workAsCrew(options: CrewOptions, reports: IterationReport[]): Promise<RunEnd> {
  const { run, session, crew } = options;
  // It has shown that it can start, and has planned; each worker has its own.
  await run.agent.close();
  await Promise.all(run.ports.agents.map(({ agent }) => agent.stop()));
  await crew.trees.prepare();
  await putAside(options);
  const begun = await crew.branch.begin({
    known: session.state.branch,
    includeDirty: crew.includeDirty,
    signal: run.signal,
  });
  await session.execute({ type: 'StartBranch', ...branchOf(begun) }, 'loop');
  tellOfBranch(run, begun);
  const ended = new AbortController();
  crew.showOthers?.(ended.signal).catch((error: unknown) => {
    run.ports.logger.warn('the output of workers of other processes is not shown', { error });
  });
  return workTogether(
    {
      ...options,
      commit: begun.commit,
      // The checks run once, in the first work tree.
      ready: async ([first]) => {
        if (run.signal.aborted || (await first?.attempt(() => first.worker.run.verify.baseline()))) return;
        const effect = 'what is red from the start counts as red by the work';
        notice(run, 'warning', `the checks before the work were cut off: ${effect}`);
      },
      stopped: async (members) => {
        await waitForOthers(options, new Set(members.map(({ name }) => name)));
        await finish(run);
      },
    },
    reports,
  ).finally(() => ended.abort());
}

/** A session that starts from scratch does not continue the branch of the one before. */
async function putAside({ run, crew, session }: CrewOptions): Promise<void> {
  if (!run.request.reset || session.state.branch !== null) return;
  const kept = await crew.branch.putAside();
  if (kept !== undefined) notice(run, 'info', `the branch of the session before is kept as ${kept}`);
}

function branchOf({ branch, from, commit, repository }: BegunBranch) {
  return { branch, from, commit, repository };
}

function tellOfBranch(run: RunContext, { branch, uncommitted, notices }: BegunBranch): void {
  notice(
    run,
    'info',
    `the workers merge their work on the branch ${branch}; \`iteratr merge\` brings it to yours`,
  );
  for (const text of notices) notice(run, 'warning', text);
  if (uncommitted.length === 0) return;
  const files = plural(uncommitted.length, 'uncommitted file');
  const remedy = 'commit it, or start with --include-dirty';
  notice(run, 'warning', `${files} of your work tree: the workers do not have what is in there; ${remedy}`);
}

/** Waits until workers of other processes have left: the hooks at the end of the session come after their work. */
async function waitForOthers({ run, session }: CrewOptions, own: ReadonlySet<WorkerName>): Promise<void> {
  // One of this process is still there if its branch could not be looked at.
  const othersOf = ({ workers }: WorkerState) => workers.filter(({ name }) => !own.has(name)).length;
  const others = othersOf(session.state);
  if (others > 0) notice(run, 'info', `waiting for ${plural(others, 'worker')} of other processes`);
  await waitUntil({ session, signal: run.signal }, (state) => othersOf(state) === 0);
}
