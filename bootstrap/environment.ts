// Reads the environment of the process. No other file reads `process.env`.
import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { findProject } from '../adapters/data-dir/find-project.ts';
import type { Environment } from '../application/environment.ts';

/** Variables that lead git to another repository, as `git rev-parse --local-env-vars` lists them, without those for settings. */
const REPOSITORY_VARIABLES = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_COMMON_DIR',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_NAMESPACE',
  'GIT_PREFIX',
  'GIT_CONFIG',
  'GIT_GRAFT_FILE',
  'GIT_SHALLOW_FILE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_REPLACE_REF_BASE',
];

/** Reads the environment and removes what a git hook, or a shell, leaves there for git: every child works in the directory it is given. */
export function readEnvironment(): Environment {
  for (const name of REPOSITORY_VARIABLES) delete process.env[name];
  const env = Object.fromEntries(
    Object.entries(process.env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
  const entry = realpathSync(process.argv[1] ?? fileURLToPath(import.meta.url));
  const cwd = process.cwd();
  const self = [process.execPath, ...process.execArgv, entry] as const;
  return { cwd, project: findProject(cwd), env, home: homedir(), self };
}
