// The JUnit XML of a session: its shape, what is a failure and what is skipped, and that no text breaks it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { expect, it } from 'vitest';
import { sessionJunit } from '../../../../adapters/cli/export/session-junit.ts';
import { junitResults } from '../../../../adapters/verify/junit-results.ts';
import { ReportBuilder } from '../../../../application/session/session-report.ts';
import { sessionName } from '../../../../domain/session/session-name.ts';
import { recorded, taskAdded } from '../../../support/decider-spec.ts';
import { HOSTILE, sampleReport } from '../../../support/sample-report.ts';

const NAME = sessionName('feature');
const SECONDS = /^\d+\.\d{3}$/;
const COUNT = /^\d+$/;

interface Case {
  readonly '@name': string;
  readonly skipped?: { readonly '@message': string };
  readonly failure?: { readonly '@message': string };
}

function parsed(xml: string) {
  expect(XMLValidator.validate(xml)).toBe(true);
  const parser = new XMLParser({
    ...{ ignoreAttributes: false, attributeNamePrefix: '@', parseAttributeValue: false },
    isArray: (name) => ['testsuite', 'testcase', 'property'].includes(name),
  });
  return parser.parse(xml);
}

const named = (cases: readonly Case[], id: string) =>
  cases.find((one) => one['@name'].startsWith(`${id} `)) ?? expect.fail(`no test case for ${id}`);

it('has the usual shape: suites with counts, properties, and a case for each task', () => {
  const { testsuites, ...rest } = parsed(sessionJunit(sampleReport()));
  expect(Object.keys(rest)).toEqual(['?xml']);
  const [suite] = testsuites.testsuite;
  for (const counted of [testsuites, suite]) {
    for (const name of ['@tests', '@failures', '@errors', '@skipped']) expect(counted[name]).toMatch(COUNT);
    expect(counted['@time']).toMatch(SECONDS);
  }
  expect(suite['@timestamp']).toBe('2026-01-01T08:00:00');
  for (const property of suite.properties.property) {
    expect(Object.keys(property).sort()).toEqual(['@name', '@value']);
  }
  for (const one of suite.testcase) {
    expect(one).toMatchObject({ '@classname': 'feature', '@time': expect.stringMatching(SECONDS) });
    const allowed = ['@name', '@classname', '@time', 'properties', 'skipped', 'failure', 'system-out'];
    expect(allowed).toEqual(expect.arrayContaining(Object.keys(one)));
    expect('skipped' in one && 'failure' in one).toBe(false);
  }
});

it('skips doubtful, unverified and open tasks with a message, and fails returned ones', () => {
  const cases = parsed(sessionJunit(sampleReport())).testsuites.testsuite[0].testcase as readonly Case[];
  expect(named(cases, 'TAS-1')).not.toHaveProperty('skipped');
  expect(named(cases, 'TAS-2').skipped?.['@message']).toMatch(/^doubtful: nothing was changed for it/);
  expect(named(cases, 'TAS-3').failure?.['@message']).toBe('returned: make lint is red (exit code 1)');
  expect(named(cases, 'TAS-4').skipped?.['@message']).toBe('in progress');
  expect(named(cases, 'TAS-5').skipped?.['@message']).toMatch(/^unverified: make lint is red since/);
  expect(named(cases, 'TAS-6')).not.toHaveProperty('skipped');
  expect(named(cases, 'TAS-7').skipped?.['@message']).toBe('remaining');
});

it('has the files that a task names as properties of its case', () => {
  const builder = new ReportBuilder();
  builder.add(recorded(taskAdded(1, 'one', { files: ['src/<a>.ts', 'test/**'] })));
  builder.add(recorded(taskAdded(2, 'two')));
  const [suite] = parsed(sessionJunit(builder.report(NAME, false))).testsuites.testsuite;
  const files = ['src/<a>.ts', 'test/**'].map((file) => ({ '@name': 'file', '@value': file }));
  expect(suite.testcase.map((one: { properties?: unknown }) => one.properties)).toEqual([
    { property: files },
    undefined,
  ]);
});

it('counts as other readers of JUnit count', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'iteratr-junit-'));
  const path = join(directory, 'junit.xml');
  writeFileSync(path, sessionJunit(sampleReport()));
  expect(await junitResults(path, 0)).toMatchObject({ tests: { passed: 2, failed: 1, skipped: 11 } });
  rmSync(directory, { recursive: true });
});

it('is valid whatever a task says', () => {
  fc.assert(
    fc.property(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary' })), (content) => {
      const builder = new ReportBuilder();
      builder.add(recorded(taskAdded(1, content)));
      const [suite] = parsed(sessionJunit(builder.report(NAME, false))).testsuites.testsuite;
      expect(suite.testcase).toHaveLength(1);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: XML does not allow them
      expect(suite.testcase[0]['@name']).not.toMatch(/[\u0000-\u001f\ufffe\uffff]/);
    }),
  );
});

it('has no case for a session without tasks', () => {
  const { testsuites } = parsed(sessionJunit(new ReportBuilder().report(NAME, false)));
  expect(testsuites['@tests']).toBe('0');
});
