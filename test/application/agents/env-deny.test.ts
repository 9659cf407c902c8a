// Specifies which variables agent and hooks do not get.
import { expect, it } from 'vitest';
import { withoutDenied } from '../../../application/agents/env-deny.ts';

const VARIABLES = { PATH: '/bin', AWS_KEY: 'k', AWS_ID: 'i', MY_AWS_KEY: 'm', TOKEN: 't' };

it.each([
  [[], ['PATH', 'AWS_KEY', 'AWS_ID', 'MY_AWS_KEY', 'TOKEN']],
  [['TOKEN'], ['PATH', 'AWS_KEY', 'AWS_ID', 'MY_AWS_KEY']],
  [['AWS_*'], ['PATH', 'MY_AWS_KEY', 'TOKEN']],
  [
    ['*AWS*', 'TOK'],
    ['PATH', 'TOKEN'],
  ],
  [['*'], []],
])('without %j, %j are left', (patterns, names) => {
  expect(Object.keys(withoutDenied(VARIABLES, patterns))).toEqual(names);
});
