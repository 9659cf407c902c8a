// Specifies which versions of Node doctor accepts.
import { describe, expect, it } from 'vitest';
import { nodeDiagnostic } from '../../../adapters/process/node.diagnostic.ts';
import { findings } from '../../support/findings.ts';

describe('Node', () => {
  it.each([
    ['20.19.0', 'ok: 20.19.0'],
    ['20.20.2', 'ok: 20.20.2'],
    ['24.0.0', 'ok: 24.0.0'],
    [
      '20.18.9',
      'failed: 20.18.9 is older than 20.19: install a newer one: nvm install --lts, or from https://nodejs.org',
    ],
    ['18.20.0', expect.stringMatching(/^failed: /)],
  ])('%s', async (version, expected) => {
    expect(await findings(nodeDiagnostic(version))).toEqual([expected]);
  });
});
