// A vitest reporter that names, at the end of the output, the tests that passed only after a retry.
import type { Reporter, TestCase } from 'vitest/node';

export class RetryReporter implements Reporter {
  readonly #retried: string[] = [];

  constructor(private readonly write: (text: string) => void = (text) => void process.stdout.write(text)) {}

  onTestCaseResult(test: TestCase): void {
    const { retryCount = 0 } = test.diagnostic() ?? {};
    if (retryCount > 0)
      this.#retried.push(`${test.module.relativeModuleId} > ${test.fullName} (${retryCount})`);
  }

  onTestRunEnd(): void {
    const count = this.#retried.length;
    const head =
      count === 1 ? '1 test passed only after a retry:' : `${count} tests passed only after a retry:`;
    const lines =
      count === 0 ? ['No test needed a retry.'] : [head, ...this.#retried.map((name) => `  ${name}`)];
    this.write(`${lines.join('\n')}\n`);
  }
}
