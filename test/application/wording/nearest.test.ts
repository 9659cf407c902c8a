// Specifies which word is suggested for one that is not known.
import { expect, it } from 'vitest';
import { didYouMean, nearest } from '../../../application/wording/nearest.ts';

const AGENTS = ['opencode', 'claude', 'gemini'];
const COMMANDS = ['build', 'spec', 'setup', 'doctor', 'sessions', 'sessions show', 'attach', 'answer', 'mcp'];

it.each([
  ['biuld', 'build'],
  ['sepc', 'spec'],
  ['Build', 'build'],
  ['docter', 'doctor'],
  ['doc', 'doctor'],
  ['atach', 'attach'],
  ['sessions shw', 'sessions show'],
  ['mpc', 'mcp'],
  ['foo', undefined],
  ['run', undefined],
  ['start', undefined],
  ['tasks', undefined],
  ['x', undefined],
])('%s means %s', (word, meant) => {
  expect(nearest(word, COMMANDS)).toBe(meant);
});

it.each([
  ['calude', 'claude'],
  ['Gemini', 'gemini'],
  ['open-code', 'opencode'],
  ['my-agent', undefined],
])('the agent %s means %s', (word, meant) => {
  expect(nearest(word, AGENTS)).toBe(meant);
});

it('is worded only if there is one', () => {
  expect(didYouMean('biuld', COMMANDS)).toBe('did you mean build? ');
  expect(didYouMean('deploy', COMMANDS)).toBe('');
});
