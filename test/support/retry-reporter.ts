// Names, at the end of the output, the tests that passed only when they were tried again.
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
    const head = count === 1 ? '1 test needed another try:' : `${count} tests needed another try:`;
    const lines =
      count === 0 ? ['No test needed another try.'] : [head, ...this.#retried.map((name) => `  ${name}`)];
    this.write(`${lines.join('\n')}\n`);
  }
}
