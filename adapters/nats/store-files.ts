// Looks at JetStream's own files of the stream, to tell a new store from a damaged one.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AdapterError } from '../../application/errors.ts';
import { STREAM } from './stream-name.ts';

function streamDirectory(dataDir: string): string {
  return join(dataDir, 'jetstream', '$G', 'streams', STREAM);
}

/** Returns whether the stream was ever created, whether or not the server can read it. */
export function hasStreamFiles(dataDir: string): boolean {
  return existsSync(join(streamDirectory(dataDir), 'msgs'));
}

/**
 * Returns whether there are messages of the stream, whether or not the server can read them. A server that is killed while it
 * creates the stream leaves files without messages.
 */
export function hasMessages(dataDir: string): boolean {
  const directory = join(streamDirectory(dataDir), 'msgs');
  const names = existsSync(directory) ? readdirSync(directory) : [];
  return names.some((name) => name.endsWith('.blk') && sizeOf(join(directory, name)) > 0);
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Returns what is wrong with the files of the stream; undefined if nothing is, or there are none. */
export function damagedStreamFile(dataDir: string): string | undefined {
  if (!hasMessages(dataDir)) return undefined;
  for (const name of ['meta.inf', 'meta.sum']) {
    const file = join(streamDirectory(dataDir), name);
    try {
      const text = readFileSync(file, 'utf8');
      if (text === '') return `${file} is empty`;
      if (name === 'meta.inf') JSON.parse(text);
    } catch (error) {
      return `${file} cannot be read: ${(error as Error).message}`;
    }
  }
  return undefined;
}

/** Returns the error for a store whose stream the server does not know although it has messages. */
export function damagedStore(dataDir: string, cause?: unknown): AdapterError {
  const file = damagedStreamFile(dataDir);
  const why = file === undefined ? 'the NATS server cannot read its sessions' : file;
  return new AdapterError('STORE.DAMAGED', `the store in ${dataDir} is damaged: ${why}`, {
    cause,
    remedy: `move ${join(dataDir, 'jetstream')} elsewhere and restore the sessions with \`iteratr sessions restore\``,
  });
}
