// Declared files: which can be declared, and which may be the same.
import fc from 'fast-check';
import picomatch from 'picomatch';
import { describe, expect, it } from 'vitest';
import { declaredFiles, FilesInUse } from '../../../domain/task/declared-files.ts';
import { PROPERTY_LIMIT_MS } from '../../support/property-limit.ts';

const overlap = (a: string, b: string) => new FilesInUse([a]).overlap([b]);

describe('the files of a task', () => {
  it('have one form, and are named once', () => {
    const given = ['src/a.ts', ' ./src//a.ts ', 'src/list/', 'src/**/*.ts', 'docs/Ein Plan ✓.md'];
    expect(declaredFiles(given)).toEqual(['src/a.ts', 'src/list', 'src/**/*.ts', 'docs/Ein Plan ✓.md']);
    expect(declaredFiles([])).toEqual([]);
  });

  it.each([
    ['', 'names nothing'],
    ['  ', 'names nothing'],
    ['./', 'names nothing'],
    ['/etc/passwd', 'is not relative'],
    ['C:/a.ts', 'is not relative'],
    ['c:a.ts', 'is not relative'],
    ['../a.ts', 'leads out of the project'],
    ['src/../../a.ts', 'leads out of the project'],
    ['src/..', 'leads out of the project'],
    ['src\\a.ts', 'has a backslash'],
    ['a\nb', 'has a control character'],
    ['a\x00b', 'has a control character'],
    ['a\x9bb', 'has a control character'],
    ['a\u2028b', 'has a control character'],
    ['a\ud800b', 'has a control character'],
    ['x'.repeat(501), 'has 501 characters, the limit is 500'],
  ])('are refused: %j', (file, fault) => {
    expect(() => declaredFiles(['src/a.ts', file])).toThrow(
      expect.objectContaining({ code: 'TASK.INVALID_FILE', message: expect.stringContaining(fault) }),
    );
  });

  it('are a hundred at most, each of 500 characters', () => {
    const names = (count: number) => Array.from({ length: count }, (_, index) => `${index}`.padEnd(500, 'x'));
    expect(declaredFiles(names(100))).toHaveLength(100);
    expect(() => declaredFiles(names(101))).toThrow('the task names 101 files, the limit is 100; name their');
    expect(declaredFiles([...names(100), ...names(100)])).toHaveLength(100);
  });
});

describe('two files', () => {
  it.each([
    ['src/a.ts', 'src/a.ts'],
    ['src', 'src/a/b.ts'],
    ['src/*.ts', 'src/a.ts'],
    ['src/**', 'src'],
    ['**', 'a.ts'],
    ['*.md', 'README.md'],
    ['src/**/*.ts', 'src/list/*.test.ts'],
    ['src/{a,b}.ts', 'src/b.ts'],
    ['!src/a.ts', 'test/a.ts'],
    ['app/[id]/page.tsx', 'app/[id]/page.tsx'],
    // In doubt.
    ['src/*.ts', 'src/a.css'],
    ['src/a*', 'src/b'],
  ])('overlap: %s and %s', (a, b) => {
    expect([overlap(a, b), overlap(b, a)]).toEqual([true, true]);
  });

  it.each([
    ['src/a.ts', 'src/b.ts'],
    ['src/a', 'src/a.ts'],
    ['src', 'src2/a.ts'],
    ['src/*.ts', 'test/a.ts'],
    ['src/list/**', 'src/tree/*.ts'],
    ['src/list/*.ts', 'src/list.ts'],
    ['a/src', 'src'],
  ])('do not overlap: %s and %s', (a, b) => {
    expect([overlap(a, b), overlap(b, a)]).toEqual([false, false]);
  });

  it('overlap with nothing where none is declared', () => {
    expect(new FilesInUse([]).overlap(['**'])).toBe(false);
    expect(new FilesInUse(['**']).overlap([])).toBe(false);
  });

  it('overlap whenever there is a file that both name', { timeout: PROPERTY_LIMIT_MS }, () => {
    const name = fc.constantFrom('a', 'b', 'src', 'a.ts');
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
    const part = fc.oneof(name, fc.constantFrom('*', '**', '*.ts', 'a*', '?', '[ab]', '{a,src}', '!(b)'));
    const declared = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
    const names = (file: string, pattern: string) =>
      file === pattern || file.startsWith(`${pattern}/`) || picomatch.isMatch(file, pattern, { dot: true });
    fc.assert(
      fc.property(path, declared, declared, (file, a, b) => {
        if (names(file, a) && names(file, b)) expect([overlap(a, b), overlap(b, a)]).toEqual([true, true]);
      }),
      { numRuns: 3_000 },
    );
  });
});
