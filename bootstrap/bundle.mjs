// Builds dist/: one entry file and lazily loaded chunks, and inserts version, commit and build date.
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { writeThirdPartyNotice } from './third-party.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));

rmSync(`${root}/dist`, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: { iteratr: 'bootstrap/main.ts' },
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  minifySyntax: true,
  minifyWhitespace: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  legalComments: 'linked',
  metafile: true,
  logLevel: 'warning',
  // terminal-kit loads its terminal descriptions by computed names, which cannot be bundled.
  external: ['terminal-kit'],
  // Bundled CommonJS packages load built-in modules of Node with require, which ES modules lack.
  banner: {
    js: "import{createRequire as nodeRequire}from'node:module';const require=nodeRequire(import.meta.url);",
  },
  define: {
    ITERATR_BUILD: JSON.stringify(
      JSON.stringify({ version, commit: commit(), date: new Date().toISOString() }),
    ),
  },
});
chmodSync(`${root}/dist/iteratr.js`, 0o755);
writeThirdPartyNotice(`${root}/dist/THIRD-PARTY.txt`, metafile, root);
// The list of modules in each chunk. Not published; test/loads reads it.
writeFileSync(`${root}/dist/bundle.json`, JSON.stringify(metafile));

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
