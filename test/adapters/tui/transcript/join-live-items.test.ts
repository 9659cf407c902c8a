// Specifies that a viewer who attaches while the agent works sees everything once.
import { expect, it } from 'vitest';
import { joinLiveItems } from '../../../../adapters/tui/transcript/join-live-items.ts';
import type { LiveItem } from '../../../../application/ports/live-feed.port.ts';

import { workerName } from '../../../../domain/worker/worker.ts';

function items(texts: string): LiveItem[] {
  return [...texts].map((text) => ({
    time: '2025-01-01T00:00:00.000Z',
    iteration: 1,
    event: { type: 'text', messageId: null, text },
  }));
}

it.each([
  ['abc', 'cde', 'abcde'],
  ['abc', 'bcde', 'abcde'],
  ['abc', 'def', 'abcdef'],
  ['abc', 'abc', 'abc'],
  ['abc', 'bc', 'abc'],
  ['abc', '', 'abc'],
  ['', 'abc', 'abc'],
  ['c', 'abc', 'cabc'],
  ['xaa', 'aab', 'xaab'],
  ['ab', 'abab', 'abab'],
])('kept %j and watched %j are %j', (kept, watched, expected) => {
  expect(joinLiveItems(items(kept), items(watched))).toEqual(items(expected));
});

it('joins the output of several workers, each by itself, in the order of time', () => {
  const said = (worker: number, second: number, text: string): LiveItem => ({
    time: `2025-01-01T00:00:0${second}.000Z`,
    iteration: worker,
    worker: workerName(worker),
    event: { type: 'text', messageId: null, text },
  });
  const [a, b, c, d] = [said(1, 1, 'a'), said(2, 1, 'b'), said(1, 2, 'c'), said(2, 3, 'd')];
  // In the same millisecond, the feed and the files need not agree on the order of two workers.
  expect(joinLiveItems([a, b, c], [b, a, c, d])).toEqual([a, b, c, d]);
});
