// Specifies that a viewer who attaches while the agent works sees everything once.
import { expect, it } from 'vitest';
import { joinLiveItems } from '../../../../adapters/tui/transcript/join-live-items.ts';
import type { LiveItem } from '../../../../application/ports/live-feed.port.ts';

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
