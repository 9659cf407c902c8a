// `npm run loads`: prints which packages each command loads.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMMANDS } from './commands.ts';
import { packagesOf } from './loads.ts';

const directory = mkdtempSync(join(tmpdir(), 'iteratr-loads-'));
for (const [commandLine] of COMMANDS) {
  const packages = packagesOf(commandLine.split(' '), directory);
  process.stdout.write(`${commandLine}\n  ${packages.join(' ') || 'none'}\n`);
}
rmSync(directory, { recursive: true });
