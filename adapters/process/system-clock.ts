// The system clock.
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../application/ports/clock.port.ts';

export const SYSTEM_CLOCK: Clock = {
  now: () => new Date(),
  sleep: (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
