import { chmodSync, mkdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BUILD } from '../../bootstrap/build-info.ts';
import { keepCompiledCode } from '../../bootstrap/compile-cache.ts';
import { tempDir } from '../support/temp-dir.ts';

/** Returns the directories in which compiled code is kept with this cache directory of the user. */
function keptIn(cache: string): string[] {
  const kept: string[] = [];
  keepCompiledCode({ XDG_CACHE_HOME: cache }, (directory) => kept.push(directory));
  return kept;
}

describe('the cache of compiled code', () => {
  it('is in a directory of its own for each version, below one that only the user can write', () => {
    const cache = tempDir();
    mkdirSync(join(cache, 'iteratr'));
    chmodSync(join(cache, 'iteratr'), 0o777);
    expect(keptIn(cache)).toEqual([join(cache, 'iteratr', `compiled-${BUILD.version}`)]);
    expect(statSync(join(cache, 'iteratr')).mode & 0o777).toBe(0o700);
  });

  it('is not kept behind a link', () => {
    const cache = tempDir();
    symlinkSync(tempDir(), join(cache, 'iteratr'));
    expect(keptIn(cache).filter((directory) => directory.startsWith(cache))).toEqual([]);
  });
});
