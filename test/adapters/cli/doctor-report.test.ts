// Specifies how the doctor reports: a state is a word, lines fit the terminal, nothing of what is told controls it.
import { expect, it } from 'vitest';
import { doctorJson, doctorText, isHealthy } from '../../../adapters/cli/commands/doctor/doctor-report.ts';
import { progressLine } from '../../../adapters/cli/commands/doctor/progress-line.ts';
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
const PLAIN = { colors: false, columns: 0 };

it('is a line for each finding, and one that sums up', () => {
  expect(doctorText([WELL, ILL, result('Store', [warning('old')], ['stopped it'])], PLAIN)).toBe(
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
  expect(doctorText([WELL], PLAIN)).toMatch(/\nEverything a build needs is there\.\n$/);
  expect(doctorText([result('Git', [warning('a'), warning('b')])], PLAIN)).toMatch(/there; 2 warnings\.\n$/);
});

it('breaks lines between words where the terminal ends', () => {
  const words = 'one two three four five six seven eight nine ten eleven twelve';
  const lines = doctorText([result('Node', [ok(words)])], { colors: false, columns: 50 }).split('\n');
  expect(lines.slice(0, 3)).toEqual([
    '✓ ok       Node  one two three four five six seven',
    '                 eight nine ten eleven twelve',
    '',
  ]);
  expect(doctorText([result('Node', [ok(words)])], { colors: false, columns: 30 })).toContain(words);
});

it('is coloured where that is wanted, and never by what is told', () => {
  const text = doctorText([result('Node', [ok('a\x1b[2Jb\nc')])], { colors: true, columns: 0 });
  expect(text.split('\n')[0]).toBe('\x1b[32m✓ ok     \x1b[39m  Node  ab c');
});

it('is JSON of one line, with all that is known', () => {
  const text = doctorJson([WELL, ILL], '1.2.3');
  expect(text.split('\n')).toHaveLength(2);
  const findings = [
    { state: 'ok', found: 'at /bin/agent' },
    { state: 'failed', found: 'it does not answer', mend: 'start it by hand' },
  ];
  expect(JSON.parse(text)).toEqual({
    v: 1,
    ok: false,
    version: '1.2.3',
    checks: [WELL, { ...ILL, findings }],
  });
  expect([isHealthy([WELL]), isHealthy([WELL, ILL])]).toEqual([true, false]);
});

it('shows progress in a line that fits, and takes it away', () => {
  let written = '';
  const line = progressLine((text) => {
    written += text;
  }, 20);
  line.clear();
  expect(written).toBe('');
  line.show('checking Agent, Store, Git …');
  expect(written).toBe('\r\x1b[2Kchecking Agent, St…');
  line.clear();
  line.clear();
  expect(written).toBe('\r\x1b[2Kchecking Agent, St…\r\x1b[2K');
});
