// Specifies the names of spec files.
import { expect, it } from 'vitest';
import { specFileName } from '../../../application/interview/spec-file-name.ts';

it.each([
  ['CSV export', 'csv-export.md'],
  ['  Größe & Maß: 2 Régimes! ', 'gro-e-ma-2-regimes.md'],
  ['../../etc/passwd', 'etc-passwd.md'],
  ['漢字', 'spec.md'],
  ['', 'spec.md'],
  [`${'word '.repeat(30)}`, `${'word-'.repeat(12).slice(0, 59)}.md`],
])('%j is saved as %s', (title, name) => {
  expect(specFileName(title)).toBe(name);
});
