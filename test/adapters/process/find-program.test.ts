// Specifies where programs are found.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findProgram } from '../../../adapters/process/find-program.ts';
import { tempDir } from '../../support/temp-dir.ts';

it('finds what a shell would run', () => {
  const cwd = tempDir();
  for (const folder of ['a', 'b', 'c']) mkdirSync(join(cwd, folder));
  mkdirSync(join(cwd, 'a', 'folder'));
  writeFileSync(join(cwd, 'a', 'tool'), '', { mode: 0o644 });
  writeFileSync(join(cwd, 'b', 'tool'), '', { mode: 0o755 });
  writeFileSync(join(cwd, 'c', 'tool'), '', { mode: 0o755 });
  const env = { PATH: `${join(cwd, 'a')}::b:${join(cwd, 'c')}` };
  expect(findProgram('tool', { cwd, env })).toBe(join(cwd, 'b', 'tool'));
  expect(findProgram('./c/tool', { cwd, env })).toBe(join(cwd, 'c', 'tool'));
  expect(findProgram(join(cwd, 'c', 'tool'), { cwd, env: {} })).toBe(join(cwd, 'c', 'tool'));
  for (const name of ['./a/tool', 'folder', 'other', '']) {
    expect(findProgram(name, { cwd, env })).toBeUndefined();
  }
  expect(findProgram('tool', { cwd, env: {} })).toBeUndefined();
});
