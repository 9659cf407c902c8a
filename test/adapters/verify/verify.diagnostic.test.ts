// What doctor says about the checks, without running them.
import { split } from 'shlex';
import { expect, it } from 'vitest';
import { verifyDiagnostic } from '../../../adapters/verify/verify.diagnostic.ts';

async function found(commands: readonly string[], isIgnored = false) {
  const checks = commands.map((command) => ({ command, timeoutSeconds: 1, on: ['task'] as const }));
  const installed = ['npm', './run.sh'];
  const diagnostic = verifyDiagnostic({
    checks,
    isIgnored,
    wordsOf: split,
    findProgram: (name) => (installed.includes(name) ? `/bin/${name}` : undefined),
  });
  const findings = await diagnostic.run(new AbortController().signal);
  return findings.map(({ state, found: text }) => `${state}: ${text}`);
}

it.each([
  'npm test',
  'CI=1 npm test',
  './run.sh --all',
  'cd app && npm test',
  'test -e x',
  '$TOOL check',
  '(npm test)',
  '{ npm test; }',
  'echo "open',
])('finds nothing wrong with: %s', async (command) => {
  expect(await found([command])).toEqual([`ok: ${command}`]);
});

it.each([
  ['nmp test', 'nmp'],
  ['CI=1 pytest -q', 'pytest'],
  ['./missing.sh', './missing.sh'],
])('warns of a command that does not exist: %s', async (command, program) => {
  expect(await found([command])).toEqual([
    `warning: the command ${program} of the check "${command}" was not found`,
  ]);
});

it('says that nothing is verified, and that untrusted checks are ignored', async () => {
  expect(await found([])).toEqual(['ok: none: verify is not set, so nothing is verified']);
  expect(await found([], true)).toEqual([
    "warning: verify in the project's file is ignored: it is not trusted",
  ]);
});
