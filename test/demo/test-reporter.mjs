// What `node --test` prints in the demo: a line for each test and what went wrong, so that red and green fit on a small screen.

/** Yields the lines of a test run. `source` are the events of the test runner. */
export default async function* report(source) {
  const count = { passed: 0, failed: 0 };
  for await (const { type, data } of source) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    // Versions of Node differ in whether a file is a test of its own.
    if (data.name.endsWith('.js')) continue;
    const passed = type === 'test:pass';
    count[passed ? 'passed' : 'failed'] += 1;
    yield `${passed ? '✔' : '✖'} ${data.name}\n`;
    const { actual, expected } = data.details.error?.cause ?? {};
    if (!passed) yield `  expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}\n`;
  }
  yield `\n${count.passed} passed, ${count.failed} failed\n`;
}
