// Reads a spec again during a run, and compares it.
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { ApplicationError } from '../../application/errors.ts';
import type { SpecSource } from '../../application/ports/spec-source.port.ts';
import { readSpec } from './read-spec.ts';

export class FileSpecSource implements SpecSource {
  /** `cwd`: where the command was started. */
  constructor(private readonly cwd: string) {}

  async read(named: string): Promise<string | undefined> {
    const path = resolve(this.cwd, named);
    // A pipe can be read only once.
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return undefined;
    try {
      return await readSpec(path);
    } catch (error) {
      if (error instanceof ApplicationError) return undefined;
      throw error;
    }
  }

  isSpec(named: string, path: string): boolean {
    return resolve(this.cwd, named) === resolve(path);
  }

  diff(before: string, after: string): string {
    return createTwoFilesPatch('before', 'after', before, after, '', '', { context: 3 }).replace(/^=+\n/, '');
  }
}
