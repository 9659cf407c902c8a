// The process as the rest of the program sees it: the one place that reads `process.env`.

import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';

export interface Environment {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly home: string;
  /** How to run this very program: the interpreter and its arguments. */
  readonly self: readonly [command: string, ...args: string[]];
}

export function readEnvironment(): Environment {
  const env = Object.fromEntries(
    Object.entries(process.env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
  const entry = realpathSync(process.argv[1] ?? fileURLToPath(import.meta.url));
  return { cwd: process.cwd(), env, home: homedir(), self: [process.execPath, ...process.execArgv, entry] };
}
