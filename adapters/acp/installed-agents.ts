// Finds out which agents are installed, without starting any of them.
import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fieldsOf, textOf } from './fields.ts';
import type { AgentProfile } from './profiles/profile.ts';

/** A stable format: `iteratr agents --json` prints it. */
export interface InstalledAgent {
  readonly name: string;
  /** The command that starts it. */
  readonly command: readonly string[];
  /** Absolute path of its program; null if it is not installed. */
  readonly path: string | null;
  /** The version in the package of its program; null if it is not installed or the package names none. */
  readonly version: string | null;
  /** The shell command that installs it, or the page that says how. */
  readonly install: string;
  readonly login: string;
  /** The npm package with version that npx can start; null for none. */
  readonly npx: string | null;
  /** The lowest major version of Node.js it needs; null if iteratr's own will do. */
  readonly node: number | null;
  /** Whether a build needs the user to choose a model. */
  readonly needsModel: boolean;
}

/** `findProgram` returns the absolute path of a program; undefined if it is not found. */
export function installedAgent(
  { name, command, install, login, npm, node, models }: AgentProfile,
  findProgram: (name: string) => string | undefined,
): InstalledAgent {
  const path = findProgram(command[0]) ?? null;
  return {
    name,
    command,
    path,
    version: path === null ? null : versionBeside(path),
    install,
    login,
    npx: npm && `${npm.name}@${npm.version}`,
    node,
    needsModel: models.required,
  };
}

/** Returns the version in the nearest package.json above the program, if it is in a package of npm. */
function versionBeside(path: string): string | null {
  try {
    const program = realpathSync(path);
    if (!program.includes('/node_modules/')) return null;
    for (let at = dirname(program); !at.endsWith('/node_modules'); at = dirname(at)) {
      const version = versionIn(join(at, 'package.json'));
      if (version !== null) return version;
    }
  } catch {
    // The program was removed meanwhile.
  }
  return null;
}

function versionIn(file: string): string | null {
  try {
    return textOf(fieldsOf(JSON.parse(readFileSync(file, 'utf8'))).version);
  } catch {
    return null; // no package here, look further up
  }
}
