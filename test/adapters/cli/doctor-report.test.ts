// Specifies how the doctor reports: a state is a word, lines fit the terminal, nothing of what is told controls it.
import { expect, it } from 'vitest';
import { doctorJson, doctorText, isHealthy } from '../../../adapters/cli/commands/doctor/doctor-report.ts';
import type { DiagnosticResult } from '../../../application/doctor/run-diagnostics.ts';
import { type Finding, failed, ok, warning } from '../../../application/ports/diagnostic.port.ts';

function result(
  label: string,
  findings: readonly Finding[],
  fixed: readonly string[] = [],
): DiagnosticResult {
  const state = findings.map((finding) => finding.state).sort()[0] ?? 'ok';
  return { id: label.toLowerCase(), label, state, findings, fixed, fixable: false };
}

const WELL = result('Node', [ok('20.19.0')]);
const ILL = result('Agent', [ok('at /bin/agent'), failed('it does not answer', 'start it by hand')]);

function text(results: readonly DiagnosticResult[], columns = 0): string {
  return doctorText(results, columns)
    .map((part) => part.text)
    .join('');
}

it('is a line for each finding, and one that sums up', () => {
  expect(text([WELL, ILL, result('Store', [warning('old')], ['stopped it'])])).toBe(
    [
      '✓ ok       Node   20.19.0',
      '✓ ok       Agent  at /bin/agent',
      '✗ failed          it does not answer → start it by hand',
      '! warning  Store  old',
      '                  fixed: stopped it',
      '',
      '1 thing a build needs is missing or wrong.',
      '',
    ].join('\n'),
  );
  expect(text([WELL])).toMatch(/\nEverything a build needs is there\.\n$/);
  expect(text([result('Git', [warning('a'), warning('b')])])).toMatch(/Nothing failed; 2 warnings\.\n$/);
});

it('breaks lines between words where the terminal ends', () => {
  const words = 'one two three four five six seven eight nine ten eleven twelve';
  const lines = text([result('Node', [ok(words)])], 50).split('\n');
  expect(lines.slice(0, 3)).toEqual([
    '✓ ok       Node  one two three four five six seven',
    '                 eight nine ten eleven twelve',
    '',
  ]);
  expect(text([result('Node', [ok(words)])], 30)).toContain(words);
});

it('is coloured by the state, and never by what is told', () => {
  const [mark, rest] = doctorText([result('Node', [ok('a\x1b[2Jb\nc')])], 0);
  expect(mark).toEqual({ text: '✓ ok     ', style: 'green' });
  expect(rest).toEqual({ text: '  Node  ab c\n' });
});

it('is JSON of one line, with all that is known', () => {
  const json = doctorJson([WELL, ILL], '1.2.3');
  expect(json.split('\n')).toHaveLength(2);
  const findings = [
    { state: 'ok', found: 'at /bin/agent' },
    { state: 'failed', found: 'it does not answer', mend: 'start it by hand' },
  ];
  expect(JSON.parse(json)).toEqual({
    v: 1,
    ok: false,
    version: '1.2.3',
    checks: [WELL, { ...ILL, findings }],
  });
  expect([isHealthy([WELL]), isHealthy([WELL, ILL])]).toEqual([true, false]);
});
