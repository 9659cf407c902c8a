// How all tests run: files in parallel, except that a 2-core machine is not flooded with real servers and agents.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { RetryReporter } from './support/retry-reporter.ts';

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    maxWorkers: 2,
    // Real processes on a busy machine may be late; the tests that needed another try are named at the end of the output.
    reporters: ['default', new RetryReporter()],
    retry: process.env.CI ? 2 : 0,
    restoreMocks: true,
  },
});
