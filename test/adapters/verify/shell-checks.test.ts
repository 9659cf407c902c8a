// What a check tells: its outcome by the exit code, and the tests that it ran by TAP or a JUnit file.
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UNRECORDED_PROCESSES } from '../../../adapters/process/system-processes.ts';
import { ShellChecks } from '../../../adapters/verify/shell-checks.ts';
import { SILENT } from '../../support/harness.ts';
import { tempDir } from '../../support/temp-dir.ts';

const never = new AbortController().signal;

async function check(
  command: string,
  {
    cwd = tempDir(),
    timeoutSeconds = 20,
    junit,
  }: { cwd?: string; timeoutSeconds?: number; junit?: string } = {},
) {
  const one = { command, timeoutSeconds, on: ['task'], ...(junit !== undefined && { junit }) } as const;
  const env = { PATH: process.env.PATH ?? '' };
  const runner = new ShellChecks({
    checks: [one],
    cwd,
    env,
    processes: UNRECORDED_PROCESSES,
    logger: SILENT,
  });
  return runner.run(one, () => undefined, never);
}

describe('the outcome', () => {
  it.each([
    ['true', 'green', 0],
    ['exit 3', 'red', 3],
    ['no-such-command', 'missing', 127],
    ['kill -9 $$', 'red', null],
  ])('of %s is %s', async (command, outcome, exitCode) => {
    expect(await check(command)).toMatchObject({ outcome, exitCode, tests: null, failing: [] });
  });

  it('of a check that takes too long is a timeout, which is said at the end of its output', async () => {
    const { outcome, output } = await check('echo begun; sleep 60', { timeoutSeconds: 1 });
    expect([outcome, output]).toEqual(['timeout', 'begun\n\n[timed out after 1 s]']);
  });

  it('of 100 MB of output keeps both ends', async () => {
    const { outcome, output } = await check(
      'echo first; yes 0123456789abcdef | head -c 100000000; echo last; exit 1',
    );
    expect(outcome).toBe('red');
    expect(output.length).toBeLessThan(50_000);
    expect(output).toMatch(/^first\n[\s\S]*characters omitted[\s\S]*last\n$/);
  }, 60_000);

  it('of a check that needs a terminal is red: it has an empty stdin', async () => {
    expect(await check('read answer')).toMatchObject({ outcome: 'red', exitCode: 1 });
  });
});

describe('TAP in the output', () => {
  it('is counted, with the names of failing tests', async () => {
    const tap = [
      'building',
      'TAP version 13',
      'ok 1 - adds',
      'not ok 2 - subtracts',
      'ok 3 - divides # SKIP later',
      'not ok 4 - multiplies # TODO',
      '1..4',
    ];
    const { tests, failing } = await check(
      `printf '%s\\n' ${tap.map((line) => `'${line}'`).join(' ')}; exit 1`,
    );
    expect(tests).toEqual({ passed: 1, failed: 1, skipped: 2 });
    expect(failing).toEqual(['subtracts']);
  });

  it.each(['ok, all done', 'not ok at all', '1..2 things', 'ok 1 - without a plan'])(
    'is not seen in: %s',
    async (text) => {
      expect(await check(`echo '${text}'`)).toMatchObject({ tests: null });
    },
  );
});

describe('a JUnit file', () => {
  const XML = `<?xml version="1.0"?><testsuites><testsuite name="s">
    <testcase classname="math" name="adds"/>
    <testcase classname="math" name="subtracts &amp; more"><failure message="x">y</failure></testcase>
    <testsuite><testcase name="crashes"><error/></testcase><testcase name="later"><skipped/></testcase></testsuite>
  </testsuite></testsuites>`;

  function write(cwd: string, text: string): void {
    writeFileSync(join(cwd, 'source.xml'), text);
  }

  it('is counted, with the names of failing tests', async () => {
    const cwd = tempDir();
    write(cwd, XML);
    const { tests, failing } = await check('mkdir out; cat source.xml > out/junit.xml; exit 1', {
      cwd,
      junit: 'out/junit.xml',
    });
    expect(tests).toEqual({ passed: 1, failed: 2, skipped: 1 });
    expect(failing).toEqual(['math > subtracts &amp; more', 'crashes']);
  });

  it.each([
    ['is broken', '<testsuites><testcase', /is no valid XML\]$/],
    ['has no test', '<testsuites/>', /has no test case\]$/],
  ])('that %s tells nothing, and the output says so', async (_, text, problem) => {
    const cwd = tempDir();
    write(cwd, text);
    const { outcome, tests, output } = await check('cat source.xml > junit.xml', { cwd, junit: 'junit.xml' });
    expect({ outcome, tests }).toEqual({ outcome: 'green', tests: null });
    expect(output).toMatch(problem);
  });

  it('that is older than the run, missing or a directory tells nothing', async () => {
    const cwd = tempDir();
    writeFileSync(join(cwd, 'junit.xml'), XML);
    utimesSync(join(cwd, 'junit.xml'), 1_000, 1_000);
    expect((await check('true', { cwd, junit: 'junit.xml' })).output).toMatch(
      /older than this run and was not read\]$/,
    );
    expect((await check('true', { cwd, junit: 'none.xml' })).output).toMatch(/cannot be read: ENOENT/);
    mkdirSync(join(cwd, 'folder'));
    expect((await check('true', { cwd, junit: 'folder' })).output).toMatch(/is no file\]$/);
  });

  it('cannot grow by its entities', async () => {
    const cwd = tempDir();
    const bomb = `<!DOCTYPE x [<!ENTITY a "${'b'.repeat(1_000)}"><!ENTITY c "${'&a;'.repeat(1_000)}">]>`;
    write(cwd, `${bomb}<testsuite><testcase name="&c;"><failure/></testcase></testsuite>`);
    const { failing } = await check('cat source.xml > junit.xml', { cwd, junit: 'junit.xml' });
    expect(failing.join('').length).toBeLessThan(300);
  });
});
