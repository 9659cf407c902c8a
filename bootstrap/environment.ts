// Reads the environment of the process. No other file reads `process.env`.
import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../application/environment.ts';

export function readEnvironment(): Environment {
  const env = Object.fromEntries(
    Object.entries(process.env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
  const entry = realpathSync(process.argv[1] ?? fileURLToPath(import.meta.url));
  return { cwd: process.cwd(), env, home: homedir(), self: [process.execPath, ...process.execArgv, entry] };
}
