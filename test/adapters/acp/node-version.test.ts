// Specifies when the Node.js of an agent is to blame for its end.
import { expect, it } from 'vitest';
import { nodeRemedy } from '../../../adapters/acp/node-version.ts';
import { KIMI } from '../../../adapters/acp/profiles/kimi.ts';
import { OPENCODE } from '../../../adapters/acp/profiles/opencode.ts';

const LAST_WORDS = "SyntaxError: 'node:zlib' does not provide an export named 'x'\n\nNode.js v20.20.2";

it('is to blame if it is older than the agent needs', () => {
  expect(nodeRemedy([KIMI], LAST_WORDS)).toBe(
    'kimi needs Node.js 22 or newer: put a newer node first on PATH',
  );
});

it.each([
  ['it is new enough', [KIMI], 'Error: x\n\nNode.js v22.0.0'],
  ['it reports nothing', [KIMI], 'node: command not found'],
  ['the agent needs none', [OPENCODE], LAST_WORDS],
  ['nobody knows which agent it is', [KIMI, OPENCODE], LAST_WORDS],
])('is not to blame if %s', (_, profiles, lastWords) => {
  expect(nodeRemedy(profiles, lastWords)).toBeUndefined();
});
