// The names of earlier log files.
import { join, parse } from 'node:path';

/** Returns the name of the earlier file with this number, the newest is 1: `log1.txt` for `log.txt`. */
export function earlierLog(file: string, number: number): string {
  const { dir, name, ext } = parse(file);
  return join(dir, `${name}${number}${ext}`);
}
