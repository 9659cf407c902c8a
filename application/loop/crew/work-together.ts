// Runs the workers of this process side by side until each has stopped.
import type { StopReason } from '../../../domain/run/stop-reason.ts';
import { claimableCount } from '../../../domain/worker/claims.ts';
import { Turnstile } from '../../async/turnstile.ts';
import { interrupted } from '../iterate.ts';
import { notice } from '../run-context.ts';
import type { IterationReport, RunEnd } from '../run-result.ts';
import { CrewMember, type CrewOptions, type MemberOptions } from './crew-member.ts';
import { LostWorkers } from './lost-workers.ts';

export interface TogetherOptions extends CrewOptions {
  /** The commit of the session's branch that new work trees start at. */
  readonly commit: string;
  /** Called when the workers have joined, before they work. */
  readonly ready?: (members: readonly CrewMember[]) => Promise<void>;
  /** Called when they have stopped, before they are dismissed. */
  readonly stopped?: (members: readonly CrewMember[]) => Promise<void>;
}

/** Runs as many workers as the crew has. Collects their reports, and returns what ends the run. Throws if the store fails. */
export async function workTogether(options: TogetherOptions, reports: IterationReport[]): Promise<RunEnd> {
  const { run, crew, session } = options;
  const { completionHooks, ports } = run;
  const lost = new LostWorkers({
    ...{ session, crew, clock: ports.clock, logger: ports.logger },
    onFound: completionHooks.found.bind(completionHooks),
  });
  await lost.look();
  const member: MemberOptions = { ...options, queue: new Turnstile(), lost };
  const members: CrewMember[] = [];
  const stopWatching = lost.watch();
  try {
    await joinAll(member, members);
    await options.ready?.(members);
    const ends = await Promise.all(members.map((one) => keepWorking(one, member, members, reports)));
    const end = run.signal.aborted ? interrupted(run.request) : endOf(ends);
    await options.stopped?.(members);
    await stopWatching();
    await completionHooks.settled();
    return end;
  } finally {
    await stopWatching();
    await Promise.all(members.map((one) => one.dismiss()));
  }
}

/** Lets all workers join, one after the other, and adds each. The first prepare, and their agents start, while the others join. */
async function joinAll(options: MemberOptions, members: CrewMember[]): Promise<void> {
  const { crew, session } = options;
  const preparing: Promise<void>[] = [];
  for (let number = 1; number <= crew.size; number++) {
    const member = await CrewMember.join(options);
    members.push(member);
    // The closing iteration needs an agent, too.
    const isNeeded = number <= Math.max(claimableCount(session.state), 1);
    const prepared = member.prepare().then(() => {
      if (isNeeded) member.worker.run.agent.startAgent();
    });
    prepared.catch(() => undefined);
    preparing.push(prepared);
  }
  await Promise.all(preparing);
}

/** Lets a worker work; one that others have given up, because this process was suspended or cut off, joins again under another name. */
async function keepWorking(
  first: CrewMember,
  options: MemberOptions,
  members: CrewMember[],
  reports: IterationReport[],
): Promise<RunEnd> {
  const { run } = options;
  for (let member = first; ; ) {
    const end = await member.work(reports);
    if (!member.isGivenUp || run.signal.aborted) return end;
    await member.dismiss();
    const kept = `its task was given to others, and what it had done is kept on the branch ${member.worker.tree.branch}`;
    notice(run, 'warning', `${member.name} was cut off for too long: ${kept}`);
    member = await CrewMember.join(options);
    members.push(member);
    await member.prepare();
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
