// Finds tasks by their content, so that adding one does not compare it with all.
import { IntMap } from '../int-map.ts';
import { type Task, taskNumber } from './task.ts';

type Buckets = IntMap<readonly number[]>;

/** Task numbers by a hash of the content. Built when it is first asked: most commands never ask. */
export class ContentIndex {
  #buckets: Buckets | undefined;

  constructor(buckets?: Buckets) {
    this.#buckets = buckets;
  }

  /** The index after `task` was added, or took the place of `before`. */
  with(task: Task, before?: Task): ContentIndex {
    if (!this.#buckets) return new ContentIndex();
    return new ContentIndex(added(before ? removed(this.#buckets, before) : this.#buckets, task));
  }

  /** Those of `tasks`, which are all there are, whose content has the same hash as this comparable text; oldest first. */
  candidates(text: string, tasks: IntMap<Task>): Task[] {
    this.#buckets ??= [...tasks.values()].reduce(added, IntMap.empty<readonly number[]>());
    return (this.#buckets.get(hash(text)) ?? []).flatMap((number) => tasks.get(number) ?? []);
  }
}

/** What two contents have in common that count as the same. */
export function comparable(content: string): string {
  return content.trim().toLowerCase();
}

function added(buckets: Buckets, task: Task): Buckets {
  const key = hash(comparable(task.content));
  const number = taskNumber(task.id);
  const others = buckets.get(key) ?? [];
  // A task whose content was changed may be older than those that have the content already.
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

/** FNV-1a over UTF-16 code units, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  }
  return value >>> 0;
}
