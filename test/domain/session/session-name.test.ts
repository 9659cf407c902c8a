// Session names: what may be one, and what a spec file gives.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError } from '../../../domain/errors.ts';
import { sessionName, sessionNameForSpec } from '../../../domain/session/session-name.ts';
import { validSessionName } from '../../support/arbitraries.ts';

const ALLOWED = new Set('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-');

function isName(text: string): boolean {
  return text.length >= 1 && text.length <= 64 && [...text].every((character) => ALLOWED.has(character));
}

describe('a session name', () => {
  it.each(['a', 'login', 'A-b_9', '-', '__proto__', 'x'.repeat(64)])('can be %s', (text) => {
    expect(sessionName(text)).toBe(text);
  });

  it.each(['', ' ', 'a b', 'a.b', 'a/b', '../x', 'a\n', 'ä', '*', '>', '🙂'])('cannot be %j', (text) => {
    expect(() => sessionName(text)).toThrow(
      new DomainError(
        'SESSION.INVALID_NAME',
        `"${text}" is not a session name: use 1 to 64 letters, digits, "_" or "-"`,
      ),
    );
  });

  it('that is too long is cut in the error', () => {
    expect(() => sessionName('x'.repeat(65))).toThrow(`"${'x'.repeat(65)}" is not a session name`);
    expect(() => sessionName('x'.repeat(5000))).toThrow(
      `"${'x'.repeat(80)}… (5000 characters)" is not a session name`,
    );
  });

  it('is accepted as it is or refused, whatever the text', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      validSessionName,
      fc.string({ unit: fc.constantFrom(...ALLOWED, '.'), maxLength: 80 }),
    );
    fc.assert(
      fc.property(text, (candidate) => {
        if (isName(candidate)) expect(sessionName(candidate)).toBe(candidate);
        else expect(() => sessionName(candidate)).toThrow(DomainError);
      }),
      { numRuns: 1000 },
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
    ['überblick.md', '-berblick'],
    [`${'x'.repeat(100)}.md`, 'x'.repeat(64)],
  ])('%s gives %s', (path, name) => {
    expect(sessionNameForSpec(path)).toBe(name);
  });

  it('a path that ends in no file gives none', () => {
    expect(() => sessionNameForSpec('specs/')).toThrow(DomainError);
  });

  it('is a session name, whatever the file is called', () => {
    const file = fc.string({ unit: 'binary', minLength: 1 }).filter((name) => !/[\\/]/.test(name));
    fc.assert(
      fc.property(file, (name) => isName(sessionNameForSpec(`specs/${name}`))),
      { numRuns: 1000 },
    );
  });

  it('is the stem where that is a session name', () => {
    fc.assert(fc.property(validSessionName, (name) => sessionNameForSpec(`a/${name}.md`) === name));
  });
});
