// Where a program is that would be run by its name.
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

export interface ProgramPlaces {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Its absolute path, undefined when there is none that can be run. A name with a slash is a path, as in a shell. */
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
