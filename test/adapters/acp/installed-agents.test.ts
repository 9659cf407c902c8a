// Specifies what is found out about an agent without starting it.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { installedAgent } from '../../../adapters/acp/installed-agents.ts';
import { QWEN } from '../../../adapters/acp/profiles/qwen.ts';
import { tempDir } from '../../support/temp-dir.ts';

it('says how to install and to start one that is missing', () => {
  expect(installedAgent(QWEN, () => undefined)).toMatchObject({
    name: 'qwen',
    command: ['qwen', '--acp'],
    path: null,
    version: null,
    npx: '@qwen-code/qwen-code@0.15.10',
    needsModel: false,
  });
});

it('reads the version of one that npm has installed', () => {
  const at = join(tempDir(), 'lib', 'node_modules', '@qwen-code', 'qwen-code');
  mkdirSync(join(at, 'dist'), { recursive: true });
  writeFileSync(join(at, 'package.json'), '{"version": "0.15.3"}');
  writeFileSync(join(at, 'dist', 'cli.js'), '');
  const path = join(tempDir(), 'qwen');
  symlinkSync(join(at, 'dist', 'cli.js'), path);
  expect(installedAgent(QWEN, () => path)).toMatchObject({ path, version: '0.15.3' });
});

it('names no version where no package says one', () => {
  const directory = tempDir();
  const path = join(directory, 'qwen');
  writeFileSync(path, '');
  writeFileSync(join(directory, 'package.json'), '{"version": "9.9.9"}');
  expect(installedAgent(QWEN, () => path)).toMatchObject({ path, version: null });
});
