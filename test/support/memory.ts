// Tells what is still kept in memory.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Returns how many of the objects a garbage collection leaves. */
export async function keptAfterCollection(objects: readonly WeakRef<object>[]): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // An object that was just created or read stays until the end of the turn.
  await nextTurn();
  collect();
  return objects.filter((object) => object.deref() !== undefined).length;
}
