// Specifies lists of names in a sentence: whole while they are short, else their beginning and a count.
import { describe, expect, it } from 'vitest';
import { changedFiles } from '../../domain/iteration/changed-files.ts';
import { listed, shownPath } from '../../domain/listed.ts';

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `n${index + 1}`);

describe('a list of names', () => {
  it('is whole while it is short', () => {
    expect(listed([])).toBe('');
    expect(listed(names(3))).toBe('n1, n2, n3');
    expect(listed(names(20))).not.toContain('more');
  });

  it('is cut with the number of the others', () => {
    expect(listed(names(2_500), 3)).toBe('n1, n2, n3 and 2497 more');
    expect(listed(names(2_500)).length).toBeLessThan(200);
  });
});

describe('a path', () => {
  it('shows its ends if it is long', () => {
    expect(shownPath(['a', 'b', 'a'])).toBe('a → b → a');
    expect(shownPath(names(5_000), 4)).toBe('n1 → n2 → … (4996 more) … → n4999 → n5000');
  });
});

describe('the changed files of an iteration', () => {
  it('are recorded whole while they are few', () => {
    expect(changedFiles([])).toEqual({ files: [], leftOut: 0 });
    expect(changedFiles(['a', 'b'])).toEqual({ files: ['a', 'b'], leftOut: 0 });
  });

  it('are counted beyond 64 KB', () => {
    const paths = Array.from(
      { length: 100_000 },
      (_, index) => `folder/file-${String(index).padStart(6, '0')}.txt`,
    );
    const { files, leftOut } = changedFiles(paths);
    expect(files).toEqual(paths.slice(0, files.length));
    expect(files.length + leftOut).toBe(100_000);
    expect(JSON.stringify(files).length).toBeLessThan(100 * 1024);
    expect(files.length).toBeGreaterThan(1_000);
  });
});
