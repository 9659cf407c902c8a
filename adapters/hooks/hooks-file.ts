// Reads `.iteratr.hooks.yml`.
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../../application/errors.ts';
import type { ProjectHooks } from '../../application/trust/project-trust.ts';
import { HOOK_POINTS } from '../../domain/run/hook-point.ts';
import { configError, type Hooks, parseHooks } from './hooks-document.ts';

export const HOOKS_FILE = '.iteratr.hooks.yml';

export interface ProjectHooksFile {
  readonly hooks: Hooks;
  /** What consent is asked for: every command of the file. null if it has none. */
  readonly consent: ProjectHooks | null;
}

/**
 * Reads the hooks file in `directory`; undefined if there is none. Throws `ConfigError`: one line that names file, line, key and
 * what is allowed. A command reads it once, so that what runs is what the user has consented to.
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
    // reading a pipe or a device would never end
    if (!statSync(path).isFile())
      throw configError(`${path}: is no file, a file with hooks is expected here`);
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    if (code === 'EACCES') {
      throw configError(`${path}: cannot be read, you have no permission to read it`, { cause });
    }
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
      throw configError(`${path}: is not a text in UTF-8`, { cause });
    }
    throw configError(`${path}: cannot be read, ${message}`, { cause });
  }
}
