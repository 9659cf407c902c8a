// Reads the hooks file of a project, `.iteratr.hooks.yml`.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { ProjectHooks } from '../../application/trust/project-trust.ts';
import { HOOK_POINTS } from '../../domain/run/hook-point.ts';
import { PROJECT_NAMES } from '../data-dir/find-project.ts';
import { readPlainFile } from '../data-dir/given-file.ts';
import type { Hooks } from './hooks.ts';
import { configError, parseHooks } from './hooks-document.ts';

/** In bytes; far more than hooks need. */
const LIMIT = 1024 * 1024;

export const HOOKS_FILE = PROJECT_NAMES.hooks;

export interface ProjectHooksFile {
  readonly hooks: Hooks;
  /** The commands of the file, which need the user's consent; null if there are none. */
  readonly consent: ProjectHooks | null;
}

/**
 * Reads the hooks file in `directory`; returns undefined if there is none. Throws `ConfigError` in one line, with file, line, key
 * and the expected value. Read it once per command, so that only hooks run that the user has consented to.
 */
export function readHooksFile(directory: string): ProjectHooksFile | undefined {
  const path = join(directory, HOOKS_FILE);
  const text = readIfThere(path);
  if (text === undefined) return undefined;
  const hooks = parseHooks(path, text);
  const lines = HOOK_POINTS.flatMap((point) =>
    hooks[point].map(({ command }) => `${point}: ${command.source.trim()}`),
  );
  const digest = createHash('sha256').update(text).digest('hex');
  return { hooks, consent: lines.length === 0 ? null : { digest, lines } };
}

function readIfThere(path: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readPlainFile(path, { bytes: LIMIT }));
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    if (code === 'EISDIR') throw configError(`${path} is not a file, expected a file with hooks`, { cause });
    if (code === 'EACCES') {
      throw configError(`cannot read ${path}: you have no permission to read it`, { cause });
    }
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
      throw configError(`${path} is not UTF-8 text`, { cause, remedy: 'save it as UTF-8' });
    }
    throw configError(`cannot read ${path}: ${message}`, { cause });
  }
}
