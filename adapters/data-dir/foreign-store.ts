// Finds a store of the Go program named iteratr, which also uses the directory `.iteratr`.
import { lstatSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Returns the path of a store of the Go program in the data directory, undefined if there is none or if our own store is there
 * already: the user is told once.
 */
export function foreignStore(dataDir: string): string | undefined {
  const path = join(dataDir, 'data');
  return isDirectory(path) && !isDirectory(join(dataDir, 'jetstream')) ? path : undefined;
}

function isDirectory(path: string): boolean {
  try {
    return lstatSync(path).isDirectory();
  } catch {
    // Opening the data directory reports what is wrong with it.
    return false;
  }
}
