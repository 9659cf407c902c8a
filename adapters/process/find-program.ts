// Finds the program that a name refers to, on PATH or by its path.
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

export interface ProgramPlaces {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Returns the program's absolute path; undefined if none is executable. A name with a slash is a path, as in a shell. */
export function findProgram(name: string, { cwd, env }: ProgramPlaces): string | undefined {
  const places = name.includes('/') ? [''] : (env.PATH ?? '').split(delimiter).filter(Boolean);
  return places.map((place) => resolve(cwd, join(place, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
