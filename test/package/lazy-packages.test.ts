// Specifies that a package that is loaded at its first use does then what it would have done.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { expect, it } from 'vitest';
// @ts-expect-error the build scripts are plain JavaScript
import { lazyPackages } from '../../bootstrap/lazy-packages.mjs';
import { tempDir } from '../support/temp-dir.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Used {
  readonly before: boolean;
  readonly after: boolean;
  readonly words: unknown;
}

/** Runs a module that uses `yaml`, and tells whether the package was loaded before and after. */
async function used(code: string): Promise<Used> {
  const directory = tempDir();
  const entry = join(directory, 'entry.js');
  writeFileSync(entry, code);
  const bundle = await rolldown({
    input: entry,
    platform: 'node',
    plugins: [
      lazyPackages(),
      {
        name: 'noticed',
        resolveId: (id, importer) =>
          id === 'yaml' && importer?.startsWith('\0') ? join(directory, 'yaml.js') : undefined,
      },
    ],
  });
  const yaml = JSON.stringify(join(ROOT, 'node_modules/yaml/dist/index.js'));
  writeFileSync(
    join(directory, 'yaml.js'),
    `import yaml from ${yaml};\nglobalThis.isLoaded = true;\nexport const { parse, LineCounter, parseDocument } = yaml;\n`,
  );
  const { output } = await bundle.generate({ format: 'cjs' });
  await bundle.close();
  const file = join(directory, 'bundle.cjs');
  writeFileSync(file, output[0].code);
  return createRequire(import.meta.url)(file) as Used;
}

it('is loaded by the first call, and gives what the package gives', async () => {
  const found = await used(`
    import { LineCounter, parse, parseDocument } from 'yaml';
    globalThis.isLoaded = false;
    export const before = globalThis.isLoaded;
    const lines = new LineCounter();
    parseDocument('a:\\n  b', { lineCounter: lines });
    export const words = [parse('a: [1, x]'), lines.linePos(4).line, lines instanceof LineCounter];
    export const after = globalThis.isLoaded;
  `);
  expect({ ...found }).toMatchObject({ before: false, words: [{ a: [1, 'x'] }, 2, true], after: true });
});

it('refuses what it does not know, so that nothing is undefined in the program', async () => {
  await expect(used("import { visit } from 'yaml';\nexport const words = visit;")).rejects.toThrow('visit');
});
