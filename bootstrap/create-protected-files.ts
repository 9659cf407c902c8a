// Creates the protected files of a project.
import { relative } from 'node:path';
import type { AppConfig } from '../adapters/config/config-schema.ts';
import { PROJECT_NAMES } from '../adapters/data-dir/find-project.ts';
import { GlobbedFiles, type GlobbedFilesOptions } from '../adapters/git/protected-files.ts';
import type { ProtectedFiles } from '../application/ports/protected-files.port.ts';

/** Returns the configured ones, and the files that decide what iteratr does. */
export function createProtectedFiles(
  { protect, protectNew, template }: Pick<AppConfig, 'protect' | 'protectNew' | 'template'>,
  {
    project,
    ...surroundings
  }: Pick<GlobbedFilesOptions, 'folder' | 'processes' | 'logger'> & {
    /** The folder that configured paths are in, if `folder` is its place in another work tree. */
    readonly project?: string;
  },
): ProtectedFiles {
  const ownTemplate = template === '' ? [] : [relative(project ?? surroundings.folder, template)];
  const inside = ownTemplate.filter((path) => path !== '..' && !path.startsWith('../'));
  const ownFiles = [PROJECT_NAMES.config, PROJECT_NAMES.hooks, ...inside];
  return new GlobbedFiles({ globs: protect, allowNew: protectNew, ownFiles, ...surroundings });
}
