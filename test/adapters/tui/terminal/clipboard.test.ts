// The bytes that ask a terminal to copy.
import { expect, test } from 'vitest';
import { copySequence } from '../../../../adapters/tui/terminal/clipboard.ts';

test('a text is copied as base64 of its UTF-8 bytes', () => {
  expect(copySequence('größe\n', false)).toBe('\x1b]52;c;Z3LDtsOfZQo=\x07');
});

test('inside tmux it is sent to tmux and to the terminal around it', () => {
  expect(copySequence('a', true)).toBe('\x1b]52;c;YQ==\x07\x1bPtmux;\x1b\x1b]52;c;YQ==\x07\x1b\\');
});
