// Session names: what may be one, which are taken for one another, and what a spec file gives.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError } from '../../../domain/errors.ts';
import { decodedName, encodedName } from '../../../domain/session/encoded-name.ts';
import {
  foldCase,
  formerSessionNameForSpec,
  newSessionName,
  requireDistinctName,
  sessionName,
  sessionNameForSpec,
} from '../../../domain/session/session-name.ts';
import { asciiSessionName, validSessionName } from '../../support/arbitraries.ts';
import { PROPERTY_LIMIT_MS } from '../../support/property-limit.ts';

const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  validSessionName,
  fc.string({ unit: fc.constantFrom(...'aZ9_-.é認กा'), maxLength: 80 }),
);

function accepted(text: string): string | undefined {
  try {
    return sessionName(text);
  } catch (error) {
    expect(error).toBeInstanceOf(DomainError);
    return undefined;
  }
}

describe('the name of a new session', () => {
  it('does not begin with "-", which commands take for an option', () => {
    expect(newSessionName('a-3')).toBe('a-3');
    expect(() => newSessionName('-3')).toThrow(
      new DomainError('SESSION.INVALID_NAME', '"-3" begins with "-"', {
        remedy: 'begin with a letter, a digit or "_"',
      }),
    );
    expect(() => newSessionName('a b')).toThrow('is not a session name');
  });
});

describe('a session name', () => {
  it.each([
    'a',
    'login',
    'A-b_9',
    '-',
    '__proto__',
    'x'.repeat(64),
    '認証',
    'mon-résumé',
    'हिन्दी',
    'การตั้งค่า',
    'مرحبا٣',
    '𠀋'.repeat(64),
  ])('can be %s', (text) => {
    expect(sessionName(text)).toBe(text);
  });

  it.each([
    ['nothing', ''],
    ['a space', 'a b'],
    ['a dot', 'a.b'],
    ['a path', '../x'],
    ['a line feed', 'a\n'],
    ['a wildcard', '*'],
    ['an emoji', '🙂'],
    ['an invisible letter', 'aㅤ'],
    ['a zero-width space', 'a​b'],
    ['a variation selector', '葛󠄀'],
    ['a mark without its letter', '-́'],
    ['a bidirectional override', '‮abc'],
    ['half of a character', '\ud840'],
  ])('cannot be %s', (_, text) => {
    expect(() => sessionName(text)).toThrow(
      new DomainError('SESSION.INVALID_NAME', `"${text}" is not a session name`, {
        remedy: 'use 1 to 64 letters, digits, "_" or "-"',
      }),
    );
  });

  it('is the same however its marks are written', () => {
    const name = 'mon-résumé-ảnh';
    expect(sessionName(name.normalize('NFD'))).toBe(name);
    // 64 characters, of which each is three in NFD.
    expect(sessionName('ệ'.repeat(64).normalize('NFD'))).toBe('ệ'.repeat(64));
  });

  it('that is too long is cut in the error', () => {
    expect(() => sessionName('x'.repeat(65))).toThrow(`"${'x'.repeat(65)}" is not a session name`);
    expect(() => sessionName('𠀋'.repeat(65))).toThrow('is not a session name');
    expect(() => sessionName('x'.repeat(5000))).toThrow(
      `"${'x'.repeat(80)}… (5000 characters)" is not a session name`,
    );
  });

  it('in NFC is accepted as it is, in other forms as in NFC, or refused, whatever the text', {
    timeout: PROPERTY_LIMIT_MS,
  }, () => {
    fc.assert(
      fc.property(anyText, (candidate) => {
        const name = accepted(candidate);
        expect(name === undefined || name === candidate.normalize('NFC')).toBe(true);
        expect(accepted(candidate.normalize('NFD'))).toBe(name);
        if (/^[A-Za-z0-9_-]{1,64}$/.test(candidate)) expect(name).toBe(candidate);
        if (name !== undefined) expect(sessionName(name)).toBe(name);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the encoding of a name', () => {
  it.each([
    ['API_v2-', 'API_v2-'],
    ['mon-résumé', 'mon-r=C3=A9sum=C3=A9'],
    ['認証', '=E8=AA=8D=E8=A8=BC'],
  ])('of %s is %s', (name, encoded) => {
    expect(encodedName(sessionName(name))).toBe(encoded);
  });

  it('is ASCII, gives the name back, and is the name itself where that is ASCII', {
    timeout: PROPERTY_LIMIT_MS,
  }, () => {
    fc.assert(
      fc.property(validSessionName, (name) => {
        expect(encodedName(name)).toMatch(/^[A-Za-z0-9_=-]+$/);
        expect(decodedName(encodedName(name))).toBe(name);
      }),
    );
    fc.assert(
      fc.property(asciiSessionName, (name) => {
        expect(encodedName(name)).toBe(name);
      }),
    );
  });

  it('no other text is an encoding', { timeout: PROPERTY_LIMIT_MS }, () => {
    for (const text of ['=', '=zz', '=c3=a9', '=41', 'e=CC=81', 'a.b', '認証', '=C3', '']) {
      expect(decodedName(text)).toBeUndefined();
    }
    fc.assert(
      fc.property(fc.oneof(anyText, fc.string({ unit: fc.constantFrom(...'=0123456789ABCDEF') })), (text) => {
        const name = decodedName(text);
        expect(name === undefined || encodedName(name) === text).toBe(true);
      }),
    );
  });
});

describe('two names that differ only in case', () => {
  it.each([
    ['api', 'API'],
    ['résumé', 'RÉSUMÉ'],
    ['straße', 'STRASSE'],
    ['straße', 'STRAẞE'],
    ['ΟΔΟΣ', 'οδος'],
    ['οδοσ', 'οδος'],
    ['ДОМ', 'дом'],
    ['Ⴀ', 'ⴀ'],
  ])('%s and %s are refused, naming the other', (name, other) => {
    const names = [sessionName('x'), sessionName(other)];
    expect(() => requireDistinctName(sessionName(name), names)).toThrow(
      new DomainError(
        'SESSION.SIMILAR_NAME',
        `session name "${name}" differs from the existing session "${other}" only in case`,
        { remedy: `use "${other}" or choose another name` },
      ),
    );
  });

  it('the same name, and names that differ in more, are not', () => {
    const names = [sessionName('api'), sessionName('é')];
    for (const name of ['api', 'apis', 'e', 'é']) requireDistinctName(sessionName(name), names);
  });

  it('fold to one, whatever they are', { timeout: PROPERTY_LIMIT_MS }, () => {
    fc.assert(
      fc.property(validSessionName, (name) => {
        expect(foldCase(name.toUpperCase())).toBe(foldCase(name));
        expect(foldCase(name.toLowerCase())).toBe(foldCase(name));
        expect(foldCase(foldCase(name))).toBe(foldCase(name));
      }),
    );
  });
});

describe('the name that a spec file gives', () => {
  it.each([
    ['specs/login.md', 'login'],
    ['/abs/specs/SPEC.md', 'SPEC'],
    ['login', 'login'],
    ['specs/user auth (v2).md', 'user-auth--v2-'],
    ['a.b.c.md', 'a-b-c'],
    ['.hidden', '-hidden'],
    ['C:\\specs\\login.md', 'login'],
    ['überblick.md', 'überblick'],
    ['specs/認証.md', '認証'],
    ['決済 (v2).md', '決済--v2-'],
    ['mon-résumé.md'.normalize('NFD'), 'mon-résumé'],
    ['हिन्दी.md', 'हिन्दी'],
    ['🚀 launch.md', '--launch'],
    ['🚀.md', 'spec-4b328e38'],
    ['🎉.md', 'spec-682eae76'],
    ['--.md', 'spec-20cd1d0f'],
    [`${'x'.repeat(64)}.md`, 'x'.repeat(64)],
    [`${'x'.repeat(100)}.md`, `${'x'.repeat(55)}-ac246ad5`],
    [`${'x'.repeat(101)}.md`, `${'x'.repeat(55)}-aa53ee57`],
  ])('%s gives %s', (path, name) => {
    expect(sessionNameForSpec(path)).toBe(name);
  });

  it('a path that ends in no file gives none', () => {
    expect(() => sessionNameForSpec('specs/')).toThrow(DomainError);
    expect(formerSessionNameForSpec('specs/')).toBeUndefined();
  });

  it('is a session name, whatever the file is called and however its marks are written', {
    timeout: PROPERTY_LIMIT_MS,
  }, () => {
    const file = fc
      .oneof(fc.string({ unit: 'binary', minLength: 1 }), fc.string({ unit: 'grapheme', minLength: 1 }))
      .filter((name) => !/[\\/]/.test(name));
    fc.assert(
      fc.property(file, (name) => {
        const given = sessionNameForSpec(`specs/${name}`);
        expect(sessionName(given)).toBe(given);
        expect(given).toMatch(/[\p{L}\p{Nd}]/u);
        expect(sessionNameForSpec(name.normalize('NFD'))).toBe(sessionNameForSpec(name.normalize('NFC')));
      }),
      { numRuns: 1000 },
    );
  });

  it('is the stem where that is a session name with a letter or digit', {
    timeout: PROPERTY_LIMIT_MS,
  }, () => {
    const named = validSessionName.filter((name) => /[\p{L}\p{Nd}]/u.test(name));
    fc.assert(
      fc.property(named, (name) => {
        expect(sessionNameForSpec(`a/${name}.md`)).toBe(name);
      }),
    );
  });

  it.each([
    ['specs/認証.md', '--'],
    ['決済.md', '--'],
    ['mon-résumé.md', 'mon-r-sum-'],
    [`${'x'.repeat(100)}.md`, 'x'.repeat(64)],
    ['login.md', 'login'],
  ])('%s gave %s in older versions', (path, name) => {
    expect(formerSessionNameForSpec(path)).toBe(name);
  });
});
