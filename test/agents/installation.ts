// Installs the agents from the npm registry, each in a folder of its own, and a Node.js for those that need another one.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TriedAgent } from './agents.ts';

const LIMIT_MS = 300_000;

/** Installs what is missing. Returns the folders to put before PATH, the first to be searched first. Throws npm's last words. */
export function installAgent({ name, install, node }: TriedAgent, cache: string): readonly string[] {
  const agent = installPackage(join(cache, name), install);
  return node === null ? [agent] : [installPackage(join(cache, `node-${node}`), `node@${node}`), agent];
}

/** Returns the folder with the programs of the package. */
function installPackage(directory: string, spec: string): string {
  const programs = join(directory, 'node_modules', '.bin');
  const installed = join(directory, `${spec.replaceAll('/', '+')}.installed`);
  if (existsSync(installed)) return programs;
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'package.json'), '{"private": true}\n');
  const args = ['install', '--no-audit', '--no-fund', '--loglevel=error', spec];
  try {
    execFileSync('npm', args, { cwd: directory, timeout: LIMIT_MS, stdio: 'pipe', encoding: 'utf8' });
  } catch (error) {
    const { stderr = '' } = error as { readonly stderr?: string };
    throw new Error(`npm cannot install ${spec}: ${stderr.trim().split('\n').at(-1) || error}`);
  }
  writeFileSync(installed, '');
  return programs;
}
