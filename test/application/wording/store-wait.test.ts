// Specifies how a run says that it waits for the store.
import { expect, it } from 'vitest';
import { storeWaitLine, storeWaitStatus } from '../../../application/wording/store-wait.ts';

const until = new Date(2026, 0, 2, 9, 5, 30).toISOString();

it.each([
  [
    { type: 'store-waiting', cause: 'away', problem: 'the server is away', until },
    'the server is away; waiting until 09:05:30 (store_timeout)',
    'for the store until 09:05:30: the server is away',
  ],
  [
    { type: 'store-waiting', cause: 'away', problem: 'the server is away', until: null },
    'the server is away; waiting without a time limit (store_timeout)',
    'for the store: the server is away',
  ],
  [
    { type: 'store-waiting', cause: 'full', problem: 'the disk is full: /data', until },
    'the disk is full: /data; waiting for room until 09:05:30 (store_timeout)',
    'for room until 09:05:30: the disk is full: /data',
  ],
  [
    { type: 'store-waiting', cause: 'remote', problem: 'git could not reach the remote origin: gone', until },
    'git could not reach the remote origin: gone; waiting until 09:05:30 (store_timeout)',
    'for the git remote until 09:05:30: git could not reach the remote origin: gone',
  ],
  [{ type: 'store-back', cause: 'remote', waitedMs: 32_000 }, 'the git remote is back after 32 s', null],
  [{ type: 'store-back', cause: 'away', waitedMs: 32_000 }, 'the store is back after 32 s', null],
  [{ type: 'store-back', cause: 'full', waitedMs: 5_000 }, 'the store has room again after 5.0 s', null],
] as const)('%j', (wait, line, status) => {
  expect(storeWaitLine(wait)).toBe(line);
  expect(storeWaitStatus(wait)).toBe(status);
});
