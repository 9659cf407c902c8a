// Builds dist/: one entry file, lazily loaded chunks and the launcher of git processes, and inserts version, commit and build date.
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { asciiCode } from './ascii-code.mjs';
import { chunkLayers } from './chunk-layers.mjs';
import { lazyPackages } from './lazy-packages.mjs';
import { lazySchemas } from './lazy-schemas.mjs';
import { terminalKitParts } from './terminal-kit-parts.mjs';
import { writeThirdPartyNotice } from './third-party.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));

const build = JSON.stringify({ version, commit: commit(), date: new Date().toISOString() });
rmSync(`${root}/dist`, { recursive: true, force: true });
const output = [
  ...(await bundled('iteratr', 'bootstrap/main.ts')),
  ...(await bundled('program', 'bootstrap/program.ts', { codeSplitting: { groups: chunkLayers(root) } })),
  ...(await bundled('launcher', 'adapters/process/launcher/launcher-program.ts')),
];
// The package is one of ES modules, the bundle is not: see specs/decisions/0073-code-cache.md.
writeFileSync(`${root}/dist/package.json`, '{ "type": "commonjs" }\n');
chmodSync(`${root}/dist/iteratr.js`, 0o755);
const contents = contentsOf(output);
writeThirdPartyNotice(`${root}/dist/THIRD-PARTY.txt`, Object.values(contents).flat(), root);
// The list of modules in each chunk. Not published; test/loads reads it.
writeFileSync(`${root}/dist/bundle.json`, JSON.stringify(contents));

/** Writes `dist/<name>.js` and the chunks that it needs. Returns all of them. */
async function bundled(name, input, options = {}) {
  const bundle = await rolldown({
    cwd: root,
    input: { [name]: input },
    platform: 'node',
    plugins: [terminalKitParts(), lazySchemas(), lazyPackages(), asciiCode()],
    transform: {
      target: 'node20.19',
      define: { ITERATR_BUILD: JSON.stringify(build) },
    },
    // Some modules are loaded both ways on purpose: it is enough that a light command does not load them.
    checks: { ineffectiveDynamicImport: false },
  });
  const { output } = await bundle.write({
    dir: 'dist',
    format: 'cjs',
    // Scripts that are compiled with kept code cannot import.
    dynamicImportInCjs: false,
    chunkFileNames: 'chunks/[name]-[hash].js',
    // Names stay, for the stack traces of crash reports.
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
    ...options,
  });
  await bundle.close();
  return output;
}

/** Returns the modules of each chunk that are more than types, as paths relative to the root. */
function contentsOf(chunks) {
  return Object.fromEntries(
    chunks.map(({ fileName, modules }) => [
      `dist/${fileName}`,
      Object.entries(modules)
        .filter(([, { renderedLength }]) => renderedLength > 0)
        // The bundler's own helpers have no path.
        .flatMap(([id]) => (id.startsWith(root) ? [relative(root, id)] : [])),
    ]),
  );
}

/** Returns the commit, '' without git or a repository, as in an unpacked release. */
function commit() {
  try {
    return execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .toString()
      .trim();
  } catch {
    return '';
  }
}
