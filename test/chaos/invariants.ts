// What has to hold of a session's events whatever was killed; pure, so that it can be shown to notice.
import type { StoredEvent } from '../../application/codec/event-codec.ts';
import type { Acknowledged } from './acknowledged.ts';
import { type Violation, violation } from './violation.ts';
import { WORKER_CHECKS } from './worker-invariants.ts';

export interface Evidence {
  readonly events: readonly StoredEvent[];
  /** The events that were read after the round before. */
  readonly before: readonly StoredEvent[];
  readonly acknowledged: readonly Acknowledged[];
  /** The prompts that reached the agent, in order. */
  readonly prompts: readonly string[];
  /** The merges on the session's branch, as `TAS-1 <commit>`. */
  readonly landed?: readonly string[];
  /** The task of every on_task_complete hook that ran. */
  readonly completionHooks: readonly string[];
}

/** The first thing that is not as it has to be; undefined when all is well. */
export function violationIn(evidence: Evidence): Violation | undefined {
  for (const check of CHECKS) {
    const violation = check(evidence);
    if (violation) return violation;
  }
  return undefined;
}

type Data = Readonly<Record<string, unknown>>;

const CHECKS: readonly ((evidence: Evidence) => Violation | undefined)[] = [
  pastUnchanged,
  acknowledgedIsThere,
  idsOnce,
  iterationsInOrder,
  tasksReleased,
  ...WORKER_CHECKS,
  deliveriesReached,
  completionsOnce,
];

function pastUnchanged({ events, before }: Evidence): Violation | undefined {
  const index = before.findIndex((event, at) => JSON.stringify(event) !== JSON.stringify(events[at]));
  if (index === -1) return undefined;
  return violation('what was recorded stays as it is', before[index], events[index]);
}

function acknowledgedIsThere({ events, acknowledged }: Evidence): Violation | undefined {
  const recorded = new Set(events.flatMap(factsOf));
  const missing = acknowledged.find((fact) => !recorded.has(factKey(fact)));
  return missing && violation('what was acknowledged is there', missing, 'no such event');
}

function factsOf({ type, data }: StoredEvent): string[] {
  const { id, content, text, status, to, number, summary } = data as Record<string, string>;
  switch (type) {
    case 'TaskAdded':
      return [factKey({ kind: 'task', id, content }), factKey({ kind: 'status', id, status })];
    case 'NoteAdded':
      return [factKey({ kind: 'note', id, content })];
    case 'UserMessageSent':
      return [factKey({ kind: 'message', id, content: text })];
    case 'TaskStatusChanged':
      return [factKey({ kind: 'status', id, status: to })];
    case 'IterationSummaryRecorded':
      return [factKey({ kind: 'summary', iteration: number, content: summary })];
    default:
      return [];
  }
}

function factKey(fact: Readonly<Record<string, unknown>>): string {
  return JSON.stringify([fact.kind, fact.id ?? fact.iteration, fact.content ?? fact.status]);
}

const MAKES_ID = new Set(['TaskAdded', 'NoteAdded', 'UserMessageSent']);

function idsOnce({ events }: Evidence): Violation | undefined {
  const seen = new Map<string, StoredEvent>();
  for (const event of events) {
    const { id } = event.data as { readonly id?: string };
    const ids = MAKES_ID.has(event.type) && id !== undefined ? [event.id, id] : [event.id];
    for (const used of ids) {
      if (seen.has(used)) return violation('no id is used twice', seen.get(used), event);
      seen.set(used, event);
    }
  }
  return undefined;
}

function iterationsInOrder({ events }: Evidence): Violation | undefined {
  let last = 0;
  /** By worker; in place under ''. */
  const running = new Map<string, number>();
  for (const event of events) {
    const { number, worker = '' } = event.data as { readonly number: number; readonly worker?: string };
    if (event.type === 'IterationStarted') {
      const before = running.get(worker);
      if (before !== undefined)
        return violation('an iteration ends before the next', `an end of ${before}`, event);
      if (number !== last + 1) return violation('iterations count up', last + 1, event);
      last = number;
      running.set(worker, number);
    }
    if (event.type === 'IterationEnded') {
      const [whose] = [...running].find(([, one]) => one === number) ?? [];
      if (whose === undefined) return violation('an iteration ends once', [...running], event);
      running.delete(whose);
    }
  }
  return undefined;
}

/** An iteration that starts gives back, with a reason, what the one before left in progress. */
function tasksReleased({ events }: Evidence): Violation | undefined {
  const inProgress = new Set<string>();
  for (const [index, event] of events.entries()) {
    const { id, to, status, reason } = event.data as Record<string, string>;
    if (event.type === 'TaskReleased') {
      if (!reason) return violation('a task is released with a reason', 'a reason', event);
      inProgress.delete(id ?? '');
    }
    if (event.type === 'TaskStatusChanged' || event.type === 'TaskAdded') {
      if ((to ?? status) === 'in_progress') inProgress.add(id ?? '');
      else inProgress.delete(id ?? '');
    }
    // What another worker has in progress stays.
    if (event.type !== 'IterationStarted' || event.worker !== undefined) continue;
    const next = events.slice(index + 1, index + 1 + inProgress.size);
    const released = next.flatMap(({ type, data }) => (type === 'TaskReleased' ? [(data as Data).id] : []));
    const kept = [...inProgress].find((task) => !released.includes(task));
    if (kept !== undefined) return violation('what was in progress is released', `${kept} released`, next);
  }
  return undefined;
}

/** Delivered is what the agent was given, in the order in which it was sent. */
function deliveriesReached({ events, prompts }: Evidence): Violation | undefined {
  const sent = new Map<string, string>();
  /** The last one that each worker got. */
  const lasts = new Map<string | undefined, number>();
  for (const event of events) {
    const { id, text, ids = [] } = event.data as { id: string; text: string; ids?: readonly string[] };
    if (event.type === 'UserMessageSent') sent.set(id, text);
    if (event.type !== 'UserMessagesDelivered') continue;
    for (const delivered of ids) {
      const number = Number(delivered.split('-')[1]);
      const last = lasts.get(event.worker) ?? 0;
      const isNext = event.worker === undefined ? number === last + 1 : number > last;
      if (!isNext) return violation('messages are delivered once, in order', last + 1, event);
      lasts.set(event.worker, number);
      const content = sent.get(delivered);
      if (content === undefined || !prompts.some((prompt) => prompt.split('\n').includes(content))) {
        return violation('a delivered message has reached the agent', content, 'no such prompt');
      }
    }
  }
  return undefined;
}

function completionsOnce({ events, completionHooks }: Evidence): Violation | undefined {
  const completions = events.flatMap(({ type, data }) => {
    const { id, to } = data as Data;
    return type === 'TaskStatusChanged' && to === 'completed' ? [id] : [];
  });
  for (const task of new Set(completionHooks)) {
    const ran = completionHooks.filter((id) => id === task).length;
    const completed = completions.filter((id) => id === task).length;
    if (ran > completed) return violation('a completion has its hook once', `${completed} × ${task}`, ran);
  }
  return undefined;
}
