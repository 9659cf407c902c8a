// Specifies waiting: with a limit, until an abort, for values that come later.
import { getEventListeners } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { onAbort, unlessAborted, untilAborted } from '../../../application/async/abort.ts';
import { AsyncQueue } from '../../../application/async/async-queue.ts';
import { bothDone } from '../../../application/async/both-done.ts';
import { inTime, within } from '../../../application/async/time-limit.ts';
import { keptAfterCollection } from '../../support/memory.ts';

const NEVER = new Promise<never>(() => {});

describe('a time limit', () => {
  it('gives a value that comes in time', async () => {
    expect(await within(60_000, Promise.resolve(1))).toBe(1);
    expect(await inTime(60_000, Promise.resolve(1), () => new Error('late'))).toBe(1);
  });

  it('gives "late" or an error for one that does not', async () => {
    expect(await within(1, NEVER)).toBe('late');
    await expect(inTime(1, NEVER, () => new Error('late'))).rejects.toThrow('late');
  });

  it('passes a failure on', async () => {
    await expect(within(60_000, Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  });
});

describe('two things at the same time', () => {
  it('gives both results', async () => {
    expect(await bothDone(Promise.resolve(1), Promise.resolve('2'))).toEqual([1, '2']);
  });

  it('waits for the other after one has failed', async () => {
    let hasEnded = false;
    const slow = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      hasEnded = true;
    });
    await expect(bothDone(Promise.reject(new Error('broken')), slow)).rejects.toThrow('broken');
    expect(hasEnded).toBe(true);
  });
});

describe('an abort', () => {
  it('calls the listener once, also when it came before', () => {
    const listener = vi.fn();
    const controller = new AbortController();
    onAbort(controller.signal, listener);
    controller.abort();
    onAbort(controller.signal, listener);
    expect(listener).toHaveBeenCalledTimes(2);
  });

  it('is no concern of a listener that has been taken away', () => {
    const listener = vi.fn();
    const controller = new AbortController();
    onAbort(controller.signal, listener)();
    controller.abort();
    expect(listener).not.toHaveBeenCalled();
  });

  it('ends waiting for a value and for items', async () => {
    const controller = new AbortController();
    const queue = new AsyncQueue<number>();
    queue.push(1);
    const value = unlessAborted(controller.signal, NEVER, () => new Error('aborted'));
    const items = untilAborted(queue.take(), controller.signal);
    expect(await items.next()).toEqual({ done: false, value: 1 });
    const next = items.next();
    controller.abort();
    await expect(value).rejects.toThrow('aborted');
    expect(await next).toEqual({ done: true, value: undefined });
  });

  it('keeps no item that has passed', async () => {
    const passed: WeakRef<object>[] = [];
    async function* objects(): AsyncGenerator<object> {
      for (let count = 0; count < 100; count++) yield { count };
      await NEVER;
    }
    const items = untilAborted(objects(), new AbortController().signal);
    for (let count = 0; count < 100; count++) passed.push(new WeakRef((await items.next()).value as object));
    const waiting = items.next();
    // The newest may still be in use.
    expect(await keptAfterCollection(passed)).toBeLessThanOrEqual(2);
    expect(waiting).toBeInstanceOf(Promise);
  });

  it('keeps no value that was waited for, and no listener', async () => {
    const { signal } = new AbortController();
    const values: WeakRef<object>[] = [];
    for (let count = 0; count < 100; count++) {
      const value = await unlessAborted(signal, Promise.resolve({ count }), () => new Error('aborted'));
      values.push(new WeakRef(value));
    }
    expect(await keptAfterCollection(values)).toBeLessThanOrEqual(2);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

it('a queue gives values in order, also after a long time, then its error', async () => {
  const queue = new AsyncQueue<number>();
  const values = Array.from({ length: 3_000 }, (_, index) => index);
  for (const value of values) queue.push(value);
  queue.close(new Error('gone'));
  queue.push(-1);
  const taken: number[] = [];
  const take = async () => {
    for await (const value of queue.take()) taken.push(value);
  };
  await expect(take()).rejects.toThrow('gone');
  expect(taken).toEqual(values);
});
