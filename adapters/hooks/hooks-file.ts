// Reads `.iteratr.hooks.yml`.
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../../application/errors.ts';
import type { ProjectHooks } from '../../application/trust/project-trust.ts';
import { HOOK_POINTS } from '../../domain/run/hook-point.ts';
import { configError, type Hooks, parseHooks } from './hooks-document.ts';

export const HOOKS_FILE = '.iteratr.hooks.yml';

/**
 * The hooks of the project in `directory`; undefined when it has no hooks file. Throws `ConfigError`: one line that names
 * file, line, key and what is allowed.
 */
export function loadHooks(directory: string): Hooks | undefined {
  const path = join(directory, HOOKS_FILE);
  const text = readIfThere(path);
  return text === undefined ? undefined : parseHooks(path, text);
}

/** What consent is asked for: every command of the hooks file. null where there is none. Throws as `loadHooks` does. */
export function hooksOf(directory: string): ProjectHooks | null {
  const path = join(directory, HOOKS_FILE);
  const text = readIfThere(path);
  if (text === undefined) return null;
  const hooks = parseHooks(path, text);
  const lines = HOOK_POINTS.flatMap((point) =>
    hooks[point].map(({ command }) => `${point}: ${command.source.trim()}`),
  );
  const digest = createHash('sha256').update(text).digest('hex');
  return lines.length === 0 ? null : { digest, lines };
}

function readIfThere(path: string): string | undefined {
  try {
    // reading a pipe or a device would wait for ever
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
