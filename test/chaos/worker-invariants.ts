// What has to hold of the events of several workers, and of the merges on the session's branch.
import type { StoredEvent } from '../../application/codec/event-codec.ts';
import { type Violation, violation } from './violation.ts';

interface WorkerEvidence {
  readonly events: readonly StoredEvent[];
  /** The merges on the session's branch, as `TAS-1 <commit>`. */
  readonly landed?: readonly string[];
}

/** A task has one worker at a time: it is claimed again only after the claim has ended. */
function claimedByOne({ events }: WorkerEvidence): Violation | undefined {
  const claims = new Map<string, string>();
  for (const event of events) {
    const { id = '', worker = '', ids = [] } = event.data as { id?: string; worker?: string; ids?: string[] };
    if (event.type === 'TaskClaimed') {
      if (claims.has(id))
        return violation('a task has one worker', `the end of the claim of ${claims.get(id)}`, event);
      claims.set(id, worker);
    }
    if (event.type === 'TaskMerged') {
      if (claims.get(id) !== worker)
        return violation('only the worker of a task merges it', claims.get(id), event);
      claims.delete(id);
    }
    for (const released of event.type === 'ClaimsReleased' ? ids : []) claims.delete(released);
    if (event.type !== 'WorkerLost' && event.type !== 'WorkerLeft') continue;
    for (const [task, owner] of claims) if (owner === worker) claims.delete(task);
  }
  return undefined;
}

/** Each completion is merged once: what the branch has is what the events say. */
function mergedOnce({ events, landed = [] }: WorkerEvidence): Violation | undefined {
  const merged = mergesOf(events);
  const twice = repeated(merged) ?? repeated(merged.map(taskOf));
  if (twice !== undefined) return violation('a merge is recorded once', 'one event', twice);
  const missing = landed.find((one) => !merged.includes(one));
  if (missing !== undefined) return violation('what the branch has is recorded', missing, merged.slice(-20));
  const landedTwice = repeated(landed.map(taskOf));
  return landedTwice === undefined
    ? undefined
    : violation('a task is merged once on the branch', 'one commit', landedTwice);
}

/** A task is taken up only when all that it depends on is merged. */
function dependenciesFirst({ events }: WorkerEvidence): Violation | undefined {
  const needs = new Map<string, readonly string[]>();
  const merged = new Set<string>();
  for (const event of events) {
    const { id = '', dependsOn = [] } = event.data as { id?: string; dependsOn?: readonly string[] };
    if (event.type === 'TaskAdded') needs.set(id, dependsOn);
    if (event.type === 'TaskMerged') merged.add(id);
    if (event.type !== 'TaskClaimed') continue;
    const missing = needs.get(id)?.find((one) => !merged.has(one));
    if (missing !== undefined)
      return violation('a task is claimed after what it depends on is merged', `${missing} merged`, event);
  }
  return undefined;
}

/** A worker that was lost records nothing any more, until one of its name joins. */
function silentWhenLost({ events }: WorkerEvidence): Violation | undefined {
  const lost = new Set<string>();
  for (const event of events) {
    const { worker = '' } = event.data as { worker?: string };
    if (event.type === 'WorkerLost') lost.add(worker);
    if (event.type === 'WorkerJoined') lost.delete(worker);
    else if (event.worker !== undefined && lost.has(event.worker))
      return violation('a lost worker records nothing', 'no event', event);
  }
  return undefined;
}

export const WORKER_CHECKS = [claimedByOne, mergedOnce, dependenciesFirst, silentWhenLost];

/** Where there are checks, work is merged after they were green. */
export function unverifiedIn({ events }: WorkerEvidence): Violation | undefined {
  const verified = new Set<string>();
  for (const event of events) {
    const { id = '' } = event.data as { id?: string };
    if (event.type === 'TaskVerified') verified.add(id);
    if (event.type === 'TaskStatusChanged') verified.delete(id);
    if (event.type === 'TaskMerged' && !verified.has(id))
      return violation('a task is merged after its checks were green', `${id} verified`, event);
  }
  return undefined;
}

/** What else holds when all work is done: every task is completed, recorded as merged, and on the branch. */
export function unmergedIn({
  events,
  landed = [],
  tasks,
}: WorkerEvidence & { readonly tasks: readonly string[] }): Violation | undefined {
  const merged = new Set(mergesOf(events).map(taskOf));
  const onBranch = new Set(landed.map(taskOf));
  const missing = tasks.find((task) => !merged.has(task) || !onBranch.has(task));
  return missing === undefined
    ? undefined
    : violation('every task is merged, by the events and on the branch', missing, {
        recorded: merged.has(missing),
        onBranch: onBranch.has(missing),
      });
}

function mergesOf(events: readonly StoredEvent[]): string[] {
  return events.flatMap(({ type, data }) => {
    const { id, commit } = data as Record<string, string>;
    return type === 'TaskMerged' ? [`${id} ${commit}`] : [];
  });
}

function taskOf(merge: string): string {
  return merge.split(' ')[0] ?? '';
}

function repeated(values: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return values.find((value) => seen.size === seen.add(value).size);
}
