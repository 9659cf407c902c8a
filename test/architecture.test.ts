// Specifies that the rules of the architecture hold, and that they are really checked.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { tempDir } from './support/temp-dir.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDERS = ['domain', 'application', 'adapters', 'bootstrap'];
const DEPCRUISE = join(ROOT, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');

interface Cruise {
  readonly violations: readonly string[];
  readonly modules: readonly string[];
}

function cruise(cwd: string): Cruise {
  const args = [DEPCRUISE, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...FOLDERS];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (stdout === '') throw new Error(stderr);
  const { summary, modules } = JSON.parse(stdout);
  return {
    violations: summary.violations.map(
      ({ rule, from, to }: { rule: { name: string }; from: string; to: string }) =>
        `${rule.name}: ${from} → ${to}`,
    ),
    modules: modules.map(({ source }: { source: string }) => source),
  };
}

it('holds in every module', () => {
  const { violations, modules } = cruise(ROOT);
  expect(violations).toEqual([]);
  const own = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `${folder}/${file}`),
  );
  expect(own.length).toBeGreaterThan(100);
  expect(modules).toEqual(expect.arrayContaining(own));
});

/** The program signals itself there: for Ctrl+Z, for a Ctrl+C that is typed at a question, and for a signal that was held back. */
const SIGNAL_THEMSELVES = [
  'adapters/cli/console.ts',
  'adapters/cli/interruption.ts',
  'adapters/tui/terminal/stop-process.ts',
];

it('signals other processes in one place only', () => {
  const signalling = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map((file) => `${folder}/${file}`)
      .filter((file) => file.endsWith('.ts') && !file.startsWith('adapters/process/'))
      .filter((file) => readFileSync(join(ROOT, file), 'utf8').includes('process.kill(')),
  );
  expect(signalling.sort()).toEqual(SIGNAL_THEMSELVES);
});

const rules: readonly { readonly name: string }[] = createRequire(import.meta.url)(
  '../.dependency-cruiser.cjs',
).forbidden;

/** The layers of the terminal interface from the lowest to the highest, which has no rule of its own. */
const tuiLayers = [
  ...rules.flatMap(({ name }) => /^tui-(.+)-knows-only-what-is-below$/.exec(name)?.[1] ?? []),
  'replay',
];

const upwardRule = (layer: string) => `tui-${layer}-knows-only-what-is-below`;

/** Returns files in which each layer of the terminal interface imports the one above it, and the top file. */
function upwardImports(): Record<string, string> {
  const files = tuiLayers.flatMap((layer, index) => {
    const above = tuiLayers[index + 1];
    const up = above === undefined ? 'export const a = 1;\n' : `export { a } from '../${above}/up.ts';\n`;
    return [
      [`adapters/tui/${layer}/up.ts`, up],
      [`adapters/tui/${layer}/app.ts`, "export { a } from '../tui-app.ts';\n"],
    ];
  });
  return Object.fromEntries([
    ...files,
    ['adapters/tui/tui-app.ts', "export { a } from './terminal/up.ts';\n"],
    ['adapters/tui/screen/down.ts', "export { a } from '../views/across.ts';\n"],
    ['adapters/tui/views/across.ts', "export { a } from '../screen/up.ts';\n"],
  ]);
}

it('is broken by each kind of import that is not allowed', () => {
  const copy = tempDir();
  for (const name of ['.dependency-cruiser.cjs', 'package.json', 'tsconfig.json']) {
    cpSync(join(ROOT, name), join(copy, name));
  }
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  const files = {
    'domain/clock.ts': "import { now } from 'node:perf_hooks';\nexport const a = now;\n",
    'domain/type.ts': "import type { Port } from '../application/port.ts';\nexport type A = Port;\n",
    'application/port.ts': 'export interface Port {}\n',
    'application/yaml.ts': "import { parse } from 'yaml';\nexport const a = parse;\n",
    'application/lazy.ts': "export const a = () => import('../adapters/cli/a.ts');\n",
    'adapters/cli/a.ts': "import { b } from '../mcp/b.ts';\nexport const a = b;\n",
    'adapters/mcp/b.ts': "import { Container } from 'inversify';\nexport const b = Container;\n",
    'adapters/mcp/c.ts': "import { d } from '../../bootstrap/d.ts';\nexport const c = d;\n",
    'adapters/mcp/start.ts': "import { spawn } from 'node:child_process';\nexport const a = spawn;\n",
    'adapters/mcp/run.ts': "export const a = () => import('cross-spawn');\n",
    'adapters/mcp/lost.ts': "import { a } from './nowhere.ts';\nexport const b = a;\n",
    'adapters/mcp/reflect.ts': "import 'reflect-metadata';\n",
    'bootstrap/d.ts': "import { e } from './e.ts';\nexport const d = e;\n",
    'bootstrap/e.ts': "import { d } from './d.ts';\nexport const e = d;\n",
  };
  for (const [path, content] of Object.entries({ ...files, ...upwardImports() })) {
    mkdirSync(join(copy, path, '..'), { recursive: true });
    writeFileSync(join(copy, path), content);
  }
  const { violations } = cruise(copy);
  const expected = [
    'domain-is-pure: domain/clock.ts → perf_hooks',
    'domain-is-pure: domain/type.ts → application/port.ts',
    /^application-knows-domain-only: application\/yaml\.ts → /,
    'application-knows-domain-only: application/lazy.ts → adapters/cli/a.ts',
    'adapters-do-not-know-each-other: adapters/cli/a.ts → adapters/mcp/b.ts',
    'only-bootstrap-wires: adapters/mcp/c.ts → bootstrap/d.ts',
    /^inversify-in-bootstrap-only: adapters\/mcp\/b\.ts → /,
    'processes-in-one-place: adapters/mcp/start.ts → child_process',
    /^processes-in-one-place: adapters\/mcp\/run\.ts → /,
    /^no-cycles: bootstrap\/[de]\.ts/,
    /^no-unresolvable: adapters\/mcp\/lost\.ts/,
    /^tui-folders-have-no-cycles: adapters\/tui\//,
    ...tuiLayers
      .slice(0, -1)
      .map(
        (layer, index) =>
          `${upwardRule(layer)}: adapters/tui/${layer}/up.ts → adapters/tui/${tuiLayers[index + 1]}/up.ts`,
      ),
    ...tuiLayers
      .slice(0, -1)
      .map((layer) => `${upwardRule(layer)}: adapters/tui/${layer}/app.ts → adapters/tui/tui-app.ts`),
  ];
  const broken = new Set(violations.map((violation) => violation.split(':')[0]));
  expect(rules.map(({ name }) => name).filter((name) => !broken.has(name))).toEqual([]);
  for (const one of expected) {
    const matching = typeof one === 'string' ? one : expect.stringMatching(one);
    expect(violations).toContainEqual(matching);
  }
});
