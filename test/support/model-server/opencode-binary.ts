// Finds the opencode binary of the dev dependency. Its own launcher works only if its install script has run.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Returns the absolute path of the binary for this machine. Throws if none is installed. */
export function opencodeBinary(): string {
  const candidates = packagesFor(process.platform, process.arch, hasAvx2(), isMusl());
  const found = candidates.map(binaryOf).find((path) => path !== null);
  if (!found) {
    throw new Error(
      `opencode is not installed for this machine (looked for ${candidates.join(', ')}); run npm ci`,
    );
  }
  return found;
}

/** Returns package names, best first. The C library must match; baseline builds run on every x64 machine, but slower. */
export function packagesFor(platform: string, arch: string, avx2: boolean, musl: boolean): readonly string[] {
  const base = `opencode-${platform}-${arch}`;
  const builds = arch === 'x64' ? (avx2 ? [base, `${base}-baseline`] : [`${base}-baseline`]) : [base];
  return platform === 'linux' && musl ? builds.map((name) => `${name}-musl`) : builds;
}

function binaryOf(name: string): string | null {
  try {
    // The platform packages are dependencies of opencode-ai, so resolve them from there.
    const launcher = createRequire(import.meta.url).resolve('opencode-ai/package.json');
    const manifest = createRequire(launcher).resolve(`${name}/package.json`);
    const path = join(dirname(manifest), 'bin', 'opencode');
    accessSync(path, constants.X_OK);
    return path;
  } catch {
    return null;
  }
}

function hasAvx2(): boolean {
  if (process.platform === 'darwin') {
    return spawnSync('sysctl', ['-n', 'hw.optional.avx2_0'], { encoding: 'utf8' }).stdout?.trim() === '1';
  }
  return existsSync('/proc/cpuinfo') && /\bavx2\b/.test(readFileSync('/proc/cpuinfo', 'utf8'));
}

function isMusl(): boolean {
  if (process.platform !== 'linux') return false;
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime === undefined;
}
