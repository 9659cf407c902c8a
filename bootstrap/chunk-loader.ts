// Loads the files of the built program, which are CommonJS modules, so that their compiled code can be kept between runs.
import { isAscii } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Script } from 'node:vm';

/** Compiles a module; `source` is an expression that evaluates to its function. */
export interface Compiler {
  compile(file: string, source: string): Script;
}

interface Module {
  exports: unknown;
}

type ModuleFunction = (
  exports: unknown,
  require: (name: string) => unknown,
  module: Module,
  __filename: string,
  __dirname: string,
) => void;

/** Loads each file once. Names that begin with a dot are files of the program; Node finds all others. */
export class ChunkLoader {
  readonly #loaded = new Map<string, Module>();
  readonly #requireOther: (name: string) => unknown;
  readonly #compiler: Compiler;

  constructor(requireOther: (name: string) => unknown, compiler: Compiler) {
    this.#requireOther = requireOther;
    this.#compiler = compiler;
  }

  /** Returns what the file exports; of a file that is still loading, what it exports so far. Throws what the file throws. */
  load(file: string): unknown {
    const known = this.#loaded.get(file);
    if (known) return known.exports;
    const module: Module = { exports: {} };
    this.#loaded.set(file, module);
    const directory = dirname(file);
    const load = (name: string): unknown =>
      name.startsWith('.') ? this.load(join(directory, name)) : this.#requireOther(name);
    const run = this.#compiler
      .compile(file, wrapped(textOf(readFileSync(file))))
      .runInThisContext() as ModuleFunction;
    run.call(module.exports, module.exports, load, module, file, directory);
    return module.exports;
  }
}

/** Returns the text of a file. As Latin-1, ASCII is read much faster than as UTF-8, with the same result. */
function textOf(file: Buffer): string {
  return file.toString(isAscii(file) ? 'latin1' : 'utf8');
}

/** Returns an expression for the function of a module. In strict mode, as the sources are, which are ES modules. */
function wrapped(source: string): string {
  return `(function (exports, require, module, __filename, __dirname) { 'use strict'; ${source}\n})`;
}
