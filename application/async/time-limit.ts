// Waits for a promise, up to a time limit. Time in which this process did not run does not count.
import { afterAwake } from './awake-time.ts';

/** Returns the promise's value, or 'late' if it does not settle within `ms`. */
export function within<Value>(ms: number, promise: Promise<Value>): Promise<Value | 'late'> {
  return limited<Value | 'late'>(ms, promise, (resolve) => resolve('late'));
}

/** Returns the promise's value. Rejects with the result of `late` if it does not settle within `ms`. */
export function inTime<Value>(ms: number, promise: Promise<Value>, late: () => Error): Promise<Value> {
  return limited(ms, promise, (_, reject) => reject(late()));
}

async function limited<Value>(
  ms: number,
  promise: Promise<Value>,
  atLimit: (resolve: (value: Value) => void, reject: (error: Error) => void) => void,
): Promise<Value> {
  let stop: () => void = () => undefined;
  const limit = new Promise<Value>((resolve, reject) => {
    stop = afterAwake(ms, () => atLimit(resolve, reject));
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    stop();
  }
}
