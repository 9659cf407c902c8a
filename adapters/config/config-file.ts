// Reads a YAML configuration file into its keys and values, each with its line.
import { type ErrorCode, isMap, isNode, isScalar, LineCounter, type Pair, parseDocument } from 'yaml';
import { ConfigError } from '../../application/errors.ts';
import { readPlainFile } from '../data-dir/given-file.ts';

/** In bytes; far more than a file of settings needs. */
const LIMIT = 1024 * 1024;

export interface FileEntry {
  readonly key: string;
  readonly value: unknown;
  readonly line: number;
}

/** Messages for problems that the library describes in programmers' terms. */
const PLAIN_WORDS: Partial<Record<ErrorCode, string>> = {
  MULTIPLE_DOCS: 'a second document begins here, but only one is allowed',
};

/**
 * Returns the entries of the file in order, including duplicate keys; none if the file is empty or does not exist. Throws
 * `ConfigError` with file and line when the file cannot be read or is not a YAML mapping.
 */
export function readConfigFile(path: string): FileEntry[] {
  const text = readIfThere(path);
  if (text === undefined) return [];
  try {
    return entriesIn(path, text);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new ConfigError(`${path}: not valid YAML: it is nested too deep`, { cause });
  }
}

function entriesIn(path: string, text: string): FileEntry[] {
  const lines = new LineCounter();
  // The library must not print anything: its problems are reported as errors below.
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
    // Users append keys to the file that setup wrote, and the last value counts.
    uniqueKeys: false,
  });
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem) {
    const { line, col } = lines.linePos(problem.pos[0]);
    const what = PLAIN_WORDS[problem.code] ?? problem.message;
    throw new ConfigError(`${path}:${line}:${col}: not valid YAML: ${what}`, { cause: problem });
  }
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === null)) return [];
  if (!isMap(contents)) {
    throw new ConfigError(
      `${path}:1: the file must contain lines of the form "key: value", such as "iterations: 5"`,
    );
  }
  return contents.items.map((pair) => {
    const line = lineOf(pair, lines);
    try {
      const value = isNode(pair.value) ? pair.value.toJS(document) : pair.value;
      return { key: isScalar(pair.key) ? String(pair.key.value) : String(pair.key), value, line };
    } catch (cause) {
      // Aliases without an anchor are only detected here.
      throw new ConfigError(`${path}:${line}: not valid YAML: ${(cause as Error).message}`, { cause });
    }
  });
}

function lineOf({ key }: Pair, lines: LineCounter): number {
  return isNode(key) && key.range ? lines.linePos(key.range[0]).line : 1;
}

function readIfThere(path: string): string | undefined {
  try {
    return readPlainFile(path, { bytes: LIMIT }).toString('utf8');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code === 'EISDIR')
      throw new ConfigError(`${path} is a directory, expected a configuration file`, { cause });
    if (code === 'EACCES')
      throw new ConfigError(`cannot read ${path}: you have no permission to read it`, { cause });
    throw new ConfigError(`cannot read ${path}: ${message}`, { cause });
  }
}
