// Specifies that tests that passed only after a retry are named in the output.
import { spawnSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { tempDir } from './temp-dir.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

it.each([
  ['a flaky test', 2, '1 test passed only after a retry:\n  flaky.test.ts > sometimes passes (1)\n'],
  ['a reliable test', 1, 'No test needed a retry.\n'],
])('reports %s', (_, passesAt, expected) => {
  const directory = tempDir();
  symlinkSync(join(ROOT, 'node_modules'), join(directory, 'node_modules'));
  writeFileSync(
    join(directory, 'flaky.test.ts'),
    `import { expect, it } from 'vitest';\nlet tries = 0;\nit('sometimes passes', () => expect(++tries).toBeGreaterThanOrEqual(${passesAt}));\n`,
  );
  writeFileSync(
    join(directory, 'vitest.config.ts'),
    `import { RetryReporter } from ${JSON.stringify(join(ROOT, 'test/support/retry-reporter.ts'))};\nexport default { test: { retry: 2, reporters: [new RetryReporter()] } };\n`,
  );
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [vitest, 'run'], {
    cwd: directory,
    encoding: 'utf8',
  });
  expect([status, stdout, stderr]).toEqual([0, expect.stringContaining(expected), expect.anything()]);
});
