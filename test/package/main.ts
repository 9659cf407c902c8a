// `npm run test:package`: what is published, as a user gets it. The tarball is installed into an empty prefix, and run with next to
// nothing but node, git and an agent on PATH, under every version of Node that is supported. It fetches from the registry what `npm ci` does,
// and Node itself where there is a build of it for this platform.
import { strict as assert } from 'node:assert';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quote } from 'shlex';
import { fetchNode, NODE_VERSIONS, npm } from '../support/node-versions.ts';
import { ONE_TASK } from '../support/scenarios.ts';
import { scriptedAgent } from '../support/scripted-agent/scripted-agent.ts';

const LARGEST_TARBALL = 1_200_000;
/** What every system has, and git. */
const SYSTEM_TOOLS = ['cat', 'ln', 'rm', 'git'];

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'iteratr-package-')));
try {
  const tarball = pack();
  const nodes = [process.execPath, ...NODE_VERSIONS.flatMap((version) => fetchNode(version, scratch) ?? [])];
  const prefix = join(scratch, 'prefix');
  npm(['install', '--global', '--prefix', prefix, tarball]);
  for (const node of nodes) use(node, join(prefix, 'bin', 'iteratr'));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** The path of the tarball, when nothing is in it that does not belong there. */
function pack(): string {
  // Without its scripts: they would build anew what is tested.
  const packed = npm(['pack', '--json', '--ignore-scripts', '--pack-destination', scratch]);
  const [{ filename, size, files }] = JSON.parse(packed);
  const paths: string[] = files.map(({ path }: { path: string }) => path);
  const foreign = paths.filter(
    (path) =>
      !/^(dist\/.*\.(js|txt)|dist\/package\.json|specs\/schemas\/.*\.schema\.json|README\.md|LICENSE|CHANGELOG\.md|package\.json)$/.test(
        path,
      ),
  );
  assert.deepEqual(foreign, [], 'only what is run, and what is read about it, is published');
  for (const path of [
    'dist/iteratr.js',
    'dist/THIRD-PARTY.txt',
    'specs/schemas/iteratr.schema.json',
    'README.md',
    'LICENSE',
  ])
    assert.ok(paths.includes(path), path);
  assert.ok(size < LARGEST_TARBALL, `the tarball has ${size} bytes`);
  print(`${filename}: ${paths.length} files, ${Math.round(size / 1024)} KiB`);
  return join(scratch, filename);
}

function use(node: string, installed: string): void {
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  const place = mkdtempSync(join(scratch, `${version}-`));
  const workTree = join(place, 'work');
  const home = join(place, 'home');
  mkdirSync(join(workTree, 'specs'), { recursive: true });
  mkdirSync(home);
  writeFileSync(join(workTree, 'specs', 'SPEC.md'), '# One\n');
  const git = {
    GIT_AUTHOR_NAME: 'A',
    GIT_AUTHOR_EMAIL: 'a@example.org',
    GIT_COMMITTER_NAME: 'A',
    GIT_COMMITTER_EMAIL: 'a@example.org',
  };
  const env = { PATH: pathWith(node, place), HOME: home, ITERATR_MODEL: 'fake/model', ...git };
  const run = (...args: string[]): string => {
    const { status, stdout, stderr } = spawnSync(installed, args, {
      cwd: workTree,
      env,
      encoding: 'utf8',
      timeout: 120_000,
    });
    assert.equal(status, 0, `${version}: iteratr ${args.join(' ')} ended with ${status}\n${stdout}${stderr}`);
    assert.equal(stderr, '', `${version}: iteratr ${args.join(' ')}`);
    return stdout;
  };
  execFileSync('git', ['init', '--quiet'], { cwd: workTree, env: { ...process.env, ...env } });
  assert.match(run('version'), /^iteratr \d+\.\d+\.\d+\ncommit [0-9a-f]{7,}\nbuilt \d{4}-/);
  run('doctor');
  assert.match(run('build', '--headless'), /complete: .*1\/1 tasks/);
  assert.match(run('tool', 'task-list', '--name', 'SPEC'), /TAS-1/);
  print(`node ${version}: version, doctor, build --headless and tool task-list work`);
}

/** A directory with node, an agent by the name of opencode, and next to nothing else. */
function pathWith(node: string, place: string): string {
  const bin = join(place, 'bin');
  mkdirSync(bin);
  symlinkSync(node, join(bin, 'node'));
  for (const tool of SYSTEM_TOOLS) {
    symlinkSync(execFileSync('which', [tool], { encoding: 'utf8' }).trim(), join(bin, tool));
  }
  const agent = scriptedAgent(place, ONE_TASK);
  const command = [agent.command, ...agent.args].map((word) => quote(word)).join(' ');
  writeFileSync(
    join(bin, 'opencode'),
    `#!/bin/sh\n[ "$1" = --version ] && echo 1.18.0 && exit\nexec ${command}\n`,
  );
  chmodSync(join(bin, 'opencode'), 0o755);
  return bin;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
