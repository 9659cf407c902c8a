// Reads one YAML configuration file into its keys and values, each with its line.
import { readFileSync } from 'node:fs';
import { type ErrorCode, isMap, isNode, isScalar, LineCounter, type Pair, parseDocument } from 'yaml';
import { ConfigError } from '../../application/errors.ts';

export interface FileEntry {
  readonly key: string;
  readonly value: unknown;
  readonly line: number;
}

/** For problems that the library words for programmers. */
const PLAIN_WORDS: Partial<Record<ErrorCode, string>> = {
  MULTIPLE_DOCS: 'a second document begins here, allowed is one',
};

/**
 * The entries of the file in their order, a key that is set twice twice; none for a file that is empty or not there. Throws `ConfigError`, naming file
 * and line, when it cannot be read or is not a YAML mapping.
 */
export function readConfigFile(path: string): FileEntry[] {
  const text = readIfThere(path);
  if (text === undefined) return [];
  const lines = new LineCounter();
  // the library itself must print nothing: what it has to say is an error below
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
    // Keys are appended to the file that setup wrote: what is set last counts.
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
      `${path}:1: the file must hold lines of the form "key: value", such as "iterations: 5"`,
    );
  }
  return contents.items.map((pair) => {
    const line = lineOf(pair, lines);
    try {
      const value = isNode(pair.value) ? pair.value.toJS(document) : pair.value;
      return { key: isScalar(pair.key) ? String(pair.key.value) : String(pair.key), value, line };
    } catch (cause) {
      // an alias without its anchor is found only here
      throw new ConfigError(`${path}:${line}: not valid YAML: ${(cause as Error).message}`, { cause });
    }
  });
}

function lineOf({ key }: Pair, lines: LineCounter): number {
  return isNode(key) && key.range ? lines.linePos(key.range[0]).line : 1;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code === 'EISDIR')
      throw new ConfigError(`${path}: is a directory, a configuration file is expected here`, { cause });
    if (code === 'EACCES')
      throw new ConfigError(`${path}: cannot be read, you have no permission to read it`, { cause });
    throw new ConfigError(`${path}: cannot be read, ${message}`, { cause });
  }
}
