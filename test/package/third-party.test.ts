// Specifies that the notice of licences covers every bundled package, and that the build refuses what may not be distributed.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
// @ts-expect-error the build scripts are plain JavaScript
import { writeThirdPartyNotice } from '../../bootstrap/third-party.mjs';
import { tempDir } from '../support/temp-dir.ts';

/** Writes the notice for packages with these licences and licence files; returns it. */
function noticeOf(packages: Record<string, { license: string; file?: string }>): string {
  const root = tempDir();
  for (const [name, { license, file }] of Object.entries(packages)) {
    const directory = join(root, 'node_modules', name);
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'package.json'), JSON.stringify({ name, version: '1.2.3', license }));
    if (file !== undefined) writeFileSync(join(directory, file), `The licence of ${name}`);
  }
  const inputs = Object.keys(packages).map((name) => `node_modules/${name}/index.js`);
  const notice = join(root, 'THIRD-PARTY.txt');
  writeThirdPartyNotice(notice, [...inputs, 'bootstrap/main.ts'], root);
  return readFileSync(notice, 'utf8');
}

it('names each package with its version, licence and text', () => {
  const notice = noticeOf({
    plain: { license: 'MIT', file: 'LICENSE' },
    '@scope/other': { license: 'Apache-2.0', file: 'licence.md' },
  });
  expect(notice).toContain('plain 1.2.3\nLicence: MIT\n\nThe licence of plain\n');
  expect(notice).toContain('@scope/other 1.2.3\nLicence: Apache-2.0\n\nThe licence of @scope/other\n');
});

it('is refused for a package without a licence text, or with an unknown licence', () => {
  const packages = { a: { license: 'GPL-3.0', file: 'LICENSE' }, b: { license: 'MIT' } };
  expect(() => noticeOf(packages)).toThrow(
    'the bundle cannot be distributed: a has the licence "GPL-3.0"; b has no licence text',
  );
});

it('covers the bundle', () => {
  const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
  const chunks: Record<string, string[]> = JSON.parse(readFileSync(`${dist}bundle.json`, 'utf8'));
  const notice = readFileSync(`${dist}THIRD-PARTY.txt`, 'utf8');
  const paths = Object.values(chunks)
    .flat()
    .flatMap((path) => /.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  // A package can be installed under another name.
  const names = [...new Set(paths)].map(
    (path): string => JSON.parse(readFileSync(`${dist}../${path}/package.json`, 'utf8')).name,
  );
  expect(names.length).toBeGreaterThan(50);
  expect(names.filter((name) => !notice.includes(`\n${name} `))).toEqual([]);
});
