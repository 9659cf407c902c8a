// Lists the spec files that the user can choose from, and writes new ones.
import { resolve } from 'node:path';
import { ApplicationError } from '../../application/errors.ts';
import type { FoundSpec, SpecCatalog } from '../../application/ports/spec-files.port.ts';
import { findSpecs } from './find-specs.ts';
import { readSpec } from './read-spec.ts';
import { writeSpec } from './write-spec.ts';

export class FileSpecCatalog implements SpecCatalog {
  constructor(private readonly options: { readonly cwd: string; readonly dataDir: string }) {}

  find(signal: AbortSignal): Promise<readonly FoundSpec[]> {
    const { cwd, dataDir } = this.options;
    return findSpecs(cwd, { skip: [dataDir], signal });
  }

  async problemOf(named: string): Promise<string | undefined> {
    try {
      await readSpec(resolve(this.options.cwd, named));
      return undefined;
    } catch (error) {
      if (error instanceof ApplicationError) return error.message;
      throw error;
    }
  }

  write(path: string, text: string): Promise<void> {
    return writeSpec(path, text);
  }
}
