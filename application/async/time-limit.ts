// Waits for something, but not for ever.

/** The value, or 'late' when it has not come within `ms`. */
export function within<Value>(ms: number, promise: Promise<Value>): Promise<Value | 'late'> {
  return limited<Value | 'late'>(ms, promise, (resolve) => resolve('late'));
}

/** The value; rejects with what `late` gives when it has not come within `ms`. */
export function inTime<Value>(ms: number, promise: Promise<Value>, late: () => Error): Promise<Value> {
  return limited(ms, promise, (_, reject) => reject(late()));
}

async function limited<Value>(
  ms: number,
  promise: Promise<Value>,
  atLimit: (resolve: (value: Value) => void, reject: (error: Error) => void) => void,
): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<Value>((resolve, reject) => {
    timer = setTimeout(() => atLimit(resolve, reject), ms);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}
