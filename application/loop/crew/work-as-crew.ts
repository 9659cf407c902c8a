// Runs the loop for several workers side by side, each in its own work tree with its own agent.
import type { StopReason } from '../../../domain/run/stop-reason.ts';
import type { SessionState } from '../../../domain/session/session.state.ts';
import { claimedBy } from '../../../domain/worker/worker.state.ts';
import { Turnstile } from '../../async/turnstile.ts';
import type { BegunBranch } from '../../ports/session-branch.port.ts';
import type { Session } from '../../session/session.ts';
import { sessionOfWorker } from '../../session/worker-session.ts';
import { plural } from '../../wording/count.ts';
import { CurrentContext, type CurrentContextOptions } from '../current-context.ts';
import { finish, interrupted, iterate } from '../iterate.ts';
import { notice, type RunContext } from '../run-context.ts';
import { RunHooks } from '../run-hooks.ts';
import type { IterationReport, RunEnd } from '../run-result.ts';
import { TaskCompletionHooks } from '../task-completion-hooks.ts';
import { UncommittedWork } from '../uncommitted-work.ts';
import { VerifyWork } from '../verify-work.ts';
import type { Crew, HiredWorker } from './crew.ts';
import { WorkerRun } from './worker-run.ts';

export interface CrewOptions {
  /** The context of the whole run. */
  readonly run: RunContext;
  readonly session: Session;
  readonly crew: Crew;
  /** The state of the session before the run. */
  readonly before: SessionState;
  readonly contexts: CurrentContextOptions;
}

interface Member {
  readonly worker: WorkerRun;
  readonly hired: HiredWorker;
}

/** Runs the workers until each has stopped, and collects the reports of all. Throws if the branch cannot be used, or the store fails. */
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
  await loseEarlier(options, begun);
  const members: Member[] = [];
  try {
    const queue = new Turnstile();
    for (let number = 0; number < crew.size; number++) members.push(await join(options, begun, queue));
    await prepare(run, members);
    const ends = await Promise.all(members.map((member) => work(member, options, reports)));
    const end = run.signal.aborted ? interrupted(run.request) : endOf(ends);
    await finish(run);
    return end;
  } finally {
    await Promise.all(members.map((member) => dismiss(member, options)));
  }
}

/** A session that starts from scratch does not continue the branch of the one before. */
async function putAside({ run, crew, session }: CrewOptions): Promise<void> {
  if (!run.request.reset || session.state.branch !== null) return;
  const kept = await crew.branch.putAside();
  if (kept !== undefined) notice(run, 'info', `the branch of the session before is kept as ${kept}`);
}

function branchOf({ branch, from, commit }: BegunBranch) {
  return { branch, from, commit };
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

/** Records workers of an earlier run as lost. Nobody else runs the session, so they are dead; their merges tell what they have landed. */
async function loseEarlier({ session, crew }: CrewOptions, begun: BegunBranch): Promise<void> {
  const { workers, iterations, branch } = session.state;
  const landed = workers.length === 0 ? [] : await crew.branch.landedSince(branch?.commit ?? begun.commit);
  for (const { name } of workers) {
    const own = iterations.recent.filter(({ worker }) => worker === name).map(({ number }) => number);
    const merged = landed
      .filter(
        ({ task, iteration }) => own.includes(iteration) && claimedBy(session.state, name).includes(task),
      )
      .map(({ task: id, commit }) => ({ id, commit }));
    const reason = 'the build ended before it did';
    await session.execute({ type: 'LoseWorker', worker: name, reason, merged }, 'loop');
  }
}

/** Lets one more worker join, with its work tree, and composes its context of the loop. */
async function join(options: CrewOptions, begun: BegunBranch, queue: Turnstile): Promise<Member> {
  const { run, session, crew, before, contexts } = options;
  const { events } = await session.execute({ type: 'JoinWorker', host: crew.host }, 'loop');
  const joined = events.find((event) => event.type === 'WorkerJoined');
  if (!joined) throw new Error('no worker has joined');
  const { worker: name } = joined.data;
  try {
    const tree = await crew.trees.open(name, begun.commit, run.signal);
    const hired = await crew.hire(name, tree);
    const worker = new WorkerRun({ name, tree, queue, session, branch: crew.branch });
    worker.run = contextOf(worker, hired, { run, session, before, contexts });
    return { worker, hired };
  } catch (error) {
    await session.execute({ type: 'LeaveWorker', worker: name, reason: 'it could not start' }, 'loop');
    throw error;
  }
}

function contextOf(
  worker: WorkerRun,
  hired: HiredWorker,
  { run, session: whole, before, contexts }: Pick<CrewOptions, 'run' | 'session' | 'before' | 'contexts'>,
): RunContext {
  const ports = { ...run.ports, ...hired.ports };
  const session = sessionOfWorker(whole, worker.name);
  const hooks = new RunHooks(session, ports, run.signal);
  const { cwd } = worker.tree;
  const { checks, observer, workTree, protectedFiles, reviewer } = ports;
  return {
    ...run,
    ...{ ports, session, hooks, worker: worker.name, site: worker },
    request: { ...run.request, cwd, mcpServers: hired.mcpServers },
    agent: new CurrentContext(ports.agents, { ...contexts, cwd, mcpServers: hired.mcpServers }),
    completionHooks: new TaskCompletionHooks(session, hooks, worker.name),
    verify: new VerifyWork({
      ...{ session, before, checks, observer, workTree, protectedFiles, signal: run.signal },
      isReviewed: reviewer !== undefined,
    }),
    uncommitted: new UncommittedWork(workTree),
  };
}

/** Prepares new work trees by the `worker_start` hooks, then runs the baseline of the checks once, in the first one. */
async function prepare(run: RunContext, members: readonly Member[]): Promise<void> {
  const fresh = members.filter(({ worker }) => worker.tree.isNew);
  await Promise.all(fresh.map(({ worker }) => worker.run.hooks.runAndHold('worker_start')));
  if (!run.signal.aborted) await members[0]?.worker.run.verify.baseline();
}

/** Runs the loop of one worker. A failure ends this worker, not the others; that of the store ends all. */
async function work(
  { worker }: Member,
  { session }: CrewOptions,
  reports: IterationReport[],
): Promise<RunEnd> {
  const { run, name } = worker;
  let end: RunEnd;
  try {
    end = await iterate(run, reports);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (!run.signal.aborted) {
      run.ports.logger.error('a worker failed', { worker: name, error });
      notice(run, 'warning', `the worker stopped: ${message}`);
    }
    end = { reason: 'failed', message, error };
  }
  await session.execute(
    { type: 'LeaveWorker', worker: name, reason: end.reason },
    { actor: 'loop', worker: name },
  );
  return end;
}

async function dismiss({ worker, hired }: Member, { crew, run }: CrewOptions): Promise<void> {
  worker.run.completionHooks.stop();
  await Promise.all(hired.ports.agents.map(({ agent }) => agent.stop()));
  await hired.dismiss();
  try {
    await worker.tree.close(await crew.branch.head());
  } catch (error) {
    run.ports.logger.warn('the work tree of a worker was not looked at', { worker: worker.name, error });
  }
}

/** What counts most comes first. A worker that failed does not matter if another one could go on. */
const RANKED: readonly StopReason[] = [
  ...(['complete', 'cost_limit', 'token_limit', 'time_limit', 'iteration_limit'] as const),
  ...(['waiting_for_answer', 'no_progress'] as const),
];

/** Returns the end of the run from those of its workers. */
function endOf(ends: readonly RunEnd[]): RunEnd {
  const ranked = RANKED.map((reason) => ends.find((end) => end.reason === reason)).find(Boolean);
  const [last] = ends.slice(-1);
  const end = ranked ?? ends.find(({ reason }) => reason === 'failed') ?? last;
  if (!end) throw new Error('a run without workers');
  return end;
}
