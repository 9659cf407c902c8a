// The configuration file that setup writes: whether it may, what the file held before, and the writing itself.
import { constants } from 'node:fs';
import { access, lstat, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ConfigLayer } from '../../adapters/config/config-layers.ts';
import { type ConfigValues, configText } from '../../adapters/config/config-text.ts';
import { replaceFile } from '../../adapters/files/replace-file.ts';
import { ConfigError, InputError } from '../../application/errors.ts';

/**
 * Throws, before anything is asked, for what stands in the way of writing `path`: `InputError` for a file that is there
 * without `force`, `ConfigError` for a directory, or where nothing may be written.
 */
export async function requireWritable(path: string, force: boolean): Promise<void> {
  try {
    const found = await lstat(path).catch(unlessMissing);
    if (found?.isDirectory())
      throw new ConfigError(`${path} is a directory: move it away, a file is to be written there`);
    if (found && !force) {
      throw new InputError(`${path} exists already: change it by hand, or overwrite it with --force`);
    }
    await access(await nearestDirectory(dirname(path)), constants.W_OK | constants.X_OK);
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** The valid values the file holds, as they are written there. */
export function valuesOf({ settings }: ConfigLayer): ConfigValues {
  return Object.fromEntries(settings.map(({ key, value }) => [key, value]));
}

/** A link stays one: what it points to is written. Throws `ConfigError` when it cannot be; the old file is whole then. */
export async function writeConfig(path: string, values: ConfigValues, schema?: string): Promise<void> {
  try {
    await replaceFile(await realpath(path).catch(() => path), configText(values, schema));
  } catch (error) {
    throw unwritable(path, error);
  }
}

async function nearestDirectory(path: string): Promise<string> {
  const found = await lstat(path).catch(unlessMissing);
  return found || path === dirname(path) ? path : nearestDirectory(dirname(path));
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'you have no permission to write there',
  EPERM: 'you have no permission to write there',
  EROFS: 'the file system is read-only',
  ENOENT: 'no directory can be made there',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a part of the path is a file',
  ENOSPC: 'the disk is full',
};

function unwritable(path: string, error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (error instanceof ConfigError || error instanceof InputError) return error;
  const why = REASONS[code ?? ''] ?? message;
  const next = 'set XDG_CONFIG_HOME to another directory, or write the file of the project with --project';
  return new ConfigError(`${path} cannot be written: ${why}; ${next}`, { cause: error });
}
