// Specifies what sessions are called in the data directory.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sessionFileName } from '../../../adapters/files/session-file.ts';
import { foldCase, sessionName } from '../../../domain/session/session-name.ts';
import { asciiSessionName, validSessionName } from '../../support/arbitraries.ts';
import { PROPERTY_LIMIT_MS } from '../../support/property-limit.ts';

it('a name in ASCII is its file name, as it always was', { timeout: PROPERTY_LIMIT_MS }, () => {
  fc.assert(
    fc.property(asciiSessionName, (name) => {
      expect(sessionFileName(name)).toBe(name);
    }),
  );
});

it('every name is one of ASCII that is short enough for a file with an ending', {
  timeout: PROPERTY_LIMIT_MS,
}, () => {
  const letters = fc.string({
    unit: fc.constantFrom('a', 'é', '認', '\u{2000b}'),
    minLength: 1,
    maxLength: 64,
  });
  fc.assert(
    fc.property(letters, (name) => {
      const file = sessionFileName(sessionName(name));
      expect(file).toMatch(/^[A-Za-z0-9_=-]{1,200}$/);
    }),
  );
  expect(sessionFileName(sessionName('認証'))).toBe('=E8=AA=8D=E8=A8=BC');
});

it('two names have one file only where they differ in case alone, which is refused, and the disk ignores case', {
  timeout: PROPERTY_LIMIT_MS,
}, () => {
  const long = '認'.repeat(62);
  const pair = fc.oneof(
    fc.tuple(validSessionName, validSessionName),
    fc
      .tuple(validSessionName, validSessionName)
      .map(([a, b]) => [sessionName(long + [...a][0]), sessionName(long + [...b][0])] as const),
  );
  fc.assert(
    fc.property(pair, ([one, other]) => {
      const isOneFile = sessionFileName(one).toLowerCase() === sessionFileName(other).toLowerCase();
      if (isOneFile) expect(foldCase(one)).toBe(foldCase(other));
      if (sessionFileName(one) === sessionFileName(other)) expect(one).toBe(other);
    }),
    { numRuns: 500 },
  );
});
