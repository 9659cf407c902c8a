// Specifies what is copied of a block.
import { expect, it } from 'vitest';
import { copyText } from '../../../../adapters/tui/transcript/copy-text.ts';
import type { Block } from '../../../../adapters/tui/transcript/transcript.ts';
import { BLOCKS } from './blocks.fixture.ts';

const copied = (name: string): string => copyText(BLOCKS[name] as Block);

it.each([
  ['the markdown of the agent as it wrote it', 'assistant', '# Plan\n\nI will change **two** files'],
  ['a command with all of its output', 'tool, completed', '$ npm test\nline 1\n'],
  ['a hook with its output and error', 'hook, failed', '$ make generate\noops\nexited with code 1'],
  ['a message of the user', 'user, with the agent', 'And stop\nafter that.'],
])('copies %s', (_, name, start) => {
  expect(copied(name).startsWith(start)).toBe(true);
});

it('copies nothing that could steer a terminal', () => {
  expect(copied('tool, tricks')).toBe('$ rm -rf txt.exe\u200b\nred\ndone    1');
});

it('copies a change as a patch', () => {
  expect(copied('edit')).toContain('--- /w/src/list.ts\n+++ /w/src/list.ts\n@@ -3,7 +3,8 @@\n line 3\n');
  expect(copied('edit, new file')).toContain('--- /dev/null\n+++ /w/new.ts\n@@ -0,0 +1,30 @@\n+line 1\n');
});

it('copies an excerpt as a patch of the lines where it is in the file', () => {
  const diffs = [{ path: '/w/a', oldText: 'a\nb\n', newText: 'a\nc\n', line: 41 }];
  expect(copyText({ ...BLOCKS.edit, diffs } as Block)).toContain('@@ -41,2 +41,2 @@\n a\n-b\n+c');
});

it('copies both texts where they have too little in common to be compared', () => {
  const text = (seed: string): string => Array.from({ length: 3_000 }, (_, n) => `${seed}${n}`).join('\n');
  const diffs = [{ path: '/w/a', oldText: text('a'), newText: text('b') }];
  const block = { ...BLOCKS.edit, diffs } as Block;
  expect(copyText(block)).toContain('a2999\nb0\n');
});
