// Specifies which edits of a spec change what it asks for.
import { expect, it } from 'vitest';
import { asksTheSame, keptText } from '../../../domain/run/spec-text.ts';

it.each([
  ['a checkbox that is ticked', '- [ ] one\n  1. [ ] two', '- [x] one\n  1. [X] two'],
  ['other line ends', 'a\nb\n', 'a\r\nb'],
  ['a story that is done', '[{"id": 1, "passes": false}]', '[{"id": 1, "passes": true}]'],
])('asks for the same with %s', (_, a, b) => {
  expect(asksTheSame(a, b)).toBe(true);
});

it.each([
  ['another text', '- [ ] one', '- [ ] two'],
  ['a box that is removed', '- [ ] one', '- one'],
  ['brackets inside a line', 'see [ ] here', 'see [x] here'],
  ['a word in prose', '"passes": false is said', '"passes": true is said'],
])('asks for something else with %s', (_, a, b) => {
  expect(asksTheSame(a, b)).toBe(false);
});

it('keeps no text that is too long', () => {
  expect([keptText('a'), keptText('a'.repeat(200_000))]).toEqual(['a', null]);
});
