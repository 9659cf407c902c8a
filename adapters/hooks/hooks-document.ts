// Parses the text of a hooks file, and finds every mistake in it before any hook runs.
import {
  type Document,
  type ErrorCode,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
} from 'yaml';
import { ConfigError, InputError } from '../../application/errors.ts';
import { didYouMean } from '../../application/wording/nearest.ts';
import type { AppErrorOptions } from '../../domain/errors.ts';
import { HOOK_POINTS, type HookPoint } from '../../domain/run/hook-point.ts';
import { HookCommand } from './hook-command.ts';
import { type Hook, type Hooks, hooksBy, NO_HOOKS } from './hooks.ts';

const VERSION = 1;
const DEFAULT_TIMEOUT_SECONDS = 30;
const FILE_KEYS = ['version', 'hooks'] as const;
const HOOK_KEYS = ['command', 'timeout', 'pipe_output'] as const;

/** Messages for problems that the library describes in programmers' terms. */
const PLAIN_WORDS: Partial<Record<ErrorCode, string>> = {
  DUPLICATE_KEY: 'this key is already set in the same place',
  MULTIPLE_DOCS: 'a second document begins here, but only one is allowed',
};

/** Returns the hooks in a text. Throws `ConfigError` in one line, with file, line, key and the expected value. */
export function parseHooks(path: string, text: string): Hooks {
  try {
    return new HooksDocument(path, text).read();
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw configError(`${path}: not valid YAML: it is nested too deep`, { cause });
  }
}

class HooksDocument {
  readonly #lines = new LineCounter();
  readonly #document: Document;

  constructor(
    private readonly path: string,
    text: string,
  ) {
    // The library must not print anything: its problems are reported as errors below.
    const options = { lineCounter: this.#lines, prettyErrors: false, logLevel: 'error' } as const;
    this.#document = parseDocument(text, options);
    const problem = this.#document.errors[0] ?? this.#document.warnings[0];
    if (!problem) return;
    const { line, col } = this.#lines.linePos(problem.pos[0]);
    const what = PLAIN_WORDS[problem.code] ?? problem.message;
    throw configError(`${path}:${line}:${col}: not valid YAML: ${what}`, { cause: problem });
  }

  read(): Hooks {
    const { contents } = this.#document;
    const { version, hooks } = this.#mapping(contents, 'the file', FILE_KEYS);
    if (version === undefined) {
      this.#fail(contents, 'version is missing', { remedy: `begin with "version: ${VERSION}"` });
    }
    const given = this.#value(version);
    if (given !== VERSION) {
      this.#fail(version, `version is ${shown(given)}, this iteratr supports only ${VERSION}`);
    }
    if (this.#value(hooks) === null) return NO_HOOKS;
    const points = this.#mapping(hooks, 'hooks', HOOK_POINTS);
    return hooksBy((point) => this.#list(points[point], point));
  }

  #list(node: Node | undefined, point: HookPoint): Hook[] {
    if (this.#value(node) === null) return [];
    const list = this.#resolved(node);
    if (!isSeq(list)) {
      this.#fail(node, `${point} is ${shown(this.#value(node))}, expected a list`, {
        remedy: 'begin each item with "- command:"',
      });
    }
    return list.items.map((item) => this.#hook(item as Node, point));
  }

  #hook(node: Node, point: HookPoint): Hook {
    const { command, timeout, pipe_output } = this.#mapping(node, `a hook of ${point}`, HOOK_KEYS);
    if (command === undefined) this.#fail(node, `${point}: command is missing`);
    return {
      command: this.#command(command, point),
      timeoutSeconds: this.#timeout(timeout, point),
      pipeOutput: this.#switch(pipe_output, point),
    };
  }

  #command(node: Node, point: HookPoint): HookCommand {
    const value = this.#value(node);
    if (typeof value !== 'string') {
      const isCollection = typeof value === 'object' && value !== null;
      this.#fail(node, `${point}: command is ${shown(value)}, expected text`, {
        ...(isCollection && { remedy: 'put quotes around text that begins with { or [' }),
      });
    }
    try {
      return new HookCommand(value);
    } catch (cause) {
      if (!(cause instanceof InputError)) throw cause;
      const { problem, remedy } = cause;
      this.#fail(node, `${point}: command ${problem}`, { cause, ...(remedy !== undefined && { remedy }) });
    }
  }

  #timeout(node: Node | undefined, point: HookPoint): number {
    if (node === undefined) return DEFAULT_TIMEOUT_SECONDS;
    const value = this.#value(node);
    if (typeof value === 'number' && value > 0 && Number.isFinite(value)) return value;
    this.#fail(node, `${point}: timeout is ${shown(value)}, expected a number of seconds above 0`);
  }

  #switch(node: Node | undefined, point: HookPoint): boolean {
    if (node === undefined) return false;
    const value = this.#value(node);
    if (typeof value === 'boolean') return value;
    this.#fail(node, `${point}: pipe_output is ${shown(value)}, expected true or false`);
  }

  #mapping<Key extends string>(
    node: Node | null | undefined,
    what: string,
    keys: readonly Key[],
  ): Partial<Record<Key, Node>> {
    const map = this.#resolved(node);
    if (!isMap(map)) {
      const form = keys.map((key) => `${key}:`).join(', ');
      this.#fail(node, `${what} is ${shown(this.#value(node))}, expected a mapping with ${form}`);
    }
    const nodes: Partial<Record<Key, Node>> = {};
    for (const { key, value } of map.items) {
      const name = String(isScalar(key) ? key.value : key);
      const known = keys.find((allowed) => allowed === name);
      if (known === undefined) {
        this.#fail(key as Node, `unknown key ${shown(name)} in ${what}`, {
          remedy: `${didYouMean(name, keys)}The keys are ${keys.join(', ')}`,
        });
      }
      if (value) nodes[known] = value as Node;
    }
    return nodes;
  }

  #resolved(node: Node | null | undefined): Node | null | undefined {
    if (!isAlias(node)) return node;
    return (
      node.resolve(this.#document) ?? this.#fail(node, `not valid YAML: there is no anchor &${node.source}`)
    );
  }

  /** Returns a scalar's value, `[]` for a list, `{}` for a mapping, null for an empty or missing node. */
  #value(node: Node | null | undefined): unknown {
    const resolved = this.#resolved(node);
    if (isScalar(resolved)) return resolved.value;
    return isSeq(resolved) ? [] : isMap(resolved) ? {} : null;
  }

  #fail(node: Node | null | undefined, problem: string, options?: AppErrorOptions): never {
    const line = node?.range ? this.#lines.linePos(node.range[0]).line : 1;
    throw configError(`${this.path}:${line}: ${problem}`, options);
  }
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'a mapping';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

/** Returns an error in one line, because paths and values may contain line breaks. */
export function configError(problem: string, options?: AppErrorOptions): ConfigError {
  return new ConfigError(problem.replaceAll(/[\r\n]+/g, ' '), options);
}
