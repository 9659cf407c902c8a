// Indexes tasks by content, so that adding a task does not compare it with all others.
import { hash } from '../hash.ts';
import { IntMap } from '../int-map.ts';
import { type Task, taskNumber } from './task.ts';

type Buckets = IntMap<readonly number[]>;

/** Task numbers by a hash of the content. Built on first use, because most commands never use it. */
export class ContentIndex {
  #buckets: Buckets | undefined;

  constructor(buckets?: Buckets) {
    this.#buckets = buckets;
  }

  /** Returns the index after `task` was added, or replaced `before`. */
  with(task: Task, before?: Task): ContentIndex {
    if (!this.#buckets) return new ContentIndex();
    return new ContentIndex(added(before ? removed(this.#buckets, before) : this.#buckets, task));
  }

  /** Returns the tasks whose content has the same hash as the comparable text, oldest first. `tasks` must be all tasks. */
  candidates(text: string, tasks: IntMap<Task>): Task[] {
    this.#buckets ??= [...tasks.values()].reduce(added, IntMap.empty<readonly number[]>());
    return (this.#buckets.get(hash(text)) ?? []).flatMap((number) => tasks.get(number) ?? []);
  }
}

/** Normalizes content: contents are equal if their normalized texts are. */
export function comparable(content: string): string {
  return content.trim().toLowerCase();
}

function added(buckets: Buckets, task: Task): Buckets {
  const key = hash(comparable(task.content));
  const number = taskNumber(task.id);
  const others = buckets.get(key) ?? [];
  // A task whose content was changed may be older than the others with that content.
  const after = others.filter((other) => other > number);
  return buckets.set(key, [...others.slice(0, others.length - after.length), number, ...after]);
}

function removed(buckets: Buckets, task: Task): Buckets {
  const key = hash(comparable(task.content));
  const number = taskNumber(task.id);
  return buckets.set(
    key,
    (buckets.get(key) ?? []).filter((other) => other !== number),
  );
}
